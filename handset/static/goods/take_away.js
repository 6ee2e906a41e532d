// Taking goods along: what is taken and how it looked, why, until when. The device gives the receipt its number.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";

const APPEARANCES = ["good", "scratched", "broken"];
const FUNCTIONS = ["normal", "abnormal"];
const DAY_MS = 86_400_000;
const REASONS = ["bench", "part", "long"];

const options = (family, values) => values.map((value) => ({ value, label: t(`${family}-${value}`) }));

/** Asks what is taken along from the visit and goes on to the receipt. */
export function askTakeAway(context) {
  const { asset, call_out: callOut } = context.sheet();
  openForm({
    title: t("hs-do-take-away"),
    lead: t("hs-take-away-lead"),
    test: "take-away-form",
    fields: [
      { kind: "line", name: "product", label: t("hs-product-name"), needed: true, value: asset.product },
      { kind: "line", name: "model", label: t("hs-model"), value: asset.model },
      { kind: "serial", name: "serial", label: t("hs-serial"), value: asset.serial },
      { kind: "line", name: "accessories", label: t("hs-accessories"), hint: t("hs-accessories-hint") },
      {
        kind: "choice",
        name: "appearance",
        label: t("hs-appearance"),
        needed: true,
        options: options("hs-appearance", APPEARANCES),
      },
      { kind: "choice", name: "function", label: t("hs-function"), needed: true, options: options("hs-function", FUNCTIONS) },
      { kind: "text", name: "words", label: t("hs-condition"), hint: t("hs-condition-hint"), rows: 2 },
      { kind: "text", name: "fault", label: t("hs-goods-fault"), needed: true, rows: 2, value: callOut.fault },
      {
        kind: "text",
        name: "reason",
        label: t("hs-take-away-reason"),
        needed: true,
        rows: 2,
        picks: REASONS.map((word) => t(`hs-take-away-why-${word}`)),
      },
      { kind: "day", name: "promised_for", label: t("hs-promise-day"), end: true, picks: usualDays() },
      {
        kind: "line",
        name: "promise_document",
        label: t("hs-promise-document"),
        hint: t("hs-promise-document-hint"),
        when: ({ promised_for: day }) => day !== undefined,
      },
      { kind: "toggle", name: "paid", label: t("hs-take-away-paid"), needed: true },
      { kind: "toggle", name: "component", label: t("hs-take-away-component"), hint: t("hs-take-away-component-hint"), needed: true },
    ],
    confirm: t("hs-take-away-confirm"),
    act: async ({ fault, reason, promised_for = null, promise_document = "", paid, ...item }) => {
      // The promise and the stop are written together with the receipt: one action of the device.
      const { id } = await context.act(() =>
        api.onVisit(context.id, "take_away", { item, fault, reason, promised_for, promise_document, paid }),
      );
      location.hash = `#/goods/${id}/receipt`;
    },
    keep: draft(context.id, "take_away"),
  });
}

function usualDays() {
  return [3, 7, 14].map((days) => ({ label: t("hs-pick-in-days", { days }), at: Date.now() + days * DAY_MS }));
}
