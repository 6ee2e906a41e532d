/** Short messages that go by themselves. Errors stay until they are read. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";

const SHOWN_MS = 6_000;

/** Shows `text`; `kind` is `good` or `danger`. */
export function toast(text, kind = "good") {
  const close = h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("action-close") }, icon("close"));
  const message = h("div", { class: `notice toast ${kind}` }, h("span", { text }), close);
  close.addEventListener("click", () => message.remove());
  document.getElementById("toasts").append(message);
  if (kind !== "danger") {
    setTimeout(() => message.remove(), SHOWN_MS);
  }
}
