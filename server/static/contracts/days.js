/** Days of the calendar, as `YYYY-MM-DD`: the same day wherever the reader is. */
import { language } from "/assets/shared/i18n.js";

const FULL = { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" };
const DAY_MS = 86_400_000;

/** `31 Dec 2026` */
export function dayText(date) {
  return new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), FULL).format(Date.parse(date));
}

/** The day on which `at` (**milliseconds**) lies where the reader is. */
export function dayAt(at) {
  const local = new Date(at);
  return new Date(Date.UTC(local.getFullYear(), local.getMonth(), local.getDate())).toISOString().slice(0, 10);
}

/** So many days lie between `from` and `to`. */
export function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The day after. */
export function dayAfter(date) {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
}

/** The last day of a year that begins on `date`. */
export function yearFrom(date) {
  const end = new Date(Date.parse(date));
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return new Date(end.getTime() - DAY_MS).toISOString().slice(0, 10);
}
