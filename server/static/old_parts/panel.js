/** One old part: its dates, its way, and what can be recorded now, as the server says. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { action, yuan } from "/assets/desk/view.js";
import { openStep, openStrike } from "./steps.js";
import { dueWords, eventWords } from "./words.js";

/** The panel of `part` beside the list `view`. */
export function panel(view, part) {
  const { row, overdue } = part;
  const { data } = row;
  const due = dueWords({ ...row, overdue }, view.data.on);
  const facts = [
    [t("column-order"), data.order_number],
    [t("equipment"), [data.equipment_number, data.plate].filter(Boolean).join(" · ")],
    [t("part-number"), [data.part_number, data.serial].filter(Boolean).join(" · ")],
    [t("quantity-total"), [t("pieces", { count: data.quantity }), data.total_fen === undefined ? "" : t("yuan", { amount: yuan(data.total_fen) })].filter(Boolean).join(" · ")],
    [t("problem"), data.reason],
    [t("technician"), data.technician],
    [t("holder"), data.holders.map(({ holder }) => holderName(holder)).join(" / ")],
    [t("date-completed"), data.completed_on],
    [t("date-required"), data.required_on],
    [t("date-promised"), data.promised_on],
    [t("date-handed-over"), data.handed_over_on],
    [t("date-shipped"), data.shipped_on],
    [t("date-judge-by"), data.judge_by],
    [t("shipment"), data.shipment],
  ].filter(([, text]) => text);
  const next = data.next_step;
  const may = view.desk.may("old_parts:write");
  const steps = may ? part.steps.map((step) => action(t(`do-${step.step}`), () => openStep(view, part, step), { kind: stepOf(next) === step.step ? "primary" : "" })) : [];
  return h(
    "aside",
    { class: "panel old-part", "aria-label": data.name },
    h("div", { class: "panel-top" }, h("div", {}, h("h2", { text: data.name }), h("p", { class: "small soft", text: `${t(`stage-${row.state}`)} · ${t(`disposition-${data.disposition}`)}` })), h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("action-close"), on: { click: () => view.page.go("parts") } }, icon("close"))),
    h("p", {}, h("span", { class: `mark ${due.kind}` }, due.kind ? icon("clock") : null, h("span", { text: due.text })), next ? h("span", { class: "soft", text: ` · ${t("next-step", { step: t(`step-${next}`) })}` }) : null),
    data.flags.map((flag) => h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t(`flag-${flag}`) }))),
    steps.length ? h("div", { class: "acts-row", role: "group", "aria-label": t("steps") }, steps) : null,
    h("dl", { class: "facts" }, facts.map(([name, text]) => [h("dt", { text: name }), h("dd", { text })]).flat()),
    h("h3", { text: t("way") }),
    h("ol", { class: "way-list" }, part.events.toReversed().map((event) => happened(view, part, event, may)), h("li", { class: "way-step" }, h("p", { text: t("happened-removed") }), h("p", { class: "small soft", text: [data.completed_on, data.technician].join(" · ") }))),
  );
}

function happened(view, part, event, may) {
  const { title, text } = eventWords(event);
  const strike = may && part.may_strike.includes(event.id) ? action(t("strike"), () => openStrike(view, part, event), { kind: "quiet" }) : null;
  return h("li", { class: event.struck ? "way-step is-struck" : "way-step" }, h("div", {}, h("p", { text: title }), text ? h("p", { class: "small", text }) : null, h("p", { class: "small soft", text: [moment(event.at, view.desk.now()), event.by_name, event.struck ? t("is-struck") : ""].filter(Boolean).join(" · ") })), strike);
}

/** Which action does the next step. */
function stepOf(next) {
  return { paper: "dispose", remittance: "remit" }[next] ?? next;
}

function holderName(holder) {
  return holder.name || t(`holder-${holder.who}`);
}
