// Afterwards: stop and go on another day, the customer's grades, the result told to the unit, a correction of what was signed.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { askComplaint } from "../complaints/receive.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { askReason } from "../forms/reason.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { namesOf, usualTimes } from "./before.js";
import { doings } from "./doings.js";
import { fold, joined } from "./section.js";
import { askReport } from "./site.js";
import { askSurvey, surveyText } from "./survey.js";

// Goods leave only with a receipt: taking them along is an action of its own.
const STOPS = ["unfinished", "waiting_for_parts", "customer_asked"];

/** The section. */
export function afterSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "answer_survey", label: t("hs-do-survey"), picture: "check", run: () => askSurvey(context) },
    {
      action: "report",
      test: "report-result",
      label: t("hs-do-report-result"),
      picture: "phone",
      when: ({ status }) => status === "finished",
      run: () => askReport(context, "result"),
    },
    { action: "note_return_visit", label: t("hs-do-return-visit"), picture: "undo", run: () => askReturnVisit(context) },
    { action: "open_amendment", label: t("hs-do-amend"), picture: "pen", run: () => askAmendment(context) },
    { action: "suspend", label: t("hs-do-suspend"), picture: "clock", run: () => askStop(context) },
  ]);
  // Whoever the customer speaks to takes it down, however far the visit is.
  const complain = el(
    "button",
    { type: "button", class: "wide", test: "do-complaint", onclick: () => askComplaint(context.id).catch(problem) },
    icon("people"),
    t("hs-do-complaint"),
  );
  const part = fold("after", t("hs-after"), about, acts.node, complain);
  return {
    node: part.node,
    update: (sheet) => {
      fill(about, ...told(sheet));
      acts.update(sheet);
      part.follow(sheet, {
        open: ["finished", "to_be_continued", "waiting_for_parts", "taken_away"].includes(sheet.status),
        line: joined(
          sheet.survey?.answer ? t("hs-survey-done") : null,
          sheet.revisions.length > 1 ? t("hs-revision", { n: sheet.revisions.length }) : null,
        ),
      });
    },
  };
}

function told(sheet) {
  return [
    sheet.stops.map((stop) =>
      el(
        "p",
        { class: stop.in_force ? "notice" : "soft", test: "stop" },
        joined(
          t("hs-stopped-at", { when: moment(stop.at, Date.now()) }),
          t(`stop_reason-${stop.why}`),
          stop.reason,
          stop.next_at ? t("hs-goes-on", { when: moment(stop.next_at, Date.now()) }) : null,
        ),
      ),
    ),
    sheet.survey?.answer ? el("p", { test: "survey" }, surveyText(sheet)) : null,
    sheet.revisions.length > 1 ? el("ol", { class: "plain revisions", test: "revisions" }, sheet.revisions.map(revision)) : null,
  ];
}

function revision(one) {
  return el("li", {}, el("strong", {}, t("hs-revision", { n: one.number })), " ", joined(t(`hs-revision-${one.basis}`), ...one.reasons));
}

function askStop(context) {
  openForm({
    title: t("hs-do-suspend"),
    lead: t("hs-suspend-lead"),
    test: "stop-form",
    fields: [
      {
        kind: "choice",
        name: "why",
        label: t("hs-stop-why"),
        needed: true,
        options: STOPS.map((value) => ({ value, label: t(`stop_reason-${value}`) })),
      },
      { kind: "text", name: "reason", label: t("hs-reason"), needed: true, rows: 2 },
      { kind: "moment", name: "next_at", label: t("hs-next-time"), picks: usualTimes() },
      {
        kind: "consent",
        name: "consent",
        label: t("hs-consent"),
        needed: true,
        picks: namesOf(context.sheet()),
        when: ({ next_at: next }) => next !== undefined,
      },
    ],
    confirm: t("hs-do-suspend"),
    act: (said) => context.do("suspend", said),
    done: t("hs-stopped"),
    keep: draft(context.id, "suspend"),
  });
}

function askReturnVisit(context) {
  openForm({
    title: t("hs-do-return-visit"),
    test: "return-visit-form",
    fields: [
      { kind: "line", name: "of", label: t("hs-return-of"), needed: true },
      { kind: "toggle", name: "repair_holds", label: t("hs-return-holds"), needed: true },
      { kind: "text", name: "state", label: t("hs-return-state"), needed: true, rows: 2 },
      { kind: "text", name: "opinion", label: t("hs-return-opinion"), needed: true, rows: 2 },
      { kind: "text", name: "suggestions", label: t("hs-survey-suggestion"), rows: 2 },
      { kind: "money", name: "paid_fen", label: t("hs-return-paid"), needed: true },
      { kind: "money", name: "due_fen", label: t("hs-return-due"), needed: true },
    ],
    act: (findings) => context.do("note_return_visit", findings),
    done: t("hs-noted"),
    keep: draft(context.id, "note_return_visit"),
  });
}

function askAmendment(context) {
  askReason({
    title: t("hs-do-amend"),
    lead: t("hs-amend-lead"),
    label: t("hs-reason"),
    picks: [t("hs-strike-typo"), t("hs-amend-forgotten"), t("hs-amend-wrong-number")],
    confirm: t("hs-do-amend"),
    act: (reason) => context.do("open_amendment", { reason }),
    done: t("hs-amendment-opened"),
  });
}
