/** Loading and failing, alike in every view. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";

/** While the server is asked. */
export const loading = () => h("p", { role: "status" }, h("span", { class: "spinner" }));

/** What went wrong, with a way to try again. */
export function failed(error, again) {
  const retry = h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: again } });
  return h("div", { class: "notice danger", role: "alert" }, icon("offline"), h("span", { text: error.text ?? String(error) }), retry);
}

/** Nothing to do. */
export const nothing = (text) => h("div", { class: "empty" }, icon("finished"), h("p", { class: "soft", text }));

/** A button with an icon. */
export function button(name, text, click, kind = "") {
  return h("button", { class: `button ${kind}`.trim(), type: "button", on: { click } }, icon(name), h("span", { text }));
}
