// The choice of the customer's language, on every paper that a customer reads.

import { language, LANGUAGES, t } from "/assets/shared/i18n.js";
import { el } from "../dom.js";

/** Buttons for the languages there are; `onLanguage(tag)` is called with the one that was tapped. */
export function languageChoice(onLanguage) {
  return el(
    "div",
    { class: "segments languages", role: "group", "aria-label": t("hs-sign-language") },
    LANGUAGES.map((tag) =>
      el(
        "button",
        {
          type: "button",
          class: "segment-button",
          lang: tag,
          "aria-pressed": String(tag === language()),
          test: `voucher-${tag}`,
          onclick: () => onLanguage(tag),
        },
        t(`language-${tag}`),
      ),
    ),
  );
}
