/** What was signed and what was changed since, revision by revision, each beside the one before it (O-05, R-059). */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { fullTime } from "/assets/shared/times.js";

/** The revisions of the visit. */
export function revisionList({ view }) {
  return h("ol", { class: "revisions" }, view.revisions.map(revision));
}

function revision({ number, basis, at, reasons, changes }) {
  return h(
    "li",
    { class: "revision", data: { basis } },
    h("p", { class: "revision-head" }, icon(basis === "signed" ? "signed" : basis === "accepted" ? "shield" : "changed"), h("strong", { text: t("revision", { number }) }), h("span", { text: t(`revision-${basis}`) }), at == null ? null : h("span", { class: "small soft", text: fullTime(at) })),
    reasons.map((reason) => h("p", { class: "small", text: t("reason", { reason }) })),
    changes.length > 0 ? h("dl", { class: "revision-changes" }, changes.flatMap(difference)) : null,
  );
}

// What it said and what it says stand side by side.
function difference(change) {
  const name = { findings: "section-findings", treatment: "section-treatment", charges: "revision-charges", part_added: "section-parts", part_struck: "section-parts" }[change.change];
  const term = h("dt", { text: name ? t(name) : t(`revision-section-${change.section}`) });
  switch (change.change) {
    case "findings":
    case "treatment":
      return [term, beside(change.from, change.to)];
    case "charges":
      return [term, beside(yuan(change.from_fen), yuan(change.to_fen))];
    case "part_added":
      return [term, h("dd", {}, h("ins", { text: t("revision-part-added", { name: change.name, count: change.quantity }) }))];
    case "part_struck":
      return [term, h("dd", {}, h("del", { text: t("revision-part-struck", { name: change.name, count: change.quantity }) }))];
    default:
      return [term, h("dd", { text: t("revision-section-changed") })];
  }
}

function beside(from, to) {
  return h("dd", { class: "revision-beside" }, h("del", { text: from || t("value-empty") }), h("ins", { text: to || t("value-empty") }));
}

function yuan(fen) {
  return t("yuan", { amount: fen / 100 });
}
