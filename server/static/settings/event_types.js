/** The types of events that other systems can be told of. */
import { has, t } from "/assets/shared/i18n.js";

/** Every type that can be chosen. */
export const EVENT_TYPES = Object.freeze([
  "call_out.entered",
  "call_out.changed",
  "call_out.cleared",
  "visit.created",
  "visit.changed",
  "visit.signed",
  "visit.sign_off_refused",
  "repair.taken",
  "repair.changed",
  "repair.returned",
  "complaint.received",
  "complaint.changed",
  "complaint.closed",
]);

/** What people call a type; its own word if it is newer than this page. */
export function eventName(type) {
  const id = `event-${type.replaceAll(".", "-")}`;
  return has(id) ? t(id) : type;
}
