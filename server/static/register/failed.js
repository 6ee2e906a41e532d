/** What the register shows when an answer did not come. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";

/** What went wrong, with a way to try again. */
export function failed(error, again) {
  return h("div", { class: "empty", role: "alert" }, icon("attention"), h("p", { text: error.text ?? String(error) }), h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: again } }));
}
