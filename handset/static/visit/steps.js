// The five steps of a visit, and which one comes next. What may be done is the device's decision; this only names it.

import { t } from "/assets/shared/i18n.js";
import { el } from "../dom.js";
import { icon } from "../pictures.js";

const STEPS = ["arrive", "start", "work", "finish", "sign"];
const DONE = {
  assigned: 0,
  travelling: 0,
  cancelled: 0,
  on_site: 1,
  working: 2,
  to_be_continued: 2,
  waiting_for_parts: 2,
  taken_away: 2,
  finished: 4,
};

// The visit's own voucher is signed by the customer, or a correction accepted by a leader: the signature can be looked at.
const SETTLED = ["current", "accepted"];

/** What the big button does: a step of the work, `sign`, `sealed` (look at the signature), or null: nothing, as after a signed return. */
export function nextStep(sheet) {
  if (SETTLED.includes(sheet.signature)) return "sealed";
  if (sheet.complete) return null;
  for (const step of ["sign", "start", "resume", "arrive"]) {
    if (sheet.allowed.includes(step)) return step;
  }
  // Paid work begins when the customer has agreed to the fee.
  if (sheet.status === "on_site" && !sheet.money.agreed_fen && sheet.allowed.includes("agree_fee")) return "agree_fee";
  if (canWrite(sheet)) return "finish";
  return sheet.signature === "changed_since" ? "sealed" : null;
}

/** Whether checks, texts, parts and photos can be written now. */
export const canWrite = (sheet) => sheet.allowed.includes("write_findings");

/** The row of steps at the head of a visit. */
export function progress(sheet) {
  const done = sheet.complete || SETTLED.includes(sheet.signature) ? STEPS.length : (DONE[sheet.status] ?? 0);
  return el(
    "ol",
    { class: "steps", "aria-label": t("hs-steps") },
    STEPS.map((step, index) => {
      const state = index < done ? "done" : index === done ? "now" : "later";
      return el(
        "li",
        { class: `step is-${state}`, "aria-current": state === "now" ? "step" : null },
        el("span", { class: "step-dot" }, state === "done" ? icon("check") : String(index + 1)),
        el("span", { class: "step-name" }, t(`hs-step-${step}`)),
      );
    }),
  );
}
