// Short messages that pass by themselves. Nothing that must be read to go on is said only here.

import { el } from "./dom.js";
import { icon } from "./pictures.js";
import { t } from "/assets/shared/i18n.js";
import { explain } from "./words.js";

const SHOWN_MS = { note: 3500, problem: 8000 };
/** Long enough to see a mistake. */
const UNDO_MS = 8000;

/** Says that something was done; `undo` takes it back as long as this is shown. */
export const note = (text, { undo } = {}) => show("note", text, undo);

/** Says why something was not done. */
export const problem = (error) => show("problem", explain(error));

/** Takes notes away: they spoke of another screen. */
export function clearNotes() {
  for (const old of document.querySelectorAll(".toast-note")) old.remove();
}

function show(kind, text, undo) {
  const home = document.querySelector("dialog[open] .toasts") ?? document.getElementById("toasts");
  const toast = el(
    "p",
    { class: `toast toast-${kind}`, role: kind === "problem" ? "alert" : null, test: `toast-${kind}` },
    icon(kind === "note" ? "check" : "attention"),
    el("span", { class: "grow" }, text),
    undo ? el("button", { type: "button", class: "toast-undo", test: "undo", onclick: undo }, t("hs-undo")) : null,
  );
  // One note at a time: the newest says what matters.
  clearNotes();
  home.append(toast);
  const timer = setTimeout(() => toast.remove(), undo ? UNDO_MS : SHOWN_MS[kind]);
  toast.addEventListener("click", () => {
    clearTimeout(timer);
    toast.remove();
  });
}
