// What still has to be done before the visit can be finished: each line leads to its place.

import { t } from "/assets/shared/i18n.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { missingText } from "../words.js";
import { section } from "./section.js";
import { canWrite } from "./steps.js";

/** The section; hidden while nothing is missing or nothing can be written. */
export function missingSection() {
  const list = el("ul", { class: "plain" });
  const node = section("missing", t("hs-missing"), null, list);
  return {
    node,
    update: (sheet) => {
      node.hidden = !canWrite(sheet) || sheet.missing.length === 0;
      node.classList.remove("is-called");
      fill(list, ...sheet.missing.map((missing) => line(missing, sheet)));
    },
  };
}

function line(missing, sheet) {
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "missing-line", test: "missing", onclick: () => go(missing) },
      icon("arrow"),
      el("span", { class: "grow" }, missingText(missing, sheet)),
    ),
  );
}

function go(missing) {
  const id = { check: `check-${missing.item}`, part_line: `line-${missing.line}` }[missing.what] ?? missing.what;
  const place = document.getElementById(id);
  if (!place) return;
  place.scrollIntoView({ behavior: "smooth", block: "center" });
  (place.querySelector("textarea:not([hidden]), button") ?? place).focus({ preventScroll: true });
}
