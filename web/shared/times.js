/**
 * Instants and spans in words, in the language of the page and the time zone of the reader. Instants are **milliseconds** since
 * 1970 UTC. Hours run from 0 to 23 in both languages, so that a column of times can be read downwards.
 */
import { language, onLanguage, t } from "./i18n.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const STYLES = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { month: "short", day: "numeric" },
  weekday: { weekday: "long", month: "long", day: "numeric" },
  moment: { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  full: { year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

const formats = new Map();
onLanguage(() => formats.clear());

/** `09:30` */
export function clockTime(at) {
  return format("time", at);
}

/** `22 Nov` */
export function day(at) {
  return format("day", at);
}

/** `Sunday, 22 November` */
export function longDay(at) {
  return format("weekday", at);
}

/** The time if `at` is on the day of `now`, else day and time. */
export function moment(at, now) {
  return format(sameDay(at, now) ? "time" : "moment", at);
}

/** Date and time to the second. */
export function fullTime(at) {
  return format("full", at);
}

/** How long ago `at` was at `now`, in the largest unit that fits: `just now`, `12 min ago`. */
export function ago(at, now) {
  const elapsed = now - at;
  if (elapsed < MINUTE_MS) {
    return t("time-just-now");
  }
  return t("time-ago", { span: span(elapsed) });
}

/** A span of **milliseconds** in its largest unit: `12 min`, `3 h`, `2 days`. */
export function span(elapsed) {
  if (elapsed < HOUR_MS) {
    return t("time-minutes", { count: Math.max(1, Math.floor(elapsed / MINUTE_MS)) });
  }
  if (elapsed < DAY_MS) {
    return t("time-hours", { count: Math.floor(elapsed / HOUR_MS) });
  }
  return t("time-days", { count: Math.floor(elapsed / DAY_MS) });
}

/** Whether both instants are on one day where the reader is. */
export function sameDay(one, other) {
  return startOfDay(one) === startOfDay(other);
}

/** The first instant of the day of `at` where the reader is. */
export function startOfDay(at) {
  return new Date(at).setHours(0, 0, 0, 0);
}

function format(style, at) {
  if (!formats.has(style)) {
    // English without a region would put the month first, which the other half of the world misreads.
    const tag = language() === "en" ? "en-GB" : language();
    formats.set(style, new Intl.DateTimeFormat(tag, STYLES[style]));
  }
  return formats.get(style).format(at);
}
