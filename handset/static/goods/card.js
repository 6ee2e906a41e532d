// The repair card that hangs on the goods: what was found, time, parts, the inspection.

import { t } from "/assets/shared/i18n.js";
import { inForce } from "../document.js";
import { el, fill } from "../dom.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { askReason } from "../forms/reason.js";
import { api } from "../api.js";
import { icon } from "../pictures.js";
import { doings } from "../visit/doings.js";
import { facts, fold, joined } from "../visit/section.js";

const CAUSES = ["transport", "misuse", "machine_fault"];
const PLANS = ["repair", "exchange_used", "exchange_new"];
const KINDS = ["part", "terminal", "sim"];
const INSPECTORS = ["supervisor", "quality_inspector", "technical_quality"];

const options = (family, values) => values.map((value) => ({ value, label: t(`${family}-${value}`) }));

/** The section. */
export function cardSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "diagnose", label: t("hs-do-diagnose"), picture: "search", run: () => askDiagnosis(context) },
    { action: "note_work", test: "note-repair", label: t("hs-do-note-repair"), picture: "clock", run: () => askWork(context) },
    { action: "use_part", label: t("hs-do-use-part"), picture: "part", run: () => askPart(context) },
    { action: "inspect", label: t("hs-do-inspect"), picture: "shield", run: () => askInspection(context) },
    { action: "call_not_repairable", label: t("hs-do-not-repairable"), picture: "close", run: () => askNotRepairable(context) },
  ]);
  const part = fold("card", t("hs-card"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      fill(about, ...told(sheet));
      acts.update(sheet);
      part.follow(
        { status: sheet.stage },
        { open: sheet.stage === "in_repair", line: sheet.card.minutes > 0 ? minutesText(sheet.card.minutes) : "" },
      );
    },
  };
}

const minutesText = (minutes) => t("hs-minutes", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });

function told(sheet) {
  const said = {
    diagnosed: (event) => joined(t(`hs-cause-${event.cause}`), t(`hs-plan-${event.plan}`), event.note),
    work_noted: (event) => joined(minutesText(event.minutes), event.text),
    part_used: ({ swap }) => joined(`${swap.name} × ${swap.quantity}`, swap.part_number, swap.new_serial, swap.reason),
    inspected: (event) => joined(t(event.passed ? "hs-passed" : "hs-not-passed"), event.by_name, event.note),
    not_repairable: (event) => joined(t("hs-not-repairable"), event.reason),
    fate_decided: (event) => joined(t(`hs-fate-${event.fate}`), event.by_name),
    stock_booked: (event) => joined(t("hs-stock-booked"), event.slip),
  };
  const entries = inForce(sheet.events).filter((event) => said[event.kind]);
  return [
    facts([[t("hs-card-time"), sheet.card.minutes > 0 ? minutesText(sheet.card.minutes) : null]]),
    entries.length > 0
      ? el(
          "ul",
          { class: "plain attempts", test: "card-entries" },
          entries.map((event) => el("li", {}, icon("check"), el("span", {}, said[event.kind](event)))),
        )
      : el("p", { class: "soft" }, t("hs-card-empty")),
  ];
}

function ask(context, action, title, fields, lead) {
  openForm({
    title,
    lead,
    test: `${action.replace("_", "-")}-form`,
    fields,
    act: (said) => context.do(action, said),
    done: t("hs-noted"),
    keep: draft(context.id, action),
  });
}

const askDiagnosis = (context) =>
  ask(context, "diagnose", t("hs-do-diagnose"), [
    { kind: "choice", name: "cause", label: t("hs-cause"), needed: true, options: options("hs-cause", CAUSES) },
    { kind: "choice", name: "plan", label: t("hs-plan"), needed: true, options: options("hs-plan", PLANS) },
    { kind: "text", name: "note", label: t("hs-note"), rows: 2 },
  ]);

const askWork = (context) =>
  ask(context, "note_work", t("hs-do-note-repair"), [
    { kind: "text", name: "text", label: t("hs-work-text"), needed: true, rows: 2 },
    { kind: "count", name: "minutes", label: t("hs-work-minutes"), needed: true, value: 30, step: 15, min: 1, max: 1440 },
  ]);

function askPart(context) {
  openForm({
    title: t("hs-do-use-part"),
    test: "use-part-form",
    fields: [
      { kind: "part", name: "part", label: t("hs-part-search") },
      { kind: "line", name: "name", label: t("hs-part-name"), needed: true },
      { kind: "line", name: "part_number", label: t("hs-part-number") },
      { kind: "choice", name: "kind", label: t("hs-swap-kind"), needed: true, value: "part", options: options("swap", KINDS) },
      { kind: "count", name: "quantity", label: t("hs-part-quantity"), needed: true },
      { kind: "line", name: "reason", label: t("hs-part-reason"), needed: true },
      { kind: "serial", name: "old_serial", label: t("hs-part-old-serial") },
      { kind: "serial", name: "new_serial", label: t("hs-part-new-serial") },
      {
        kind: "line",
        name: "label_fault",
        label: t("hs-part-label-fault"),
        needed: true,
        when: ({ kind }) => kind === "terminal",
      },
    ],
    act: (said) => context.do("use_part", { swap: { label_fault: "", ...said } }),
    done: t("hs-noted"),
    keep: draft(context.id, "use_part"),
  });
}

/** Asks what the inspection came to; the office that the organisation asks for is chosen at first. */
export async function askInspection(context) {
  const people = await api.people();
  ask(
    context,
    "inspect",
    t("hs-do-inspect"),
    [
      { kind: "toggle", name: "passed", label: t("hs-inspection-result"), yes: t("hs-passed"), no: t("hs-not-passed"), needed: true },
      {
        kind: "choice",
        name: "role",
        label: t("hs-inspector"),
        needed: true,
        value: context.sheet().taken.terms.inspector,
        options: options("hs-inspector", INSPECTORS),
      },
      {
        kind: "line",
        name: "by_name",
        label: t("hs-inspected-by"),
        needed: true,
        picks: people.filter(({ role }) => role !== "technician").map(({ name }) => name),
      },
      { kind: "text", name: "note", label: t("hs-note"), hint: t("hs-inspect-note-hint"), rows: 2 },
    ],
    t("hs-inspect-lead"),
  );
}

function askNotRepairable(context) {
  askReason({
    title: t("hs-do-not-repairable"),
    lead: t("hs-not-repairable-lead"),
    label: t("hs-reason"),
    confirm: t("hs-form-keep"),
    act: (reason) => context.do("call_not_repairable", { reason }),
    done: t("hs-noted"),
  });
}
