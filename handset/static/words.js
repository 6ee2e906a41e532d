// Words for values: every code of the device becomes a sentence that says what happened and what to do.

import { has, localised, t } from "/assets/shared/i18n.js";

// This page's own sentence comes first: it knows where to tap. The shared ones name what happened.
const FAMILIES = ["hs-problem", "refusal", "seal", "error"];

/** What a refused or failed action means for the person who tapped. */
export function explain(error) {
  const args = {
    limit: error.limit ?? 0,
    detail: error.message ?? "",
    n: error.missing?.length ?? 0,
    characters: listed(error.characters ?? []),
  };
  const key = FAMILIES.map((family) => `${family}-${error.code}`).find(has);
  return key ? t(key, args) : t("hs-problem-other", { code: String(error.code ?? error.message) });
}

/** Characters with their numbers; by number alone where there is nothing to see. */
export function listed(characters) {
  const one = (character) => {
    const number = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    return /[\p{L}\p{N}\p{S}]/u.test(character) ? `${character} (${number})` : number;
  };
  return characters.map(one).join(", ");
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
    return t("hs-missing-part_line", { name: line?.name ?? "" });
  }
  return t(`hs-missing-${missing.what}`);
}

/** How a document stands between this phone and the server, in words. */
export function deliveryText(delivery) {
  switch (delivery.state) {
    case "on_this_phone":
      return t("hs-delivery-on_this_phone", { n: delivery.changes });
    case "received":
      return t("hs-delivery-received");
    case "complete":
      return t("hs-delivery-complete");
    default:
      return t("hs-delivery-parked");
  }
}
