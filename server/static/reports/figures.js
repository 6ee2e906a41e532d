/** The figures of a report: the one that something is asked of first and large, the others beside it. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { counted, goalText, hours, percent, say } from "./say.js";

/** The list of `all` figures. */
export function figures(all) {
  return h("dl", { class: "reports-figures" }, all.map(figure));
}

function figure(one) {
  const said = [h("dt", { text: say("figure", one.key) })];
  if (one.kind !== "share") {
    said.push(h("dd", { class: "reports-value", text: one.kind === "minutes" ? hours(one.minutes) : counted(one.count) }));
    return h("div", { class: "reports-figure" }, said);
  }
  said.push(h("dd", { class: "reports-value", text: one.share === null ? "–" : percent(one.share) }));
  said.push(h("dd", { class: "soft small", text: t("reports-of", { part: counted(one.part), whole: counted(one.whole) }) }));
  if (one.goal !== undefined) {
    const came = one.reached === null ? null : one.reached ? "reached" : "not-reached";
    said.push(h("dd", { class: "reports-goal", data: { came: came ?? "unknown" } },
      came ? icon(one.reached ? "check" : "attention") : null,
      `${t("reports-target")} ${goalText(one.goal, one.below)}${came ? ` · ${t(`reports-goal-${came}`)}` : ""}`));
  }
  return h("div", { class: one.goal === undefined ? "reports-figure" : "reports-figure is-main" }, said);
}
