// The frame around one part of a visit: always open, or folded with one line that says what is inside.

import { t } from "/assets/shared/i18n.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";

/** A titled section. `extra` stands at the right of the title. */
export function section(id, title, extra, ...content) {
  return el(
    "section",
    { class: "block", id, "aria-labelledby": `${id}-title`, tabindex: "-1" },
    el("header", { class: "block-head" }, el("h2", { id: `${id}-title` }, title), extra),
    ...content,
  );
}

/**
 * A section that folds, as `{ node, follow(sheet, { open, line }) }`. `line` says in a few words what is inside. It opens and closes by
 * itself only when the state of the visit changes; in between it stays as the person left it.
 */
export function fold(id, title, ...content) {
  const line = el("span", { class: "fold-line" });
  const node = el(
    "details",
    { class: "block fold", id, "aria-labelledby": `${id}-title`, test: `section-${id}` },
    el(
      "summary",
      { class: "block-head", test: `open-${id}` },
      el("h2", { id: `${id}-title` }, title),
      line,
      el("span", { class: "fold-mark" }, icon("chevron")),
    ),
    el("div", { class: "stack fold-body" }, ...content),
  );
  let at = null;
  return {
    node,
    follow: (sheet, { open, line: said }) => {
      fill(line, said ?? "");
      const now = `${sheet.status}/${sheet.signature}/${sheet.complete}`;
      if (now !== at) node.open = open;
      at = now;
    },
  };
}

/** Unfolds what is around `node` and brings it into view. */
export function reveal(node) {
  for (let around = node.closest("details"); around; around = around.parentElement?.closest("details")) around.open = true;
  node.scrollIntoView({ behavior: "smooth", block: "center" });
}

/** A list of terms and values; those without a value are left out. Values may be elements. */
export function facts(rows) {
  return el(
    "dl",
    { class: "facts" },
    rows
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([label, value, style]) => [el("dt", {}, label), el("dd", { class: style ?? null }, value)]),
  );
}

/** A line that a person should read before going on. */
export const remark = (text, kind = "warning") => el("p", { class: `notice ${kind}` }, icon("attention"), el("span", {}, text));

/** A few words joined as the page joins them. */
export const joined = (...words) => words.filter(Boolean).join(t("hs-joint"));
