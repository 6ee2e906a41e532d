// Asking for a reason before something is done that people regret.

import { openForm } from "./form.js";

/** Asks for a reason; `act(reason)` does what it is for. On a refusal the sheet stays open with what was typed. */
export function askReason({ title, lead, label, picks, confirm, act, done }) {
  openForm({
    title,
    lead,
    test: "reason-sheet",
    fields: [{ kind: "text", name: "reason", label, picks, needed: true, rows: 2 }],
    confirm,
    act: ({ reason }) => act(reason),
    done,
  });
}
