/** Old parts in words: when something is due, what happened. Days are `YYYY-MM-DD`. */
import { has, t } from "/assets/shared/i18n.js";
import { yuan } from "/assets/desk/view.js";

const DAY_MS = 24 * 3_600_000;

/** Days from `on` to `due`; below zero if `due` is past. */
export function daysTo(due, on) {
  return Math.round((Date.parse(due) - Date.parse(on)) / DAY_MS);
}

/** When the next step is due: `{ text, kind }`. */
export function dueWords({ data, overdue }, on) {
  const late = Math.max(data.next_step === "hand_over" ? overdue.hand_over : 0, data.next_step === "judge" ? overdue.judgement : 0);
  if (late > 0) {
    return { text: t("due-late", { count: late }), kind: "danger" };
  }
  if (!data.due_on) {
    return { text: t("due-never"), kind: "" };
  }
  const days = daysTo(data.due_on, on);
  return { text: t(days < 0 ? "due-past" : "due-in", { count: Math.abs(days) }), kind: days < 0 ? "danger" : days <= 2 ? "warning" : "" };
}

/** What an event says besides what it is. */
export function eventWords(event) {
  const { kind } = event;
  const parts = {
    promised: () => [event.promised_on, event.reason, event.reported_to && t("reported-to", { name: event.reported_to })],
    handed_over: () => [t("handed-from-to", { from: event.given_by, to: event.to?.name ?? "" }), event.note],
    hand_over_acknowledged: () => [event.by_name],
    disposition_changed: () => [t(`disposition-${event.disposition}`), event.grounds?.reason],
    labelled: () => [event.code],
    packed: () => [event.shipment],
    freight_requested: () => [event.shipment, t("yuan", { amount: yuan(event.amount_fen) })],
    shipped: () => [event.on, event.shipment],
    received_at_store: () => [event.by_name],
    review_started: () => [event.on, t(`class-${event.class}`)],
    judged: () => [event.on, event.liability, event.note],
    claim_opened: () => [event.number],
    disposed: () => [t(`disposition-${event.way}`), event.paper, event.sale && t("yuan", { amount: yuan(event.sale.price_fen) })],
    remitted: () => [event.slip, t("yuan", { amount: yuan(event.amount_fen) })],
    discrepancy_noted: () => [event.note],
    withdrawn: () => [event.reason],
    struck: () => [event.reason],
  }[kind];
  return { title: has(`happened-${kind}`) ? t(`happened-${kind}`) : kind, text: (parts?.() ?? []).filter(Boolean).join(" · ") };
}
