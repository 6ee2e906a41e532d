// Words for values: every code of the device becomes a sentence that says what happened and what to do.

import { has, localised, t } from "/assets/shared/i18n.js";

/** What a refused or failed action means for the person who tapped. */
export function explain(error) {
  const key = `hs-problem-${error.code ?? "internal"}`;
  if (has(key)) return t(key, { limit: error.limit ?? 0, detail: error.message ?? "", n: error.missing?.length ?? 0 });
  return t("hs-problem-other", { code: String(error.code ?? error.message) });
}

/** Why something is parked: the code's own sentence if there is one, else what the server said. */
export function parkedReason(state) {
  const key = `hs-parked-${state.code}`;
  return has(key) ? t(key) : t("hs-parked-other", { code: state.code, detail: state.detail ?? "" });
}

/** One thing that is missing before the visit can be finished. */
export function missingText(missing, sheet) {
  if (missing.what === "check") {
    const item = sheet.checklist.find((one) => one.id === missing.item);
    return t("hs-missing-check", { label: item ? localised(item.label) : missing.item });
  }
  if (missing.what === "part_line") {
    const line = sheet.parts.find((one) => one.id === missing.line);
    return t("hs-missing-part-line", { name: line?.name ?? "" });
  }
  return t(`hs-missing-${missing.what}`);
}

/** How a document stands between this phone and the server: a word for styles and a text for people. */
export function deliveryText(delivery) {
  switch (delivery.state) {
    case "on_this_phone":
      return t("hs-delivery-on-this-phone", { n: delivery.changes });
    case "received":
      return delivery.photos_pending > 0 ? t("hs-delivery-received-photos", { n: delivery.photos_pending }) : t("hs-delivery-received");
    case "complete":
      return t("hs-delivery-complete");
    default:
      return t("hs-delivery-parked");
  }
}
