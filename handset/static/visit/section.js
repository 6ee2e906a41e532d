// The frame around one part of a visit.

import { el } from "../dom.js";

/** A titled section. `extra` stands at the right of the title. */
export function section(id, title, extra, ...content) {
  return el(
    "section",
    { class: "block", id, "aria-labelledby": `${id}-title`, tabindex: "-1" },
    el("header", { class: "block-head" }, el("h2", { id: `${id}-title` }, title), extra),
    ...content,
  );
}
