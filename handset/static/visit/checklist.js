// The checks: three big buttons each, and a note. An answer is on the phone the moment it is tapped.

import { localised, t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { section } from "./section.js";
import { canWrite } from "./steps.js";

const RESULTS = [
  { result: "good", test: "good", picture: "check" },
  { result: "defect", test: "defect", picture: "defect" },
  { result: "not_applicable", test: "na", picture: "none" },
];

/** The section with the checklist; it hides itself when there is nothing to check. */
export function checklistSection(context) {
  const count = el("span", { class: "block-count" });
  const list = el("ul", { class: "plain checks" });
  const node = section("checklist", t("hs-checklist"), count, list);
  const rows = new Map();
  return {
    node,
    update: (sheet) => {
      node.hidden = sheet.checklist.length === 0;
      const answered = sheet.checklist.filter((item) => item.answer).length;
      fill(count, t("hs-checks-done", { done: answered, all: sheet.checklist.length }));
      for (const item of sheet.checklist) {
        if (!rows.has(item.id)) {
          const row = checkRow(context, item);
          rows.set(item.id, row);
          list.append(row.node);
        }
        rows.get(item.id).update(item, canWrite(sheet));
      }
    },
    leave: () => Promise.all([...rows.values()].map((row) => row.leave())),
  };
}

function checkRow(context, first) {
  const kept = draft(context.id, `check/${first.id}`);
  let item = first;
  let noteAsked = false;
  const input = el("textarea", {
    class: "input",
    rows: "2",
    test: `check-${first.id}-note`,
    "aria-label": t("hs-check-note"),
    placeholder: t("hs-check-note"),
    value: kept.read() ?? first.answer?.note ?? "",
  });
  const openNote = el("button", { type: "button", class: "link", onclick: () => ask() }, icon("pen"), t("hs-check-add-note"));
  const label = el("p", { class: "check-label", id: `check-${first.id}-label` });
  const buttons = RESULTS.map(({ result, test, picture }) =>
    el(
      "button",
      { type: "button", class: `answer answer-${result}`, test: `check-${first.id}-${test}`, onclick: () => answer(result) },
      icon(picture),
      el("span", {}, t(`check-${result}`)),
    ),
  );
  const node = el(
    "li",
    { class: "check", id: `check-${first.id}`, tabindex: "-1" },
    label,
    el("div", { class: "answers", role: "group", "aria-labelledby": `check-${first.id}-label` }, buttons),
    openNote,
    input,
  );

  const ask = () => {
    noteAsked = true;
    showNote();
    input.focus();
  };
  const showNote = () => {
    const wanted = noteAsked || item.answer?.result === "defect" || input.value !== "";
    input.hidden = !wanted;
    openNote.hidden = wanted || !item.answer || input.disabled;
  };
  const save = async (result) => {
    const note = input.value.trim();
    try {
      await context.act(() => api.answerCheck(context.id, first.id, result, note));
      if (input.value.trim() === note) kept.clear();
    } catch (error) {
      problem(error);
    }
  };
  const answer = (result) => save(result);
  const saveNote = () => {
    if (item.answer && input.value.trim() !== item.answer.note) return save(item.answer.result);
    return null;
  };
  input.addEventListener("input", () => kept.keep(input.value));
  input.addEventListener("blur", saveNote);

  return {
    node,
    update: (now, writable) => {
      const untouched = input.value.trim() === (item.answer?.note ?? "") && document.activeElement !== input;
      item = now;
      if (untouched) input.value = item.answer?.note ?? "";
      fill(label, localised(item.label), item.required ? null : el("span", { class: "soft" }, ` ${t("hs-optional")}`));
      node.classList.toggle("is-answered", Boolean(item.answer));
      buttons.forEach((button, index) => {
        button.setAttribute("aria-pressed", String(item.answer?.result === RESULTS[index].result));
        button.disabled = !writable;
      });
      input.disabled = !writable;
      showNote();
    },
    leave: saveNote,
  };
}
