/** One contract: its facts, its notices, its plans with what became of their days and what comes next. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { openDispatch, openEnd, openEndPlan, openLetter, openMove, openNewPlan, openRenew, openSkip, openTell } from "./dialogs.js";
import { dayText } from "./days.js";
import { statePill } from "./pill.js";

/** The open contract; `hands` = `{desk, changed(id)}`. */
export function detail({ contract, plans }, hands) {
  const { details } = contract;
  const mayWrite = hands.desk.may("contracts:write");
  const over = contract.state === "over";
  const buttons = mayWrite
    ? h(
        "div",
        { class: "contract-buttons" },
        contract.ended_reason ? null : button("swap", t("contract-renew"), () => openRenew(contract, hands), contract.state === "ending" ? "primary" : ""),
        over ? null : button("plus", t("plan-add"), () => openNewPlan(contract, hands)),
        over || contract.ended_reason ? null : button("cancelled", t("contract-end"), () => openEnd(contract, hands)),
      )
    : null;
  return h(
    "article",
    { class: "contract" },
    h("a", { class: "button quiet contract-back", href: "#" }, icon("back"), h("span", { text: t("contracts-all") })),
    h("header", { class: "contract-top" }, h("div", {}, h("h2", { text: details.customer.name }), h("p", { class: "soft figures", text: contract.number })), statePill(contract)),
    toTell(contract, hands, mayWrite),
    facts(contract),
    buttons,
    h("section", { class: "contract-part" }, h("h3", { text: t("plans-title") }), plans.length === 0 ? h("p", { class: "soft", text: t("plans-none") }) : plans.map((plan) => planCard(plan, contract, hands, mayWrite))),
    h("section", { class: "contract-part" }, h("h3", { text: t("contract-assets-title") }), h("ul", { class: "contract-assets" }, details.assets.map((asset) => h("li", { text: assetText(asset) })))),
  );
}

function toTell(contract, hands, mayWrite) {
  if (!contract.to_tell) {
    return null;
  }
  const letter = button("copy", t("notice-letter"), () => openLetter(contract, hands));
  const tell = mayWrite ? button("check", t("notice-tell"), () => openTell(contract, hands), "primary") : null;
  return h("div", { class: "notice warning contract-notice" }, icon("attention"), h("span", { text: t("notice-due", { day: dayText(contract.ends_on) }) }), h("div", { class: "contract-buttons" }, letter, tell));
}

function facts({ details, terms, notices, ended_reason: reason, ends_on: end }) {
  const { customer } = details;
  const covers = details.covers.map((each) => t(`covers-${each}`)).join(t("list-comma"));
  const told = notices.filter((notice) => notice.told).map(({ ends_on: of, told: { on, how, sent } }) => t(sent ? "notice-told-sent" : "notice-told", { of: dayText(of), day: dayText(on), how: t(`told-${how}`), sent }));
  const rows = [
    [t("contract-terms"), terms.map((term) => t("contract-term", { from: dayText(term.starts_on), to: dayText(term.ends_on) })).join("\n")],
    reason ? [t("contract-ended"), t("contract-ended-because", { day: dayText(end), reason })] : null,
    [t("contract-covers"), covers || t("covers-nothing")],
    details.price_class ? [t("contract-price-class"), details.price_class] : null,
    [t("contract-cycle"), t(`cycle-${details.cycle}`)],
    [t("contract-contact"), [customer.contact, customer.phone, customer.address].filter(Boolean).join(" · ")],
    told.length > 0 ? [t("notice-title"), told.join("\n")] : null,
    details.note ? [t("contract-note"), details.note] : null,
  ];
  return h("dl", { class: "contract-facts" }, rows.filter(Boolean).map(([name, text]) => h("div", {}, h("dt", { text: name }), h("dd", { text }))));
}

function planCard(plan, contract, hands, mayWrite) {
  const { details } = plan;
  const lead = [recurrenceText(details.recurrence), t("contract-assets", { count: details.assets.length }), t("plan-ahead", { count: details.days_ahead })].join(" · ");
  const ended = plan.ended_on ? h("p", { class: "small", text: t("contract-ended-because", { day: dayText(plan.ended_on), reason: plan.ended_reason ?? "" }) }) : null;
  const next = plan.next.map((day) =>
    h(
      "li",
      { class: "plan-day" },
      h("span", { class: "plan-when" }, h("strong", { text: dayText(day.on) }), day.on === day.due_on ? null : h("span", { class: "small soft", text: t("day-moved-from", { day: dayText(day.due_on) }) })),
      h("span", { class: "pill", data: { state: "assigned" } }, icon("clock"), h("span", { text: t("day-coming") })),
      mayWrite ? h("span", { class: "contract-buttons" }, button("arrow", t("day-move"), () => openMove(plan, day, hands)), button("cancelled", t("day-skip"), () => openSkip(plan, day, hands))) : null,
    ),
  );
  const done = plan.days.filter(({ state }) => state !== "moved").map((day) => settledDay(day, plan, contract, hands));
  return h(
    "div",
    { class: "plan", data: { plan: plan.id } },
    h("div", { class: "plan-top" }, h("div", {}, h("h4", { text: details.name }), h("p", { class: "small soft", text: lead }), ended), mayWrite && !plan.ended_on ? button("cancelled", t("plan-end"), () => openEndPlan(plan, hands), "quiet") : null),
    next.length > 0 ? h("ul", { class: "plan-days", "aria-label": t("plan-next") }, next) : h("p", { class: "small soft", text: t("plan-no-next") }),
    done.length > 0 ? h("details", { open: done.length <= 4 }, h("summary", { text: t("plan-past", { count: done.length }) }), h("ul", { class: "plan-days" }, done)) : null,
  );
}

function settledDay(day, plan, contract, hands) {
  const skipped = day.state === "skipped";
  const why = day.reason ? t("day-reason", { reason: day.reason, name: day.decided_by_name ?? "" }) : null;
  const pill = skipped
    ? h("span", { class: "pill", data: { state: "cancelled" } }, icon("cancelled"), h("span", { text: t("day-skipped") }))
    : h("span", { class: "pill", data: { state: "signed" } }, icon("check"), h("span", { text: t("day-entered") }));
  const callOuts = day.call_outs.map((callOut) => {
    const open = callOut.status === "registered" && hands.desk.may("dispatch:write");
    const asset = plan.details.assets[callOut.place];
    return h(
      "li",
      {},
      h("span", { class: "figures", text: callOut.number }),
      h("span", { class: "small soft", text: [asset ? asset.serial || asset.model : "", t(`call-out-${callOut.status}`)].filter(Boolean).join(" · ") }),
      open ? button("people", t("call-out-send"), () => openDispatch(plan, contract, day, callOut, hands)) : null,
    );
  });
  return h(
    "li",
    { class: "plan-day" },
    h("span", { class: "plan-when" }, h("strong", { text: dayText(day.moved_to ?? day.due_on) }), day.moved_to ? h("span", { class: "small soft", text: t("day-moved-from", { day: dayText(day.due_on) }) }) : null, why ? h("span", { class: "small soft", text: why }) : null),
    pill,
    callOuts.length > 0 ? h("ul", { class: "plan-call-outs" }, callOuts) : null,
  );
}

function recurrenceText(recurrence) {
  if (recurrence.every === "months") {
    return t("recurrence-months", { count: recurrence.months });
  }
  return t("recurrence-calendar", { days: recurrence.days.map(({ month, day }) => t("day-of-year", { month, day })).join(t("list-comma")) });
}

function assetText({ product, model, serial, plate }) {
  return [product, model, serial, plate].filter(Boolean).join(" · ");
}

function button(picture, text, click, kind = "") {
  return h("button", { class: `button ${kind}`.trim(), type: "button", on: { click: () => click() } }, icon(picture), h("span", { text }));
}
