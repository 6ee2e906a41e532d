/** Tables of a report. A row that stands for a visit leads there; long tables show their beginning until somebody wants the rest. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { counted, hours, percent, say } from "./say.js";

const SHORT = 12;
const RIGHT = new Set(["number", "minutes", "money", "share"]);

/** A table that cuts the figures. */
export function table({ columns, rows }) {
  const body = h("tbody", {}, rows.slice(0, SHORT).map((row) => line(columns, row, 0)));
  const whole = h("div", { class: "reports-scroll", tabindex: "0", role: "region", "aria-label": say("column", columns[0].key) },
    h("table", {}, head(columns), body));
  if (rows.length <= SHORT) {
    return whole;
  }
  const more = h("button", {
    class: "button quiet reports-more", type: "button", text: `${t("reports-more")} (${counted(rows.length - SHORT)})`,
    on: {
      click: () => {
        body.append(...rows.slice(SHORT).map((row) => line(columns, row, 0)));
        more.remove();
      },
    },
  });
  return h("div", {}, whole, more);
}

/** The rows behind a report; instants in the organisation's `timeZone` (**minutes** east of UTC). */
export function rowsTable({ columns, rows }, timeZone) {
  return h("div", { class: "reports-scroll", tabindex: "0", role: "region", "aria-label": t("reports-rows") },
    h("table", {}, head(columns), h("tbody", {}, rows.map((row) => line(columns, row, timeZone)))));
}

function head(columns) {
  const heads = columns.filter(({ kind }) => kind !== "visit");
  return h("thead", {}, h("tr", {}, heads.map(({ key, kind }) => h("th", { scope: "col", class: RIGHT.has(kind) ? "is-right" : null, text: say("column", key) }))));
}

function line(columns, row, timeZone) {
  const visit = row[columns.findIndex(({ kind }) => kind === "visit")];
  let leads = Boolean(visit);
  const cells = columns.map(({ key, kind }, place) => {
    if (kind === "visit") {
      return null;
    }
    const text = shown(key, kind, row[place], timeZone);
    // The number of the call-out leads to the visit; where there is none, the first text that is.
    const link = leads && key === "number" && text !== "";
    leads &&= !link;
    const content = link ? h("a", { href: `/visits/${visit}`, text }) : text;
    return h("td", { class: RIGHT.has(kind) ? "is-right" : kind === "moment" || kind === "day" ? "is-whole" : null, data: { key } }, content);
  });
  if (leads) {
    const first = cells.find((cell) => cell?.textContent);
    first?.replaceChildren(h("a", { href: `/visits/${visit}`, text: first.textContent }));
  }
  return h("tr", {}, cells);
}

/** The text of a value. */
export function shown(key, kind, value, timeZone) {
  if (value === null || value === undefined) {
    return kind === "person" ? t("reports-nobody") : "";
  }
  switch (kind) {
    case "share":
      return percent(value);
    case "number":
      return counted(value);
    case "minutes":
      return hours(value);
    case "money":
      return (value / 100).toFixed(2);
    case "moment":
      return new Date(value + timeZone * 60_000).toISOString().slice(0, 16).replace("T", " ");
    case "word":
      return say(`word-${key}`, value);
    case "yes_no":
      return t(`reports-yes-no-${value ? "yes" : "no"}`);
    default:
      return String(value);
  }
}
