// Short messages that pass by themselves. Nothing that must be read to go on is said only here.

import { el } from "./dom.js";
import { icon } from "./pictures.js";
import { explain } from "./words.js";

const SHOWN_MS = { note: 3500, problem: 8000 };

/** Says that something was done. */
export const note = (text) => show("note", text);

/** Says why something was not done. */
export const problem = (error) => show("problem", explain(error));

/** Takes notes away: they spoke of another screen. */
export function clearNotes() {
  for (const old of document.querySelectorAll(".toast-note")) old.remove();
}

function show(kind, text) {
  const home = document.querySelector("dialog[open] .toasts") ?? document.getElementById("toasts");
  const toast = el(
    "p",
    { class: `toast toast-${kind}`, role: kind === "problem" ? "alert" : null, test: `toast-${kind}` },
    icon(kind === "note" ? "check" : "attention"),
    el("span", {}, text),
  );
  // One note at a time: the newest says what matters.
  clearNotes();
  home.append(toast);
  const timer = setTimeout(() => toast.remove(), SHOWN_MS[kind]);
  toast.addEventListener("click", () => {
    clearTimeout(timer);
    toast.remove();
  });
}
