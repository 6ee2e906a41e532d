/** The parts table: what came out, what went in. Struck lines stay, crossed out, with their reason. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { personName } from "./people.js";

/** The lines of the visit. */
export function partTable(context) {
  return h("ul", { class: "part-lines" }, context.view.parts.map((line) => partLine(context, line)));
}

function partLine(context, line) {
  const { struck } = line;
  return h(
    "li",
    { class: struck ? "part-line is-struck" : "part-line" },
    h("p", { class: "part-name" }, h("span", { class: "part-kind", text: t(`swap-${line.kind}`) }), h("strong", { text: line.name }), h("span", { class: "part-quantity", text: t("part-quantity", { count: line.quantity }) })),
    line.part_number ? h("p", { class: "small soft" }, h("span", { text: t("part-number", { number: line.part_number }) })) : null,
    line.old_serial || line.new_serial ? serials(line) : null,
    h("p", { class: "small", text: t("part-reason", { reason: line.reason }) }),
    line.label_fault ? h("p", { class: "small", text: t("part-label-fault", { fault: line.label_fault }) }) : null,
    h("p", { class: "small soft", text: t("by-at", { name: personName(context, line.by), time: moment(line.at, context.now) }) }),
    struck ? h("p", { class: "small struck-note", text: t("part-struck", { reason: struck.reason, name: personName(context, struck.by), time: moment(struck.at, context.now) }) }) : null,
  );
}

function serials({ old_serial: old, new_serial: fitted }) {
  return h(
    "p",
    { class: "serials" },
    h("span", { class: "serial old" }, h("span", { class: "serial-name", text: t("part-old") }), h("span", { class: "figures", text: old || t("part-no-serial") })),
    icon("arrow"),
    h("span", { class: "serial new" }, h("span", { class: "serial-name", text: t("part-new") }), h("span", { class: "figures", text: fitted || t("part-no-serial") })),
  );
}
