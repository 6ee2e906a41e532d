/** Grades on a scale (P-14): what can be chosen, and one line of the form for each question. A number key chooses. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";

/** The questions in the order in which they are asked; the grade for the whole comes first. */
export const QUESTIONS = ["overall", "attitude", "skill", "punctuality", "promises"];

/** What can be chosen on `scale`: `{value, text, key}`. `named` are the organisation's grades from best to worst. */
export function choicesOf(scale, named) {
  const place = (text, index) => ({ value: index + 1, text, key: String(index + 1) });
  switch (scale) {
    case "five_stars":
      return [1, 2, 3, 4, 5].map((stars) => ({ value: stars, text: t("grade-stars", { count: stars }), key: String(stars) }));
    case "score_to_ten":
      return Array.from({ length: 11 }, (_, score) => ({ value: score, text: String(score), key: score === 10 ? "0" : score === 0 ? "-" : String(score) }));
    case "points":
      return (named.length ? named.filter(({ points }) => points !== undefined) : [{ points: 100 }, { points: 90 }, { points: 80 }]).map(({ name, points }, index) => ({ value: points, text: name ? `${name} ${points}` : String(points), key: String(index + 1) }));
    case "named":
      return named.map(({ name }, index) => place(name, index));
    case "four_grades":
      return [1, 2, 3, 4].map((_, index) => place(named[index]?.name ?? t("grade-of-four", { count: index + 1 }), index));
    default:
      return [];
  }
}

/** The best grade of a scale: it asks for no reasons. */
export const fullOf = (scale) => ({ five_stars: 5, score_to_ten: 10, points: 100, named: 1, four_grades: 1 })[scale];

/** One question; `given` is what was answered before. A number key chooses and goes on to the next question. */
export function question(name, choices, given) {
  const radios = choices.map(({ value, text, key }) => h("label", { class: "grade" }, h("input", { type: "radio", name, value, checked: given === value }), h("span", { class: "grade-text" }, h("span", { text }), text.startsWith(key) ? null : h("kbd", { text: key }))));
  const group = h("fieldset", { class: "question" }, h("legend", { text: t(`question-${name}`) }), h("div", { class: "grades" }, radios));
  group.addEventListener("keydown", (event) => {
    const place = choices.findIndex(({ key }) => key === event.key);
    if (place >= 0 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const input = radios[place].querySelector("input");
      input.checked = true;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      const next = group.nextElementSibling?.querySelector("input, textarea, button");
      (next ?? input).focus();
    }
  });
  return group;
}
