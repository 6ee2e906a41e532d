/** Texts of reports by what they are of; the key itself where a newer server says more than this page knows. */
import { has, language, t } from "/assets/shared/i18n.js";

/** What is said for `key`: a `name`, `figure`, `table`, `column` or `note`. */
export function say(kind, key) {
  const id = `reports-${kind}-${key}`.replaceAll("_", "-");
  return has(id) ? t(id) : key;
}

/** `1,234` */
export function counted(number) {
  return new Intl.NumberFormat(language()).format(number);
}

/** Hundredths of a percent as `91.2%`, rounded down: 89.99 % is not 90 %. */
export function percent(share) {
  return `${new Intl.NumberFormat(language(), { maximumFractionDigits: 1 }).format(Math.floor(share / 10) / 10)}%`;
}

/** Minutes as hours and minutes, `12:05`. */
export function hours(minutes) {
  return `${minutes < 0 ? "−" : ""}${counted(Math.floor(Math.abs(minutes) / 60))}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`;
}

/** What is asked for, `≥ 90%` or `< 3%`. */
export function goalText(goal, below) {
  return `${below ? "<" : "≥"} ${goal}%`;
}
