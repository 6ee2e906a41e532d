/** Recording what happened to an old part: a dialog for each step that the server offers. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { newId } from "/assets/desk/ids.js";
import { record } from "./api.js";

const DISPOSITIONS = ["return", "local_sale", "local_destruction", "give_away", "kept_by_customer"];
const CLASSES = ["domestic", "key", "imported_domestic_test", "imported_abroad_test"];
const LINE = 190;
const TEXT = 1_900;

const line = (id, name, props = {}) => field(id, name, { maxlength: LINE, ...props });
const needed = (id, name, props = {}) => line(id, name, { required: true, ...props });
const date = (id, name, value) => field(id, name, { type: "date", required: true, value });
const money = (id, name, props = {}) => field(id, name, { type: "number", min: "0", step: "0.01", inputmode: "decimal", ...props });
const check = (id, name, checked = false) => h("label", { class: "check" }, h("input", { type: "checkbox", name, checked }), h("span", { text: t(id) }));
const fen = (text) => Math.round(Number(text) * 100);
const choices = (values, word) => values.map((value) => ({ value, text: t(`${word}-${value}`) }));

/** What is asked for in each step, and the event it comes to. `told` are the values of the form by name. */
const STEPS = {
  promise: { fields: ({ today }) => [date("promised-on", "promised_on", today), line("late-reason", "reason", { hint: t("late-reason-hint") }), line("reported-to-whom", "reported_to")], event: (told, { replaces }) => ({ kind: "promised", promised_on: told.promised_on, reason: told.reason, reported_to: told.reported_to, replaces }) },
  hand_over: { fields: ({ me }) => [needed("storekeeper", "name", { value: me }), line("note", "note")], event: (told, { follows, given_by: given }) => ({ kind: "handed_over", to: { who: "storekeeper", name: told.name }, follows, given_by: given, note: told.note }) },
  acknowledge: { fields: ({ me }) => [needed("received-by", "by_name", { value: me })], event: (told, { hand_over: handOver }) => ({ kind: "hand_over_acknowledged", hand_over: handOver, by_name: told.by_name }) },
  label: { fields: () => [line("label-code", "code")], event: (told) => ({ kind: "labelled", code: told.code }) },
  pack: { lead: "pack-one-lead", fields: () => [needed("shipment", "shipment"), needed("packing-list", "packing_list")], event: (told) => ({ kind: "packed", shipment: told.shipment, packing_list: told.packing_list }) },
  request_freight: { fields: () => [money("freight", "amount", { required: true })], event: (told, { shipment }) => ({ kind: "freight_requested", shipment, amount_fen: fen(told.amount) }) },
  ship: { fields: ({ today }) => [date("shipped-on", "on", today)], event: (told, { shipment }) => ({ kind: "shipped", shipment, on: told.on }) },
  receive: { fields: ({ me }) => [needed("received-by", "by_name", { value: me })], event: (told) => ({ kind: "received_at_store", by_name: told.by_name }) },
  review: { fields: ({ today }) => [date("review-on", "on", today), field("review-class", "class", { required: true, options: choices(CLASSES, "class") })], event: (told) => ({ kind: "review_started", on: told.on, class: told.class }) },
  judge: { fields: ({ today }) => [date("judged-on", "on", today), needed("liability", "liability"), field("note", "note", { lines: 3, maxlength: TEXT })], event: (told) => ({ kind: "judged", on: told.on, liability: told.liability, note: told.note }) },
  claim: { fields: () => [needed("claim-number", "number")], event: (told) => ({ kind: "claim_opened", number: told.number }) },
  dispose: { fields: ({ step }) => [line(step.way === "local_destruction" ? "scrap-receipt" : step.way === "local_sale" ? "sale-request" : "disposal-sheet", "paper"), ...(step.way === "local_sale" ? saleFields() : [])], event: (told, { way }) => ({ kind: "disposed", way, paper: told.paper, ...(way === "local_sale" ? { sale: sale(told) } : {}) }) },
  remit: { fields: () => [needed("remittance-slip", "slip"), money("amount", "amount", { required: true })], event: (told) => ({ kind: "remitted", slip: told.slip, amount_fen: fen(told.amount) }) },
  change_disposition: { fields: ({ part }) => groundFields(part), event: (told, { replaces }) => ({ kind: "disposition_changed", disposition: told.disposition, grounds: grounds(told), replaces }) },
  note_discrepancy: { fields: () => [field("what-differs", "note", { required: true, lines: 3, maxlength: LINE })], event: (told) => ({ kind: "discrepancy_noted", note: told.note }) },
  withdraw: { kind: "danger", lead: "withdraw-lead", fields: () => [needed("reason", "reason")], event: (told) => ({ kind: "withdrawn", reason: told.reason }) },
};

function saleFields() {
  const quote = (nth) => h("div", { class: "form-row" }, line("quote-buyer", `buyer_${nth}`), line("quote-contact", `contact_${nth}`), money("quote-price", `quote_${nth}`));
  return [
    h("p", { class: "small soft", text: t("sale-rule") }),
    h("div", { class: "form-row" }, money("sale-price", "price", { required: true }), money("market-price", "market", { required: true }), field("region-discount", "discount", { type: "number", min: "0", max: "100", value: "0" })),
    check("buyer-bears-cost", "bears"),
    line("sale-reason", "sale_reason"),
    line("sale-approver", "approver"),
    h("fieldset", { class: "form-part" }, h("legend", { text: t("quotes") }), [1, 2, 3].map(quote)),
  ];
}

function sale(told) {
  const quote = (nth) => (told[`buyer_${nth}`] ? { buyer: told[`buyer_${nth}`], contact: told[`contact_${nth}`], price_fen: fen(told[`quote_${nth}`] || 0) } : undefined);
  return {
    price_fen: fen(told.price),
    market_fen: fen(told.market),
    buyer_bears_cost: told.bears,
    region_discount_percent: Number(told.discount || 0),
    reason: told.sale_reason,
    approver: told.approver,
    quote_1: quote(1),
    quote_2: quote(2),
    quote_3: quote(3),
  };
}

function groundFields(part) {
  const known = part.opened.grounds;
  const disposition = field("column-disposition", "disposition", { required: true, options: choices(DISPOSITIONS, "disposition") });
  disposition.querySelector("select").value = part.row.data.disposition;
  const value = field("sale-value", "sale_value", { required: true, options: choices(["none", "little", "real"], "value") });
  value.querySelector("select").value = known.sale_value;
  return [
    disposition,
    h("p", { class: "small soft", text: t("disposition-rule") }),
    check("claim-value", "claim_value", known.claim_value),
    check("reusable", "reusable", known.reusable),
    check("wanted", "wanted_by_engineering", known.wanted_by_engineering),
    check("freight-above", "freight_above_value", known.freight_above_value),
    value,
    line("kept-reason", "reason"),
    line("kept-approver", "approver"),
  ];
}

function grounds(told) {
  const { claim_value, reusable, wanted_by_engineering, sale_value, freight_above_value, reason, approver } = told;
  return { claim_value, reusable, wanted_by_engineering, sale_value, freight_above_value, reason, approver };
}

/** Asks what belongs to `step` and records it. */
export function openStep(view, part, step) {
  const { fields, event, lead, kind } = STEPS[step.step];
  const today = view.data.on;
  ask(view, part, { title: t(`do-${step.step}`), lead: lead ? t(lead) : part.row.data.name, contents: fields({ today, me: view.desk.session.name, step, part }), kind, event: (told) => event(told, step) });
}

/** Strikes an event as a mistake: it stays readable and counts no more. */
export function openStrike(view, part, struck) {
  ask(view, part, { title: t("strike-title"), lead: t("strike-lead"), contents: [needed("reason", "reason")], kind: "danger", event: (told) => ({ kind: "struck", event: struck.id, reason: told.reason }) });
}

function ask(view, part, { title, lead, contents, kind = "primary", event }) {
  const id = newId();
  new Dialog({
    title,
    lead,
    contents,
    kind,
    submitText: title,
    submit: async (dialog) => {
      const inputs = [...dialog.form.elements].filter(({ name }) => name);
      const told = Object.fromEntries(inputs.map((input) => [input.name, input.type === "checkbox" ? input.checked : input.value.trim()]));
      await record(part.row.id, { id, ...event(told) });
      dialog.close();
      toast(t("recorded", { name: part.row.data.name }));
      await view.load();
    },
  });
}
