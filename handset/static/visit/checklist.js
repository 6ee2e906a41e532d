// The checks: three big buttons each, and a note. An answer is on the phone the moment it is tapped. Long lists (an inspection has 140
// points) are grouped, can be narrowed to what is open or defective, and lead to the next point without an answer.

import { localised, t } from "/assets/shared/i18n.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { fold, reveal } from "./section.js";

const RESULTS = [
  { result: "good", test: "good", picture: "check" },
  { result: "defect", test: "defect", picture: "defect" },
  { result: "not_applicable", test: "na", picture: "none" },
];
// Up to so many checks stand in one list.
const GROUP = 20;

// The checks of `sheet` that belong to `stage`.
const ofStage = (sheet, stage) => sheet.checklist.filter((item) => (item.stage ?? "work") === stage);

/** The section with the checks made at work; it hides itself when there is nothing to check. */
export function checklistSection(context) {
  const rows = checkRows(context, "work");
  const part = fold("checklist", t("hs-checklist"), rows.node);
  return {
    node: part.node,
    update: (sheet) => {
      rows.update(sheet);
      part.node.hidden = rows.isEmpty();
      part.follow(sheet, { open: !["assigned", "travelling", "cancelled"].includes(sheet.status), line: rows.line() });
    },
    leave: rows.leave,
  };
}

/** The checks of one stage, as `{ node, update(sheet), leave(), isEmpty(), line() }`. */
export function checkRows(context, stage) {
  const rows = new Map();
  const groups = [];
  const list = el("div", { class: "stack" });
  let show = "all";
  let items = [];

  const filters = ["all", "open", "defect"].map((name) =>
    el(
      "button",
      {
        type: "button",
        class: "segment-button",
        "aria-pressed": String(name === show),
        test: `${stage}-${name}`,
        onclick: () => narrow(name),
      },
      t(`hs-checks-${name}`),
    ),
  );
  const next = el(
    "button",
    { type: "button", class: "wide", test: `${stage}-next`, onclick: () => goOn() },
    icon("arrow"),
    t("hs-checks-next"),
  );
  const tools = el(
    "div",
    { class: "stack check-tools" },
    el("div", { class: "segments", role: "group", "aria-label": t("hs-checks-show") }, filters),
    next,
  );
  const nothing = el("p", { class: "soft", hidden: true }, t("hs-checks-none"));
  const node = el("div", { class: "stack" }, tools, list, nothing);

  const wanted = (item) => show === "all" || (show === "open" ? !item.answer : item.answer?.result === "defect");
  const showWanted = () => {
    for (const item of items) rows.get(item.id).node.hidden = !wanted(item);
    for (const group of groups) {
      const inside = items.slice(group.from, group.from + GROUP);
      group.node.hidden = !inside.some(wanted);
      fill(group.count, t("hs-checks-done", { done: inside.filter((item) => item.answer).length, all: inside.length }));
      if (show !== "all") group.node.open = true;
    }
    nothing.hidden = items.some(wanted);
  };
  const narrow = (name) => {
    show = name;
    for (const [index, each] of ["all", "open", "defect"].entries()) filters[index].setAttribute("aria-pressed", String(each === name));
    showWanted();
  };
  const goOn = () => {
    const open = items.find((item) => !item.answer);
    if (!open) return;
    if (show === "defect") narrow("all");
    const row = rows.get(open.id).node;
    reveal(row);
    row.focus({ preventScroll: true });
  };

  const build = () => {
    const isLong = items.length > GROUP;
    for (const [index, item] of items.entries()) {
      if (rows.has(item.id)) continue;
      const row = checkRow(context, item);
      rows.set(item.id, row);
      placeFor(index, isLong).append(row.node);
    }
  };
  const placeFor = (index, isLong) => {
    const at = isLong ? Math.floor(index / GROUP) : 0;
    if (!groups[at]) {
      const rowsHere = el("ul", { class: "plain checks" });
      const count = el("span", { class: "fold-line" });
      const from = at * GROUP;
      const title = t("hs-checks-group", { from: from + 1, to: Math.min(items.length, from + GROUP) });
      const group = isLong
        ? el(
            "details",
            { class: "check-group", open: items.slice(from, from + GROUP).some((item) => !item.answer) && at === firstOpen() },
            el("summary", { class: "block-head" }, el("h3", {}, title), count, el("span", { class: "fold-mark" }, icon("chevron"))),
            rowsHere,
          )
        : el("div", {}, rowsHere);
      groups[at] = { node: group, rows: rowsHere, count, from };
      list.append(group);
    }
    return groups[at].rows;
  };
  const firstOpen = () =>
    Math.floor(
      Math.max(
        0,
        items.findIndex((item) => !item.answer),
      ) / GROUP,
    );

  return {
    node,
    update: (sheet) => {
      items = ofStage(sheet, stage);
      node.hidden = items.length === 0;
      const writable = sheet.allowed.includes("answer_check");
      tools.hidden = items.length <= GROUP / 2;
      next.hidden = !writable || !items.some((item) => !item.answer);
      build();
      const histories = new Map(sheet.check_histories.map((history) => [history.item, history]));
      for (const item of items) rows.get(item.id).update(item, writable, histories.get(item.id));
      showWanted();
    },
    leave: () => Promise.all([...rows.values()].map((row) => row.leave())),
    isEmpty: () => items.length === 0,
    line: () => t("hs-checks-done", { done: items.filter((item) => item.answer).length, all: items.length }),
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
  const others = el("p", { class: "notice warning", hidden: true });
  const buttons = RESULTS.map(({ result, test, picture }) =>
    el(
      "button",
      { type: "button", class: `answer answer-${result}`, test: `check-${first.id}-${test}`, onclick: () => save(result) },
      icon(picture),
      el("span", {}, t(`check-${result}`)),
    ),
  );
  const node = el(
    "li",
    { class: "check", id: `check-${first.id}`, tabindex: "-1" },
    label,
    el("div", { class: "answers", role: "group", "aria-labelledby": `check-${first.id}-label` }, buttons),
    others,
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
      await context.do("answer_check", { item: first.id, result, note });
      if (input.value.trim() === note) kept.clear();
    } catch (error) {
      problem(error);
    }
  };
  const saveNote = () => {
    if (item.answer && input.value.trim() !== item.answer.note) return save(item.answer.result);
    return null;
  };
  input.addEventListener("input", () => kept.keep(input.value));
  input.addEventListener("blur", saveNote);

  return {
    node,
    update: (now, writable, history) => {
      const untouched = input.value.trim() === (item.answer?.note ?? "") && document.activeElement !== input;
      item = now;
      if (untouched) input.value = item.answer?.note ?? "";
      fill(label, localised(item.label), item.required ? null : el("span", { class: "soft" }, ` ${t("hs-optional")}`));
      node.classList.toggle("is-answered", Boolean(item.answer));
      buttons.forEach((button, index) => {
        button.setAttribute("aria-pressed", String(item.answer?.result === RESULTS[index].result));
        button.disabled = !writable;
      });
      others.hidden = !history?.differ;
      if (history?.differ)
        fill(
          others,
          icon("attention"),
          el("span", {}, t("hs-check-differs", { answers: history.answers.map((one) => t(`check-${one.result}`)).join(" / ") })),
        );
      input.disabled = !writable;
      showNote();
    },
    leave: saveNote,
  };
}
