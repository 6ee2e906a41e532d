// The order of the technician's day: what is going on, what comes next, what comes later, what waits for somebody else, what is done.
// Plain functions of rows and the time, so that the page never argues about where a visit stands.

import { stateOf } from "/assets/shared/status.js";
import { startOfDay } from "/assets/shared/times.js";

/** The groups in the order in which they are shown. */
export const GROUPS = Object.freeze(["now", "next", "later", "waiting", "done", "left"]);

const NOW = new Set(["travelling", "on_site", "working", "finished", "changed"]);
const WAITING = new Set(["to_be_continued", "waiting_for_parts", "taken_away"]);
const DONE = new Set(["signed", "cancelled"]);
const PUT_OFF = ["signature_refused", "customer_absent"];
const DAY_MS = 86_400_000;

/** Rows by group, each by appointment; `next` is what stands at the head of what is still to be begun. */
export function grouped(rows, now) {
  const groups = Object.fromEntries(GROUPS.map((name) => [name, []]));
  for (const row of [...rows].sort(byAppointment)) groups[groupOf(row, now)].push(row);
  const head = groups.later.findIndex((row) => isToday(row.appointment_at, now));
  if (head >= 0) groups.next.push(...groups.later.splice(head, 1));
  else if (groups.later.length > 0) groups.next.push(groups.later.shift());
  return groups;
}

function groupOf(row, now) {
  if (row.left) return "left";
  const state = stateOf(row);
  if (DONE.has(state)) return "done";
  if (row.attention.some((flag) => PUT_OFF.includes(flag))) return "waiting";
  // What was stopped comes back to the list on the day it goes on.
  if (WAITING.has(state)) return row.appointment_at && isToday(row.appointment_at, now) ? "later" : "waiting";
  return NOW.has(state) ? "now" : "later";
}

const isToday = (at, now) => at !== null && at !== undefined && at < startOfDay(now) + DAY_MS;

const byAppointment = (a, b) => (a.appointment_at ?? Infinity) - (b.appointment_at ?? Infinity) || a.number.localeCompare(b.number);

/** Whether `row` is what somebody looks for by number, name, address, product, fault or telephone. */
export function matches(row, asked) {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [row.number, row.customer_name, row.address, row.product, row.fault].join("\n").toLowerCase();
  const digits = row.phone.replace(/\D/g, "");
  return words.every((word) => text.includes(word) || (/^[+\d-]{3,}$/.test(word) && digits.includes(word.replace(/\D/g, ""))));
}

/** How the time stands towards `at`: `{ state, ms }` with `late`, `soon` (within the hour) or `ahead`. */
export function towards(at, now) {
  const ms = at - now;
  return { state: ms < 0 ? "late" : ms < 3_600_000 ? "soon" : "ahead", ms: Math.abs(ms) };
}
