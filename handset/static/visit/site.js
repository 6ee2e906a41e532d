// On site: what is found there besides the fault: values that were wrong, the site record, the class of the fault, promises,
// permissions, messages to the unit, what the customer wants.

import { t } from "/assets/shared/i18n.js";
import { day, moment } from "/assets/shared/times.js";
import { api } from "../api.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { icon } from "../pictures.js";
import { namesOf } from "./before.js";
import { doings } from "./doings.js";
import { facts, fold, joined, remark } from "./section.js";

const SITE_LINES = ["usage", "before_fault", "after_fault", "running_hours", "mileage", "opened_before", "warranty_check", "cause"];
const FIGURES = new Set(["running_hours", "mileage"]);
const DATA_FIELDS = ["name", "address", "phone", "contact", "product", "model", "serial", "plate"];
// What stands on a type plate is scanned rather than typed.
const SCANNED = new Set(["serial"]);
const CLASSES = ["general", "severe", "major"];
const EXCEPTIONS = ["holiday", "no_tickets", "customer_wish"];
const REPORTS = ["larger_problem", "major_quality", "result"];

/** The section. */
export function siteSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "note_site", label: t("hs-do-note-site"), picture: "pen", run: () => askSite(context) },
    { action: "correct_data", label: t("hs-do-correct-data"), picture: "pen", run: () => askCorrection(context) },
    { action: "set_class", label: t("hs-do-set-class"), picture: "urgent", run: () => askClass(context) },
    { action: "promise_completion", label: t("hs-do-promise"), picture: "clock", run: () => askPromise(context) },
    { action: "put_promise_at_risk", label: t("hs-do-promise-at-risk"), picture: "attention", run: () => askAtRisk(context) },
    { action: "note_exception", label: t("hs-do-exception"), picture: "clock", run: () => askException(context) },
    { action: "note_permission", label: t("hs-do-permission"), picture: "check", run: () => askPermission(context) },
    { action: "report", label: t("hs-do-report"), picture: "phone", run: () => askReport(context, "larger_problem") },
    { action: "note_disagreement", label: t("hs-do-disagreement"), picture: "pen", run: () => askDisagreement(context) },
    { action: "note_wish", label: t("hs-do-wish"), picture: "swap", run: () => askWish(context) },
    { action: "note_repeat", label: t("hs-do-repeat"), picture: "undo", run: () => askRepeat(context) },
    { action: "name_dealer", label: t("hs-do-name-dealer"), picture: "people", run: () => askDealerName(context) },
    { action: "inform_dealer", label: t("hs-do-inform-dealer"), picture: "people", run: () => askDealer(context) },
  ]);
  const part = fold("site", t("hs-site"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      fill(about, ...told(sheet));
      acts.update(sheet);
      part.follow(sheet, { open: sheet.status === "on_site", line: line(sheet) });
      part.node.hidden = acts.node.hidden && about.childElementCount === 0;
    },
  };
}

function line(sheet) {
  return joined(
    sheet.class ? t(`fault_class-${sheet.class}`) : null,
    sheet.promise ? t("hs-promised-for", { when: day(sheet.promise.promised_for) }) : null,
    sheet.site.length > 0 ? t("hs-site-lines", { n: sheet.site.length }) : null,
  );
}

function told(sheet) {
  const { promise } = sheet;
  return [
    sheet.site.length > 0 ? facts(sheet.site.map((entry) => [t(`site_line-${entry.line}`), entry.value])) : null,
    sheet.class_history.length > 0
      ? el(
          "ul",
          { class: "plain attempts", test: "classes" },
          sheet.class_history.map((entry) =>
            el(
              "li",
              { class: entry.open ? null : "soft" },
              icon("urgent"),
              el(
                "span",
                {},
                el("strong", {}, t(`fault_class-${entry.class}`)),
                " ",
                joined(moment(entry.at, Date.now()), entry.reason, entry.plan),
              ),
            ),
          ),
        )
      : null,
    promise
      ? el(
          "p",
          { test: "promise" },
          el("strong", {}, t("hs-promised-for", { when: day(promise.promised_for) })),
          promise.document ? ` ${promise.document}` : "",
        )
      : null,
    promise?.at_risk ? remark(t("hs-promise-at-risk", { reason: promise.at_risk })) : null,
    sheet.events.filter((event) => !sheet.struck.includes(event.id)).map(noted),
  ];
}

// What was noted once and is shown as it was said.
function noted(event) {
  const said = {
    data_corrected: () =>
      joined(`${t(`data_field-${event.field}`)}: ${event.from || "–"} → ${event.to}`, t("hs-confirmed-by", { name: event.confirmed_by })),
    permission_noted: () => joined(t("hs-allowed-by", { name: event.by_name }), event.what),
    reported: () => joined(t(`report_kind-${event.what}`), event.text, event.proposal),
    disagreement_noted: () => joined(t("hs-disagreement-about", { matter: event.matter }), event.words),
    wish_noted: () => joined(t(`wish-${event.wish}`), event.words),
    repeat_noted: () => t("hs-repeat-of", { number: event.earlier }),
    exception_noted: () => joined(t(`exception-${event.exception}`), event.text),
    dealer_named: () => t("hs-dealer-named", { name: event.name }),
    dealer_informed: () => joined(t("hs-dealer-informed"), event.note),
  }[event.kind];
  return said ? el("p", { class: "noted" }, icon("check"), el("span", {}, said())) : null;
}

const options = (family, values) => values.map((value) => ({ value, label: t(`${family}-${value}`) }));

function ask(context, action, title, test, fields, lead) {
  openForm({
    title,
    lead,
    test,
    fields,
    act: (said) => context.do(action, said),
    done: t("hs-noted"),
    keep: draft(context.id, action),
  });
}

function askSite(context) {
  ask(
    context,
    "note_site",
    t("hs-do-note-site"),
    "site-form",
    [
      { kind: "choice", name: "line", label: t("hs-site-line"), needed: true, options: options("site_line", SITE_LINES) },
      {
        kind: "line",
        name: "value",
        label: t("hs-site-value"),
        needed: true,
        entries: { inputmode: "text" },
      },
    ],
    t("hs-site-lead", { figures: [...FIGURES].map((name) => t(`site_line-${name}`)).join(t("hs-joint")) }),
  );
}

function askCorrection(context) {
  const { customer, asset } = context.sheet();
  const now = { ...customer, ...asset };
  const fields = DATA_FIELDS.filter((field) => field !== "plate" || asset.plate !== undefined);
  openForm({
    title: t("hs-do-correct-data"),
    lead: t("hs-correct-lead"),
    test: "correct-form",
    fields: [
      {
        kind: "choice",
        name: "field",
        label: t("hs-correct-field"),
        needed: true,
        options: fields.map((value) => ({ value, label: joined(t(`data_field-${value}`), now[value] || "–") })),
      },
      { kind: "line", name: "to", label: t("hs-correct-to"), needed: true, when: ({ field }) => !SCANNED.has(field) },
      { kind: "serial", name: "scanned", label: t("hs-correct-to"), needed: true, when: ({ field }) => SCANNED.has(field) },
      { kind: "line", name: "confirmed_by", label: t("hs-correct-confirmed-by"), needed: true, picks: namesOf(context.sheet()) },
    ],
    act: ({ field, to, scanned, confirmed_by }) => context.do("correct_data", { field, to: to ?? scanned, confirmed_by }),
    done: t("hs-noted"),
    keep: draft(context.id, "correct_data"),
  });
}

function askClass(context) {
  const now = CLASSES.indexOf(context.sheet().class);
  ask(context, "set_class", t("hs-do-set-class"), "class-form", [
    {
      kind: "choice",
      name: "class",
      label: t("hs-class"),
      needed: true,
      options: options("fault_class", CLASSES),
      value: CLASSES[now + 1] ?? null,
    },
    { kind: "text", name: "reason", label: t("hs-reason"), needed: true, rows: 2 },
    { kind: "text", name: "plan", label: t("hs-class-plan"), rows: 3, hint: t("hs-class-plan-hint") },
  ]);
}

function askPromise(context) {
  ask(
    context,
    "promise_completion",
    t("hs-do-promise"),
    "promise-form",
    [
      { kind: "day", name: "promised_for", label: t("hs-promise-day"), needed: true, end: true },
      { kind: "line", name: "document", label: t("hs-promise-document"), hint: t("hs-promise-document-hint") },
    ],
    t("hs-promise-lead"),
  );
}

function askAtRisk(context) {
  ask(context, "put_promise_at_risk", t("hs-do-promise-at-risk"), "at-risk-form", [
    { kind: "text", name: "reason", label: t("hs-reason"), needed: true, rows: 2 },
    { kind: "toggle", name: "told_customer", label: t("hs-told-customer"), needed: true },
  ]);
}

async function askPermission(context) {
  const people = await api.people();
  ask(context, "note_permission", t("hs-do-permission"), "permission-form", [
    {
      kind: "line",
      name: "by_name",
      label: t("hs-permission-by"),
      needed: true,
      picks: people.filter(({ role }) => role !== "technician").map(({ name }) => name),
    },
    { kind: "text", name: "what", label: t("hs-permission-what"), needed: true, rows: 2 },
    { kind: "moment", name: "said_at", label: t("hs-permission-when"), needed: true, value: Date.now() },
  ]);
}

/** Asks for a message to the unit; `what` is chosen at first. */
export function askReport(context, what) {
  ask(
    context,
    "report",
    t("hs-do-report"),
    "report-form",
    [
      { kind: "choice", name: "what", label: t("hs-report-what"), needed: true, options: options("report_kind", REPORTS), value: what },
      { kind: "text", name: "text", label: t("hs-report-text"), needed: true },
      { kind: "text", name: "proposal", label: t("hs-report-proposal"), rows: 2, hint: t("hs-report-larger-hint") },
      { kind: "text", name: "demand", label: t("hs-report-demand"), rows: 2, hint: t("hs-report-larger-hint") },
    ],
    t("hs-report-lead"),
  );
}

function askDisagreement(context) {
  ask(
    context,
    "note_disagreement",
    t("hs-do-disagreement"),
    "disagreement-form",
    [
      {
        kind: "line",
        name: "matter",
        label: t("hs-disagreement-matter"),
        needed: true,
        picks: ["cause", "liability", "fee"].map((word) => t(`hs-matter-${word}`)),
      },
      { kind: "text", name: "words", label: t("hs-customer-words"), needed: true },
    ],
    t("hs-disagreement-lead"),
  );
}

function askWish(context) {
  ask(
    context,
    "note_wish",
    t("hs-do-wish"),
    "wish-form",
    [
      { kind: "choice", name: "wish", label: t("hs-wish"), needed: true, options: options("wish", ["exchange", "refund"]) },
      { kind: "text", name: "words", label: t("hs-customer-words"), needed: true },
    ],
    t("hs-wish-lead"),
  );
}

const askRepeat = (context) =>
  ask(context, "note_repeat", t("hs-do-repeat"), "repeat-form", [
    { kind: "line", name: "earlier", label: t("hs-repeat-number"), needed: true },
  ]);

const askDealerName = (context) =>
  ask(context, "name_dealer", t("hs-do-name-dealer"), "dealer-name-form", [
    { kind: "line", name: "name", label: t("hs-dealer-name"), needed: true },
  ]);

const askException = (context) =>
  ask(context, "note_exception", t("hs-do-exception"), "exception-form", [
    { kind: "choice", name: "exception", label: t("hs-exception"), needed: true, options: options("exception", EXCEPTIONS) },
    { kind: "text", name: "text", label: t("hs-exception-text"), needed: true, rows: 2 },
  ]);

const askDealer = (context) =>
  ask(context, "inform_dealer", t("hs-do-inform-dealer"), "dealer-form", [
    { kind: "text", name: "note", label: t("hs-dealer-note"), needed: true, rows: 2 },
  ]);
