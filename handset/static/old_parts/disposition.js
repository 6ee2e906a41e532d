// What becomes of an old part, and the facts that it rests on. Whether they allow it is the device's to say.

import { t } from "/assets/shared/i18n.js";

const DISPOSITIONS = ["return", "local_sale", "local_destruction", "give_away", "kept_by_customer"];
const VALUES = ["none", "little", "real"];
const FACTS = ["claim_value", "reusable", "wanted_by_engineering", "freight_above_value"];
const PLAIN = {
  claim_value: false,
  reusable: false,
  wanted_by_engineering: false,
  sale_value: "none",
  freight_above_value: false,
  reason: "",
  approver: "",
};

/** The fields that ask for it, with `disposition` and `grounds` in them. */
export function dispositionFields(disposition = null, grounds = PLAIN) {
  const isKept = ({ disposition: chosen }) => chosen === "kept_by_customer";
  return [
    {
      kind: "choice",
      name: "disposition",
      label: t("hs-disposition"),
      needed: true,
      value: disposition,
      options: DISPOSITIONS.map((value) => ({ value, label: t(`disposition-${value}`) })),
    },
    ...FACTS.map((name) => ({ kind: "toggle", name, label: t(`hs-grounds-${name}`), needed: true, value: grounds[name] })),
    {
      kind: "choice",
      name: "sale_value",
      label: t("hs-grounds-sale_value"),
      needed: true,
      value: grounds.sale_value,
      options: VALUES.map((value) => ({ value, label: t(`hs-sale_value-${value}`) })),
    },
    { kind: "line", name: "reason", label: t("hs-grounds-reason"), value: grounds.reason, when: isKept },
    { kind: "line", name: "approver", label: t("hs-grounds-approver"), value: grounds.approver, when: isKept },
  ];
}

/** What was said in those fields, as the device takes it. */
export const disposedAs = ({ disposition, ...grounds }) => ({ disposition, grounds: { ...PLAIN, ...grounds } });

/** The facts in words: those that hold. */
export function groundsText(grounds) {
  return [
    ...FACTS.filter((name) => grounds[name]).map((name) => t(`hs-grounds-${name}`)),
    `${t("hs-grounds-sale_value")} ${t(`hs-sale_value-${grounds.sale_value}`)}`,
    grounds.reason,
    grounds.approver,
  ].filter(Boolean);
}
