/**
 * The state of a visit as pages show it: how far the work is, and once a customer signed, that. Each state has its own shape,
 * colour and word, so that none of the three is needed to tell them apart.
 */
import { setAttribute, setText, h } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

/** The states in the order work goes through them. `finished` is finished and not signed. */
export const STATES = Object.freeze([
  "assigned",
  "travelling",
  "on_site",
  "working",
  "to_be_continued",
  "waiting_for_parts",
  "taken_away",
  "finished",
  "signed",
  "changed",
  "cancelled",
]);

/**
 * The state of a visit with `status` (work status) and `signature`. One that is `complete` is signed: if not on its own voucher, for the
 * return of what was taken along.
 */
export function stateOf({ status, signature, complete }) {
  if (complete) return "signed";
  switch (signature) {
    case "current":
    case "accepted":
      return "signed";
    case "changed_since":
    case "amending":
      return "changed";
    default:
      return status;
  }
}

/** A pill showing `state`. Change it with {@link setPill}. */
export function statePill(state) {
  const pill = h("span", { class: "pill" });
  setPill(pill, state);
  return pill;
}

/** Lets `pill` show `state`. */
export function setPill(pill, state) {
  if (pill.dataset.state !== state) {
    pill.replaceChildren(icon(state), h("span", { class: "pill-text" }));
    setAttribute(pill, "data-state", state);
  }
  setText(pill.querySelector(".pill-text"), t(`state-${state}`));
}
