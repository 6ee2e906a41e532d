// Finish: what is to be checked before leaving, and what is still missing; each line leads to its place.

import { t } from "/assets/shared/i18n.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { missingText } from "../words.js";
import { checkRows } from "./checklist.js";
import { reveal, section } from "./section.js";
import { canWrite } from "./steps.js";

/** The section with the checks made before leaving. */
export function closingSection(context) {
  const rows = checkRows(context, "closing");
  const node = section("closing", t("hs-closing"), null, rows.node);
  return {
    node,
    update: (sheet) => {
      rows.update(sheet);
      node.hidden = rows.isEmpty() || ["assigned", "travelling", "on_site", "cancelled"].includes(sheet.status);
    },
    leave: rows.leave,
  };
}

/** The section with what is missing; hidden while nothing is missing or nothing can be written. */
export function missingSection() {
  const list = el("ul", { class: "plain" });
  const node = section("missing", t("hs-missing"), null, list);
  return {
    node,
    update: (sheet) => {
      node.hidden = !canWrite(sheet) || sheet.missing.length === 0;
      node.classList.remove("is-called");
      fill(list, ...lines(sheet));
    },
  };
}

// A long inspection lacks many checks at first: the first few are named, the rest counted.
const SHOWN_CHECKS = 5;

function lines(sheet) {
  const checks = sheet.missing.filter((missing) => missing.what === "check");
  const rest = checks.slice(SHOWN_CHECKS);
  const shown = sheet.missing.filter((missing) => !rest.includes(missing));
  return [
    ...shown.map((missing) => line(missingText(missing, sheet), placeOf(missing))),
    ...(rest.length > 0 ? [line(t("hs-missing-more-checks", { n: rest.length }), "checklist")] : []),
  ];
}

function line(text, place) {
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "missing-line", test: "missing", onclick: () => go(place) },
      icon("arrow"),
      el("span", { class: "grow" }, text),
    ),
  );
}

const PLACES = { completion_promise: "site", promise: "site", survey: "after", service_type: "money", fee_consent: "money" };

function placeOf(missing) {
  if (missing.what === "check") return `check-${missing.item}`;
  if (missing.what === "part_line") return `line-${missing.line}`;
  return PLACES[missing.what] ?? missing.what;
}

function go(id) {
  const place = document.getElementById(id);
  if (!place) return;
  if (place.matches("details")) place.open = true;
  reveal(place);
  (place.querySelector("textarea:not([hidden]), .fold-body button, button") ?? place).focus({ preventScroll: true });
}
