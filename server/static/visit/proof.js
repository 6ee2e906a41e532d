/** How far the time of an arrival or a signature is proven: a word, with a sign that needs no colour. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { fullTime, span } from "/assets/shared/times.js";

const SIGNS = { proven: "check", plausible: "clock", unproven: "attention" };
// Clocks may differ by so many milliseconds without anybody having set one.
const ALLOWANCE_MS = 5 * 60_000;

/** The word beside the time; nothing where the server has not judged it. */
export function timeProof(time) {
  return time ? h("span", { class: "time-proof", data: { verdict: time.verdict }, title: t(`time-${time.verdict}-detail`) }, icon(SIGNS[time.verdict]), h("span", { text: t(`time-${time.verdict}`) })) : null;
}

/** What else a person has to know of the time: between which instants it lies, and how wrong the phone's clock was. */
export function timeRemarks(time) {
  const remarks = [];
  if (time && time.verdict !== "proven") {
    remarks.push(time.earliest == null ? t("time-bound-latest", { latest: fullTime(time.latest) }) : t("time-bounds", { earliest: fullTime(time.earliest), latest: fullTime(time.latest) }));
  }
  const off = time?.wall_off_ms ?? 0;
  if (Math.abs(off) > ALLOWANCE_MS) {
    remarks.push(t(off < 0 ? "time-wall-behind" : "time-wall-ahead", { span: span(Math.abs(off)) }));
  }
  return remarks;
}
