// The customer's grades, on the scale that the visit's terms name: one tap for the full score, reasons only where it is less.

import { t } from "/assets/shared/i18n.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { joined } from "./section.js";

const QUESTIONS = ["attitude", "skill", "punctuality", "promises", "overall"];
// The grades to choose from, the best first. Points are given in the usual steps.
const GRADES = {
  four_grades: [1, 2, 3, 4],
  points: [100, 90, 80, 60, 0],
  score_to_ten: [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
  five_stars: [5, 4, 3, 2, 1],
  named: [1, 2, 3, 4, 5],
};
const DEFAULT = "five_stars";

const scaleOf = (sheet) => (GRADES[sheet.survey_scale] ? sheet.survey_scale : DEFAULT);

// Stars and points say themselves; grades have a word each.
function gradeText(scale, grade) {
  if (scale === "five_stars") return "★".repeat(grade);
  if (scale === "points" || scale === "score_to_ten") return String(grade);
  return t(`hs-grade-${scale}-${grade}`);
}

/** The grades given, in words. */
export function surveyText(sheet) {
  const scale = scaleOf(sheet);
  const { grades, reasons, suggestion } = sheet.survey;
  const given = QUESTIONS.filter((question) => grades[question] !== undefined && grades[question] !== null);
  return joined(...given.map((question) => `${t(`hs-survey-${question}`)} ${gradeText(scale, grades[question])}`), reasons, suggestion);
}

/** Asks for the grades. */
export function askSurvey(context) {
  const scale = scaleOf(context.sheet());
  const options = GRADES[scale].map((value) => ({ value, label: gradeText(scale, value) }));
  const full = GRADES[scale][0];
  openForm({
    title: t("hs-do-survey"),
    lead: t("hs-survey-lead"),
    test: "survey-form",
    fields: [
      ...QUESTIONS.map((name) => ({ kind: "choice", name, label: t(`hs-survey-${name}`), options, needed: name === "overall" })),
      { kind: "text", name: "reasons", label: t("hs-survey-reasons"), needed: true, rows: 2, when: ({ overall }) => overall !== null && overall !== full },
      { kind: "text", name: "suggestion", label: t("hs-survey-suggestion"), rows: 2 },
    ],
    act: ({ reasons = "", suggestion = "", ...grades }) => context.do("answer_survey", { grades, reasons, suggestion }),
    done: t("hs-survey-thanks"),
    keep: draft(context.id, "answer_survey"),
  });
}
