/** Short messages that go by themselves. Errors stay until they are read. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";

const SHOWN_MS = 6_000;
/** Long enough to notice a mistake and to reach the button. */
const SHOWN_WITH_ACTION_MS = 20_000;

/** Shows `text`; `kind` is `good` or `danger`. `action` offers something that can be done about it: `{text, run}`. */
export function toast(text, kind = "good", action = null) {
  const close = h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("action-close") }, icon("close"));
  const message = h("div", { class: `notice toast ${kind}` }, h("span", { text }), action ? h("button", { class: "button", type: "button", text: action.text, on: { click: () => (message.remove(), void action.run()) } }) : null, close);
  close.addEventListener("click", () => message.remove());
  document.getElementById("toasts").append(message);
  if (kind !== "danger") {
    setTimeout(() => message.remove(), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
  }
}
