// Sheets that slide over the page: closed by their cross, by Escape, by a tap beside them, or by going to another page.

import { el } from "./dom.js";
import { icon } from "./pictures.js";
import { t } from "/assets/shared/i18n.js";

/** Opens a sheet. `build(close)` answers its content; `test` names it; `onclose()` is called when it is gone. Answers `close`. */
export function openSheet({ title, test, build, onclose }) {
  const before = document.activeElement;
  const close = () => sheet.close();
  const sheet = el(
    "dialog",
    { class: "sheet", "aria-label": title, test },
    el(
      "div",
      { class: "sheet-body" },
      el(
        "header",
        { class: "sheet-head" },
        el("h2", {}, title),
        el(
          "button",
          { type: "button", class: "round", "aria-label": t("action-close"), test: "close-sheet", onclick: close },
          icon("close"),
        ),
      ),
      build(close),
      el("div", { class: "toasts", role: "status", "aria-live": "polite" }),
    ),
  );
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) close();
  });
  window.addEventListener("hashchange", close);
  sheet.addEventListener("close", () => {
    window.removeEventListener("hashchange", close);
    sheet.remove();
    onclose?.();
    if (before?.isConnected) before.focus();
  });
  document.body.append(sheet);
  sheet.showModal();
  return close;
}
