// Taking a complaint down, on a visit or without one: the customer's own words, what the form asks for, and by when there is an answer.

import { t } from "/assets/shared/i18n.js";
import { clockTime } from "/assets/shared/times.js";
import { api } from "../api.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const NOON_HOUR = 12;

const ALONE = {
  visit: null,
  earlier: null,
  customer: { name: "", address: "", phone: "", contact: "" },
  complainant: { name: "", relation: "", contact: "" },
  product: { product: "", model: "", serial: "" },
  order_number: "",
  part_number: "",
  words: "",
  urgency: "general",
};

/** Asks for the complaint, received on `visit` or without one, and opens its page. */
export async function askComplaint(visit) {
  const known = visit ? await api.proposedComplaint(visit) : ALONE;
  openForm({
    title: t("hs-do-complaint"),
    lead: t("hs-complaint-lead"),
    test: "complaint-form",
    fields: [
      { kind: "text", name: "words", label: t("hs-customer-words"), needed: true, rows: 4, value: known.words },
      { kind: "line", name: "complainant", label: t("hs-complainant"), needed: true, value: known.complainant.name },
      { kind: "line", name: "relation", label: t("hs-complainant-relation"), value: known.complainant.relation },
      { kind: "line", name: "contact", label: t("hs-phone"), value: known.complainant.contact, entries: { inputmode: "tel" } },
      ...(visit ? [] : customerFields()),
      { kind: "line", name: "product", label: t("hs-product-name"), value: known.product.product },
      { kind: "line", name: "model", label: t("hs-model"), value: known.product.model },
      { kind: "serial", name: "serial", label: t("hs-serial"), value: known.product.serial },
      { kind: "line", name: "order_number", label: t("hs-order-number"), value: known.order_number },
      { kind: "line", name: "part_number", label: t("hs-part-number"), value: known.part_number },
      { kind: "day", name: "delivered_on", label: t("hs-delivered-on") },
      { kind: "number", name: "quantity", label: t("hs-delivered-quantity") },
      { kind: "number", name: "defective_quantity", label: t("hs-defective-quantity") },
      { kind: "text", name: "demand", label: t("hs-demand"), rows: 2 },
      { kind: "toggle", name: "still_processing", label: t("hs-still-processing"), needed: true, value: false },
      {
        kind: "number",
        name: "return_quantity",
        label: t("hs-return-quantity"),
        when: ({ still_processing: processing }) => processing === false,
      },
      { kind: "line", name: "samples", label: t("hs-samples") },
      {
        kind: "choice",
        name: "urgency",
        label: t("hs-urgency"),
        needed: true,
        value: known.urgency,
        options: ["general", "urgent"].map((value) => ({ value, label: t(`urgency-${value}`) })),
      },
      { kind: "toggle", name: "serious", label: t("hs-complaint-serious"), hint: t("hs-complaint-serious-hint"), needed: true, value: false },
      {
        kind: "moment",
        name: "answer_promised_for",
        label: t("hs-answer-promised"),
        hint: t("hs-answer-promised-hint"),
        needed: true,
        picks: usualAnswers(),
      },
    ],
    confirm: t("hs-complaint-keep"),
    act: async (said) => {
      const { id } = await api.receiveComplaint(complaintOf(known, said));
      location.hash = `#/complaints/${id}`;
    },
    done: t("hs-complaint-kept"),
    keep: draft(visit ?? "alone", "complaint"),
  });
}

function customerFields() {
  return [
    { kind: "line", name: "customer", label: t("hs-customer"), needed: true },
    { kind: "line", name: "address", label: t("hs-address") },
  ];
}

function complaintOf(known, said) {
  const { complainant, relation, contact, customer, address, product, model, serial } = said;
  const { demand, still_processing, return_quantity = null, delivered_on = null, quantity = null, defective_quantity = null } = said;
  const { words, order_number, part_number, samples, urgency, serious, answer_promised_for } = said;
  return {
    visit: known.visit,
    earlier: known.earlier,
    customer: customer === undefined ? known.customer : { name: customer, address, phone: contact, contact: complainant },
    complainant: { name: complainant, relation, contact },
    product: { product, model, serial },
    demand: { text: demand, return_quantity, still_processing },
    delivered_on,
    quantity,
    defective_quantity,
    words,
    order_number,
    part_number,
    samples,
    urgency,
    serious,
    answer_promised_for,
  };
}

/** Usual times by which an answer is promised. */
export function usualAnswers() {
  const soon = Date.now() + 2 * HOUR_MS;
  const tomorrow = new Date(Date.now() + DAY_MS).setHours(NOON_HOUR, 0, 0, 0);
  return [
    { label: t("hs-pick-today", { time: clockTime(soon) }), at: soon },
    { label: t("hs-pick-tomorrow", { time: clockTime(tomorrow) }), at: tomorrow },
  ];
}
