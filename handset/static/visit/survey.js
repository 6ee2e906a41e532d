// The customer's grades, on the scale that the visit's terms name: one tap for the full score, reasons only where it is less.

import { t } from "/assets/shared/i18n.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { joined } from "./section.js";

const QUESTIONS = ["attitude", "skill", "punctuality", "promises", "overall"];
// Points are given in the usual steps; every other scale is offered whole.
const POINTS = [100, 90, 80, 60, 0];

// The grades to choose from, the best first.
function gradesOf({ scale, lowest, highest, full }) {
  if (scale === "points") return POINTS;
  const all = Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
  const named = scale === "named" ? all.slice(0, NAMED) : all;
  return full === lowest ? named : named.reverse();
}

// So many named grades have words of their own.
const NAMED = 5;

// Stars and points say themselves; grades have a word each.
function gradeText(scale, grade) {
  if (scale === "five_stars") return `${grade} ★`;
  if (scale === "points" || scale === "score_to_ten") return String(grade);
  return t(`hs-grade-${scale}-${grade}`);
}

/** The grades given, in words. */
export function surveyText(sheet) {
  const { scale, answer } = sheet.survey;
  const { grades, reasons, suggestion } = answer;
  const given = QUESTIONS.filter((question) => grades[question] !== undefined && grades[question] !== null);
  return joined(...given.map((question) => `${t(`hs-survey-${question}`)} ${gradeText(scale, grades[question])}`), reasons, suggestion);
}

/** Asks for the grades. */
export function askSurvey(context) {
  const { survey } = context.sheet();
  const options = gradesOf(survey).map((value) => ({ value, label: gradeText(survey.scale, value) }));
  openForm({
    title: t("hs-do-survey"),
    lead: t("hs-survey-lead"),
    test: "survey-form",
    fields: [
      ...QUESTIONS.map((name) => ({ kind: "choice", name, label: t(`hs-survey-${name}`), options, needed: name === "overall" })),
      {
        kind: "text",
        name: "reasons",
        label: t("hs-survey-reasons"),
        needed: true,
        rows: 2,
        when: ({ overall }) => overall !== null && overall !== survey.full,
      },
      { kind: "text", name: "suggestion", label: t("hs-survey-suggestion"), rows: 2 },
    ],
    act: ({ reasons = "", suggestion = "", ...grades }) => context.do("answer_survey", { grades, reasons, suggestion }),
    done: t("hs-survey-thanks"),
    keep: draft(context.id, "answer_survey"),
  });
}
