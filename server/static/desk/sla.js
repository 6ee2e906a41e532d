/** How much of the time that was promised is gone, in words and colours. */
import { h, setAttribute } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { moment, span } from "/assets/shared/times.js";

/** The picture of each level that is shown. */
export const DUE_PICTURES = { half: "clock", soon: "urgent", late: "attention" };

/** `{promise, due_at, share, level}` of what is due next on a board row, or null. `level` is `early`, `half`, `soon` or `late`. */
export function dueNext(visit, now) {
  const over = visit.complete || visit.status === "cancelled" || visit.status === "finished" || visit.signature !== "none";
  const next = over ? null : (visit.targets ?? []).find(({ promise }) => promise !== "arrive" || visit.arrived_at == null);
  if (!next) {
    return null;
  }
  const from = (next.promise === "arrive" ? null : visit.arrived_at) ?? visit.requested_at ?? next.due_at;
  const span = next.due_at - from;
  const share = span > 0 ? (now - from) / span : now >= next.due_at ? 1 : 0;
  return { promise: next.promise, due_at: next.due_at, share, level: share >= 1 ? "late" : share >= 0.75 ? "soon" : share >= 0.5 ? "half" : "early" };
}

/** Where {@link drawDue} draws. */
export const duePlace = () => h("span", { class: "sla" });

/** Draws what {@link dueNext} said: nothing before half of the time is gone. `words` is `promise` where an appointment may be late beside it. */
export function drawDue(place, due, now, words = "sla") {
  const level = due && due.level !== "early" ? due.level : "";
  const text = level === "" ? "" : level === "late" ? t(`${words}-late`, { span: span(now - due.due_at) }) : t(`${words}-left`, { span: span(due.due_at - now) });
  setAttribute(place, "title", level === "" ? null : t("promise-by", { time: moment(due.due_at, now) }));
  if (place.dataset.level !== level || place.dataset.text !== text) {
    place.dataset.level = level;
    place.dataset.text = text;
    place.replaceChildren(...(level ? [icon(DUE_PICTURES[level]), h("span", { text })] : []));
  }
}
