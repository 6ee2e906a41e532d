// Today and what comes: one card a visit, in the order of the day, with a search and a few big filters. Lists come from the device's read
// model, no document is opened.

import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { t } from "/assets/shared/i18n.js";
import { session } from "../session.js";
import { problem } from "../toast.js";
import { card } from "./card.js";
import { askEmergency } from "./emergency.js";
import { grouped, GROUPS, matches } from "./groups.js";

const MINUTE_MS = 60_000;
// Which groups a filter shows; a filter without visits is not offered.
const FILTERS = { all: GROUPS, now: ["now", "next"], later: ["later"], waiting: ["waiting"], done: ["done", "left"] };

// What was asked for stays while the technician looks into a visit and comes back.
const asked = { text: "", filter: "all" };

/** Shows the agenda and follows it. */
export async function mountAgenda(root) {
  let rows = [];
  const list = el("div", { class: "agenda-list" });
  const chips = el("div", { class: "filters", role: "group", "aria-label": t("hs-agenda-show") });
  const search = el("input", {
    class: "input",
    type: "search",
    value: asked.text,
    autocomplete: "off",
    enterkeyhint: "search",
    placeholder: t("hs-agenda-search"),
    "aria-label": t("hs-agenda-search"),
    test: "agenda-search",
    oninput: (event) => {
      asked.text = event.target.value;
      draw();
    },
  });
  const draw = () => {
    const now = Date.now();
    const groups = grouped(
      rows.filter((row) => matches(row, asked.text)),
      now,
    );
    const count = (names) => names.reduce((sum, name) => sum + groups[name].length, 0);
    const offered = Object.keys(FILTERS).filter((name) => name === "all" || name === asked.filter || count(FILTERS[name]) > 0);
    fill(chips, ...offered.map((name) => chip(name, count(FILTERS[name]))));
    const shown = FILTERS[asked.filter].filter((name) => groups[name].length > 0);
    fill(list, ...(shown.length > 0 ? shown.map((name) => group(name, groups[name], now)) : [empty(rows.length > 0)]));
  };
  const chip = (name, count) =>
    el(
      "button",
      {
        type: "button",
        class: "filter",
        "aria-pressed": String(name === asked.filter),
        test: `filter-${name}`,
        onclick: () => {
          asked.filter = name;
          draw();
        },
      },
      t(`hs-filter-${name}`),
      el("span", { class: "filter-count" }, String(count)),
    );
  const read = async () => {
    try {
      rows = await api.agenda();
      draw();
    } catch (error) {
      problem(error);
    }
  };
  fill(
    root,
    el(
      "div",
      { class: "agenda" },
      el(
        "h1",
        { class: "greeting" },
        t("hs-agenda-title"),
        el("small", {}, `${session()?.identity?.person_name ?? ""} · ${session()?.identity?.organisation_name ?? ""}`),
      ),
      el("div", { class: "scan-field" }, icon("search"), search),
      chips,
      list,
      el("button", { type: "button", class: "wide", test: "emergency", onclick: askEmergency }, icon("urgent"), t("hs-do-emergency")),
      el("a", { class: "wide", href: "#/complaints", test: "open-complaints" }, icon("people"), t("hs-complaints-title")),
    ),
  );
  await read();
  const clock = setInterval(draw, MINUTE_MS);
  return {
    notice: (kind) => (["agenda", "document", "outbox", "reload"].includes(kind) ? read() : null),
    leave: () => clearInterval(clock),
  };
}

function group(name, rows, now) {
  return el(
    "section",
    { class: `day group-${name}`, test: `group-${name}` },
    el("h2", { class: "day-name" }, t(`hs-group-${name}`)),
    rows.map((row) => card(row, now)),
  );
}

const empty = (some) => el("p", { class: "empty", test: "agenda-empty" }, t(some ? "hs-agenda-none-found" : "hs-agenda-empty"));
