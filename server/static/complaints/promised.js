/** The time by which the customer is promised an answer: asked before the call ends. */
import { field } from "/assets/desk/dialog.js";
import { inputValue } from "/assets/plan/days.js";
import { t } from "/assets/shared/i18n.js";

const DAY_MS = 86_400_000;

/** The instant that stands in such a field. */
export const instant = (text) => new Date(text).getTime();

/** The field; two days from now at 17:00 unless somebody says otherwise. */
export function promised(desk) {
  const proposed = new Date(desk.now() + 2 * DAY_MS).setHours(17, 0, 0, 0);
  return field("promised-for", "promised_for", { type: "datetime-local", required: true, value: inputValue(proposed), min: inputValue(desk.now()), hint: t("promised-for-hint") });
}
