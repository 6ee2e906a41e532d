/** Complaints in words: what is due, how far they are, what happened, sums. */
import { h } from "/assets/shared/dom.js";
import { has, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { moment, span } from "/assets/shared/times.js";

/** Shape, and the colours of a visit's state. */
const STAGES = { received: ["assigned", "assigned"], valid: ["check", "working"], not_valid: ["cancelled", "finished"], answered: ["arrow", "on_site"], closed: ["signed", "signed"], resubmitted: ["swap", "cancelled"] };

/** The pill of a stage. */
export function stagePill(stage) {
  const [shape, colour] = STAGES[stage] ?? STAGES.received;
  return h("span", { class: "pill", data: { state: colour } }, icon(shape), h("span", { text: t(`stage-${stage}`) }));
}

/** How much of the time for what is due next is gone: `early`, `half`, `soon` or `late`. */
export function level({ due_at: due, since }, now) {
  const whole = due - since;
  const share = whole > 0 ? (now - since) / whole : now >= due ? 1 : 0;
  return share >= 1 ? "late" : share >= 0.75 ? "soon" : share >= 0.5 ? "half" : "early";
}

/** What is due next, with what is left of the time. */
export function dueMark({ data }, now) {
  if (data.due_at === undefined) {
    return h("span", { class: "soft small", text: data.ended_at === undefined ? t("due-nothing") : t("ended-at", { time: moment(data.ended_at, now) }) });
  }
  const how = level({ due_at: data.due_at, since: data.due_since }, now);
  const late = data.due_at < now;
  const text = t(late ? "due-late" : "due-in", { duty: t(`duty-${data.due}`), span: span(Math.abs(data.due_at - now)) });
  return h("span", { class: `due ${how}` }, icon(late ? "attention" : "clock"), h("span", { text }));
}

/** An office. */
export const office = (unit) => t(`office-${unit}`);

/** Offices, one of which is enough. */
export const offices = (units) => units.map(office).join(t("list-or"));

/** A sum in **fen**. */
export const money = (fen) => t("yuan", { amount: (fen / 100).toFixed(2) });

/** A budget in **half days**. */
export const budget = (halves) => t("days", { days: halves / 2 });

/** What somebody would get, in words. */
export function outcomeWords({ valid, outcome, amount_fen: amount }) {
  return [t(valid ? "found-valid" : "found-not-valid"), t(`outcome-${outcome}`), amount === undefined ? "" : money(amount)].filter(Boolean).join(" · ");
}

/** What an event says besides what it is. */
export function eventWords(event, desk) {
  const time = (at) => moment(at, desk.now());
  const parts = {
    numbered: () => [event.number],
    owner_passed: () => [event.to_name, event.reason],
    words_added: () => [event.words],
    joint_inspection_asked: () => [event.with, event.reason],
    samples_taken: () => [event.what, t("pieces", { count: event.quantity })],
    answer_promised: () => [time(event.promised_for)],
    classified: () => [t(`class-${event.class}`), event.reason],
    remedied: () => [event.on, event.text],
    corrected: () => [event.on, event.text],
    decided: () => [outcomeWords(event), t("because", { cause: event.cause }), event.solution, t(event.approved_as ? "decided-as" : "decided-by", { name: event.signed_by, office: event.approved_as ? office(event.approved_as) : "" })],
    answered: () => [t(event.in_writing ? "in-writing" : "by-mouth"), event.text],
    closed: () => [event.note],
    case_set: () => [t(event.foreign ? "case-foreign" : "case-domestic"), event.walk_in ? t("case-walk-in") : ""],
    handed_on: () => [office(event.to), event.note],
    investigated: () => [event.on, event.text],
    report_given: () => [event.text],
    talks_held: () => [event.text],
    opinion_given: () => [event.text],
    approval_asked: () => [outcomeWords(event), t("because", { cause: event.cause }), event.solution],
    approval_declined: () => [event.reason],
    customer_asked: () => [event.grade, t(event.satisfied ? "satisfied" : "not-satisfied"), event.text],
    objected: () => [office(event.by), event.reason],
    no_loss_found: () => [event.text],
    call_out_entered: () => [event.number],
    reopened_by: () => [],
    struck: () => [event.reason],
  }[event.kind];
  return { title: has(`happened-${event.kind}`) ? t(`happened-${event.kind}`) : event.kind, text: (parts?.() ?? []).filter(Boolean).join(" · ") };
}
