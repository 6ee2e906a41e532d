// Nobody signed: the customer refused, or nobody was there. An outcome like any other, recorded with its reason and sealed.

import { language, t } from "/assets/shared/i18n.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { namesOf } from "../visit/before.js";

/** Asks how it came about and records it. */
export function askNotSigned(context) {
  const sheet = context.sheet();
  const offered = [
    { action: "record_refusal", value: "refused" },
    { action: "record_absence", value: "absent" },
  ].filter(({ action }) => sheet.allowed.includes(action));
  const isRefusal = ({ how }) => how === "refused";
  openForm({
    title: t("hs-do-not-signed"),
    lead: t("hs-not-signed-lead"),
    test: "not-signed-form",
    fields: [
      {
        kind: "choice",
        name: "how",
        label: t("hs-not-signed-how"),
        needed: true,
        value: offered.length === 1 ? offered[0].value : null,
        options: offered.map(({ value }) => ({ value, label: t(`hs-not-signed-${value}`) })),
      },
      {
        kind: "text",
        name: "reason",
        label: t("hs-reason"),
        needed: true,
        rows: 2,
        picks: ["noise", "fee", "time"].map((word) => t(`hs-not-signed-why-${word}`)),
        when: isRefusal,
      },
      { kind: "text", name: "absence", label: t("hs-reason"), needed: true, rows: 2, when: ({ how }) => how === "absent" },
      { kind: "text", name: "words", label: t("hs-customer-words"), needed: true, rows: 3, when: isRefusal },
      { kind: "line", name: "name", label: t("hs-not-signed-who"), picks: namesOf(sheet), when: isRefusal },
    ],
    act: ({ how, reason, absence, words, name = "" }) =>
      how === "refused"
        ? context.do("record_refusal", { language: language(), asked: { name, role: "", remarks: "" }, reason, words })
        : context.do("record_absence", { language: language(), reason: absence }),
    done: t("hs-not-signed-done"),
    keep: draft(context.id, "not_signed"),
  });
}
