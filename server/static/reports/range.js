/** Spans of calendar days, as `YYYY-MM-DD`. Which day it is, the reader's calendar says; when days begin, the organisation's. */

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 1_100;

/** The spans that are offered. */
export const RANGES = Object.freeze(["today", "week", "month", "quarter", "year"]);

/** First and last day of the span `name` that `now` (**milliseconds**) lies in. */
export function daysOf(name, now) {
  const today = new Date(now);
  const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
  const quarter = month - (month % 3);
  switch (name) {
    case "week": {
      // From Monday.
      const monday = day - ((today.getDay() + 6) % 7);
      return { from: text(year, month, monday), to: text(year, month, monday + 6) };
    }
    case "month":
      return { from: text(year, month, 1), to: text(year, month + 1, 0) };
    case "quarter":
      return { from: text(year, quarter, 1), to: text(year, quarter + 3, 0) };
    case "year":
      return { from: text(year, 0, 1), to: text(year, 12, 0) };
    default:
      return { from: text(year, month, day), to: text(year, month, day) };
  }
}

/** Whether both are days, in order and not too far apart. */
export function isSpan({ from, to }) {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  return days >= 0 && days < MOST_DAYS;
}

function text(year, month, day) {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
