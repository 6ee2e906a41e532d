// One complaint: the customer's own words first, then what the form says, and what was added since.

import { t } from "/assets/shared/i18n.js";
import { fullTime, moment } from "/assets/shared/times.js";
import { api } from "../api.js";
import { happenedAt, inForce, mountDocument } from "../document.js";
import { el, fill } from "../dom.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { icon } from "../pictures.js";
import { doings } from "../visit/doings.js";
import { facts, joined, section } from "../visit/section.js";
import { labelText } from "./list.js";
import { usualAnswers } from "./receive.js";

/** Shows the complaint `id` and follows it. */
export function mountComplaint(root, id) {
  return mountDocument(root, id, {
    open: api.complaint,
    send: api.onComplaint,
    home: { href: "#/complaints", label: t("hs-complaints-title") },
    test: "complaint",
    head,
    flags: (sheet) => sheet.flags.map((flag) => t(`complaint-flag-${flag}`)),
    sections: (context) => [wordsSection(), factsSection(), courseSection(context)],
  });
}

function head(sheet) {
  return [
    el("h1", {}, el("span", { class: "figures" }, labelText(sheet.label, sheet.numbered)), el("span", { class: "number" }, sheet.received.customer.name)),
    el("div", { class: "chips" }, el("span", { class: "chip", test: "complaint-stage" }, t(`complaint-stage-${sheet.stage}`))),
    sheet.answer_promised_for
      ? el("p", { class: "lead" }, t("hs-answer-promised-for", { when: moment(sheet.answer_promised_for, Date.now()) }))
      : null,
  ];
}

function wordsSection() {
  const body = el("div", { class: "stack" });
  return {
    node: section("words", t("hs-customer-words"), null, body),
    update: (sheet) => {
      const added = inForce(sheet.events).filter(({ kind }) => kind === "words_added");
      fill(
        body,
        el("blockquote", { class: "said", test: "complaint-words" }, sheet.received.words),
        added.map((event) =>
          el("blockquote", { class: "said" }, event.words, el("span", { class: "soft row-line" }, moment(happenedAt(event), Date.now()))),
        ),
      );
    },
  };
}

function factsSection() {
  const body = el("div", {});
  return {
    node: section("form", t("hs-complaint-form"), null, body),
    update: ({ received, received_at: at, owners }) => {
      const { complainant, customer, product, demand, visit } = received;
      fill(
        body,
        facts([
          [t("hs-complainant"), joined(complainant.name, complainant.relation, complainant.contact)],
          [t("hs-customer"), joined(customer.name, customer.address)],
          [t("hs-product"), joined(product.product, product.model)],
          [t("hs-serial"), product.serial, "figures"],
          [t("hs-order-number"), received.order_number],
          [t("hs-part-number"), received.part_number],
          [t("hs-delivered-on"), received.delivered_on],
          [t("hs-delivered-quantity"), figure(received.quantity)],
          [t("hs-defective-quantity"), figure(received.defective_quantity)],
          [t("hs-demand"), demand.text],
          [t("hs-return-quantity"), demand.still_processing ? t("hs-quantity-unknown") : figure(demand.return_quantity)],
          [t("hs-samples"), received.samples],
          [t("hs-urgency"), t(`urgency-${received.urgency}`)],
          [t("hs-complaint-serious"), t(received.serious ? "hs-yes" : "hs-no")],
          [t("hs-complaint-owner"), owners.map(({ name }) => name).join(" / ")],
          [t("hs-received-at"), fullTime(at)],
          [t("hs-visit"), visit ? el("a", { href: `#/visit/${visit}` }, received.order_number || t("hs-visit")) : null],
        ]),
      );
    },
  };
}

const figure = (number) => (number === undefined || number === null ? null : String(number));

function courseSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "add_words", label: t("hs-do-add-words"), picture: "pen", run: () => askWords(context) },
    { action: "promise_answer", label: t("hs-do-promise-answer"), picture: "clock", run: () => askAnswer(context) },
    { action: "take_samples", label: t("hs-do-take-samples"), picture: "part", run: () => askSamples(context) },
    { action: "ask_joint_inspection", label: t("hs-do-joint-inspection"), picture: "people", run: () => askInspection(context) },
    { action: "pass_owner", label: t("hs-do-pass-owner"), picture: "arrow", run: () => askOwner(context) },
  ]);
  const node = section("course", t("hs-complaint-course"), null, about, acts.node);
  return {
    node,
    update: (sheet) => {
      fill(about, ...told(sheet));
      acts.update(sheet);
      node.hidden = acts.node.hidden && about.childElementCount === 0;
    },
  };
}

function told(sheet) {
  const said = {
    numbered: ({ number }) => joined(t("hs-complaint-numbered"), number),
    owner_passed: (event) => joined(t("hs-owner-passed", { name: event.to_name }), event.reason),
    joint_inspection_asked: (event) => joined(t("hs-joint-inspection-asked", { name: event.with }), event.reason),
    samples_taken: (event) => joined(t("hs-samples"), `${event.what} × ${event.quantity}`),
    answer_promised: (event) => t("hs-answer-promised-for", { when: moment(event.promised_for, Date.now()) }),
    answered: (event) => joined(t("complaint-stage-answered"), event.text),
    decided: (event) => joined(t(event.valid ? "complaint-stage-valid" : "complaint-stage-not_valid"), event.cause, event.solution),
    closed: (event) => joined(t("complaint-stage-closed"), event.note),
  };
  const entries = inForce(sheet.events).filter((event) => said[event.kind]);
  return entries.length > 0
    ? [
        el(
          "ul",
          { class: "plain attempts", test: "complaint-entries" },
          entries.map((event) =>
            el("li", {}, icon("check"), el("span", {}, joined(moment(happenedAt(event), Date.now()), said[event.kind](event)))),
          ),
        ),
      ]
    : [];
}

function ask(context, action, title, fields, lead) {
  openForm({
    title,
    lead,
    test: `${action.replaceAll("_", "-")}-form`,
    fields,
    act: (said) => context.do(action, said),
    done: t("hs-noted"),
    keep: draft(context.id, action),
  });
}

const askWords = (context) =>
  ask(context, "add_words", t("hs-do-add-words"), [{ kind: "text", name: "words", label: t("hs-customer-words"), needed: true, rows: 4 }]);

const askAnswer = (context) =>
  ask(context, "promise_answer", t("hs-do-promise-answer"), [
    { kind: "moment", name: "promised_for", label: t("hs-answer-promised"), needed: true, picks: usualAnswers() },
  ]);

const askSamples = (context) =>
  ask(context, "take_samples", t("hs-do-take-samples"), [
    { kind: "line", name: "what", label: t("hs-samples-what"), needed: true },
    { kind: "count", name: "quantity", label: t("hs-part-quantity"), needed: true },
  ]);

const askInspection = (context) =>
  ask(
    context,
    "ask_joint_inspection",
    t("hs-do-joint-inspection"),
    [
      {
        kind: "line",
        name: "with",
        label: t("hs-joint-with"),
        needed: true,
        picks: ["sales", "quality", "production"].map((word) => t(`hs-joint-${word}`)),
      },
      { kind: "text", name: "reason", label: t("hs-reason"), needed: true, rows: 2 },
    ],
    t("hs-joint-lead"),
  );

async function askOwner(context) {
  const owners = new Set(context.sheet().owners.map(({ id }) => id));
  const people = (await api.people()).filter(({ id }) => !owners.has(id));
  openForm({
    title: t("hs-do-pass-owner"),
    lead: t(people.length > 0 ? "hs-pass-owner-lead" : "hs-pass-owner-nobody"),
    test: "pass-owner-form",
    fields: [
      { kind: "choice", name: "to", label: t("hs-pass-owner-to"), needed: true, options: people.map(({ id, name }) => ({ value: id, label: name })) },
      { kind: "text", name: "reason", label: t("hs-reason"), needed: true, rows: 2 },
    ],
    act: ({ to, reason }) => context.do("pass_owner", { to, to_name: people.find(({ id }) => id === to).name, reason }),
    done: t("hs-noted"),
    keep: draft(context.id, "pass_owner"),
  });
}
