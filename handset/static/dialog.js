// Sheets that slide over the page: one at a time, closed by their cross, by Escape or by a tap beside them.

import { el } from "./dom.js";
import { icon } from "./pictures.js";
import { t } from "/assets/shared/i18n.js";
import { explain } from "./words.js";

/** Opens a sheet. `build(close)` answers its content; `test` names it. Answers `close`. */
export function openSheet({ title, test, build }) {
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
  sheet.addEventListener("close", () => {
    sheet.remove();
    if (before?.isConnected) before.focus();
  });
  document.body.append(sheet);
  sheet.showModal();
  return close;
}

/** Asks for a reason; `act(reason)` does what it is for. On a refusal the sheet stays open with what was typed. */
export function askReason({ title, lead, label, picks = [], confirm, act }) {
  openSheet({
    title,
    test: "reason-sheet",
    build: (close) => {
      const input = el("textarea", { id: "reason", rows: "2", class: "input", test: "reason" });
      const fault = el("p", { class: "field-error", role: "alert", hidden: true });
      const button = el("button", { type: "submit", class: "primary", test: "confirm-reason" }, confirm);
      return el(
        "form",
        {
          class: "stack",
          novalidate: true,
          onsubmit: async (event) => {
            event.preventDefault();
            button.disabled = true;
            try {
              await act(input.value.trim());
              close();
            } catch (error) {
              fault.textContent = explain(error);
              fault.hidden = false;
            } finally {
              button.disabled = false;
            }
          },
        },
        lead ? el("p", { class: "soft" }, lead) : null,
        el("label", { class: "label", for: "reason" }, label),
        quickPicks(picks, input),
        input,
        fault,
        button,
      );
    },
  });
}

/** Buttons that fill `input` with a usual answer. */
export function quickPicks(picks, input) {
  if (picks.length === 0) return null;
  return el(
    "div",
    { class: "picks" },
    picks.map((text) =>
      el(
        "button",
        {
          type: "button",
          class: "pick",
          test: "pick",
          onclick: () => {
            input.value = text;
            input.dispatchEvent(new Event("input", { bubbles: true }));
          },
        },
        text,
      ),
    ),
  );
}
