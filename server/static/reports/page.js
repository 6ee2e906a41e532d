/**
 * Reports: which report, of which days, of whom; its figures against what is asked for, charts where people would rather look, the tables
 * and rows behind them, and the same as files. All of it stands in the address, so that a report can be sent to somebody.
 */
import { request } from "/assets/desk/api.js";
import { h, setText } from "/assets/shared/dom.js";
import { language, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { chart } from "./chart.js";
import { figures } from "./figures.js";
import { RANGES, daysOf, isSpan } from "./range.js";
import { say } from "./say.js";
import { rowsTable, table } from "./table.js";

export const texts = ["reports"];
export const styles = ["/assets/reports/reports.css", "/assets/reports/print.css"];

/** Names of reports, in the order in which they are offered. */
const REPORTS = ["timeliness", "satisfaction", "complaints", "repeat-repairs", "technician-daily", "supervisor-daily", "old-parts", "parts-use"];
const PIECES = ["day", "week", "month"];
const ROWS = 100;

export function open(desk) {
  return new ReportsPage(desk);
}

class ReportsPage {
  #desk;
  #place = placeOf(location.search);
  #technicians = [];
  #report = null;
  #rows = [];
  #error = null;
  #asked = 0;
  #choice = h("form", { class: "reports-choice", on: { submit: (event) => event.preventDefault() } });
  #result = h("section", { class: "reports-result", "aria-live": "polite" });
  #onPop = () => {
    this.#place = placeOf(location.search);
    this.#drawChoice();
    void this.#fetch();
  };

  constructor(desk) {
    this.#desk = desk;
    desk.root.replaceChildren(h("div", { class: "reports" }, this.#choice, this.#result));
    addEventListener("popstate", this.#onPop);
    this.#drawChoice();
    void this.#fetch();
    void this.#fetchTechnicians();
  }

  render(news) {
    if (news.language) {
      this.#drawChoice();
      this.#draw();
    }
  }

  close() {
    removeEventListener("popstate", this.#onPop);
    this.#asked += 1;
  }

  async #fetchTechnicians() {
    if (!this.#desk.may("work:read")) {
      return;
    }
    try {
      this.#technicians = await request("GET", "/v1/desk/technicians");
      this.#drawChoice();
    } catch {
      // Without the list a report is of everybody; that the line is down the report says.
    }
  }

  #span() {
    return this.#place.range === "own" ? this.#place : daysOf(this.#place.range, this.#desk.now());
  }

  #query(more = {}) {
    const { from, to } = this.#span();
    const { by, technician } = this.#place;
    const query = new URLSearchParams({ from, to, ...more });
    for (const [name, value] of Object.entries({ by, technician })) {
      if (value) {
        query.set(name, value);
      }
    }
    return query;
  }

  #address(file, more) {
    return `/v1/desk/reports/${file}?${this.#query(more)}`;
  }

  async #fetch() {
    const asked = ++this.#asked;
    this.#error = null;
    if (!isSpan(this.#span())) {
      this.#report = null;
      this.#draw();
      return;
    }
    this.#result.setAttribute("aria-busy", "true");
    this.#result.classList.add("is-waiting");
    if (!this.#report) {
      this.#result.replaceChildren(h("p", { class: "reports-wait soft" }, h("span", { class: "spinner" }), t("reports-loading")));
    }
    try {
      const report = await request("GET", this.#address(this.#place.report, { limit: String(ROWS) }));
      if (asked === this.#asked) {
        this.#report = report;
        this.#rows = report.rows.rows;
        this.#desk.announce(this.#title());
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.#report = null;
        this.#error = error;
      }
    }
    if (asked === this.#asked) {
      this.#draw();
    }
  }

  async #fetchMore(button) {
    button.disabled = true;
    const asked = this.#asked;
    try {
      const more = await request("GET", this.#address(this.#place.report, { limit: String(ROWS), offset: String(this.#rows.length) }));
      if (asked === this.#asked) {
        this.#rows = [...this.#rows, ...more.rows.rows];
        this.#draw();
      }
    } catch (error) {
      button.disabled = false;
      setText(button, error.text ?? String(error));
    }
  }

  #go(change) {
    this.#place = { ...this.#place, ...change };
    const { report, range, from, to, by, technician } = this.#place;
    const query = new URLSearchParams({ report, range });
    for (const [name, value] of Object.entries({ ...(range === "own" ? { from, to } : {}), by, technician })) {
      if (value) {
        query.set(name, value);
      }
    }
    history.pushState(null, "", `${location.pathname}?${query}`);
    if (change.report) {
      this.#report = null;
    }
    this.#drawChoice();
    void this.#fetch();
  }

  #title() {
    const { from, to } = this.#span();
    return `${say("name", this.#place.report)} ${t("reports-span", { from, to })}`;
  }

  #drawChoice() {
    const { report, range, by, technician } = this.#place;
    const span = this.#span();
    const focused = document.activeElement?.name;
    const day = (name) =>
      h("label", { class: "reports-field" }, h("span", { class: "small", text: t(`reports-${name}`) }),
        h("input", {
          class: "input", type: "date", name, value: span[name], required: true,
          on: { change: (event) => this.#go({ range: "own", from: span.from, to: span.to, [name]: event.target.value }) },
        }));
    const select = (name, label, value, options) =>
      h("label", { class: "reports-field" }, h("span", { class: "small", text: label }),
        h("select", { class: "input", name, on: { change: (event) => this.#go({ [name]: event.target.value }) } },
          options.map(([key, text]) => h("option", { value: key, text, selected: key === value }))));
    const ranges = RANGES.map((name) =>
      h("button", {
        class: "reports-range", type: "button", "aria-pressed": String(range === name), text: t(`reports-range-${name}`),
        on: { click: () => this.#go({ range: name }) },
      }));
    const people = this.#technicians.map(({ id, name }) => [id, name]);
    this.#choice.replaceChildren(
      select("report", t("reports-choose"), report, REPORTS.map((name) => [name, say("name", name)])),
      h("div", { class: "reports-ranges", role: "group", "aria-label": t("reports-range") }, ranges),
      day("from"),
      day("to"),
      people.length ? select("technician", say("column", "technician"), technician, [["", t("reports-everybody")], ...people]) : null,
      select("by", t("reports-by"), by, [["", t("reports-by-auto")], ...PIECES.map((piece) => [piece, t(`reports-by-${piece}`)])]),
    );
    // What was drawn anew is where the reader was.
    if (focused) {
      this.#choice.elements[focused]?.focus();
    }
  }

  #draw() {
    this.#result.removeAttribute("aria-busy");
    this.#result.classList.remove("is-waiting");
    this.#result.replaceChildren(...this.#parts().filter(Boolean));
  }

  #parts() {
    if (!isSpan(this.#span())) {
      return [h("div", { class: "notice warning", role: "alert" }, icon("attention"), h("span", { text: t("reports-wrong-range") }))];
    }
    if (this.#error) {
      return [
        h("div", { class: "notice danger", role: "alert" }, icon("attention"),
          h("span", { text: `${t("reports-failed")} ${this.#error.text ?? this.#error}` }),
          h("button", { class: "button", type: "button", text: t("reports-again"), on: { click: () => void this.#fetch() } })),
      ];
    }
    const report = this.#report;
    if (!report) {
      return [];
    }
    const nothing = report.rows_total === 0 && report.figures.every(({ count, minutes, whole }) => !(count ?? minutes ?? whole));
    return [
      this.#head(),
      ...(nothing ? [h("div", { class: "empty" }, icon("none"), h("p", { text: t("reports-empty") }))] : this.#body(report)),
    ];
  }

  #head() {
    const more = { language: language() };
    const files = ["xlsx", "csv", "pdf"].map((ending) =>
      h("a", {
        class: "button reports-file", href: this.#address(`${this.#place.report}.${ending}`, more), download: "",
        "aria-label": `${t("reports-export")} ${ending.toUpperCase()}`,
      }, icon("download"), ending.toUpperCase()));
    return h("div", { class: "reports-head" },
      h("h2", {}, say("name", this.#place.report), " ", h("span", { class: "reports-span", text: t("reports-span", this.#span()) })),
      h("div", { class: "reports-files" }, files,
        h("button", { class: "button", type: "button", text: t("reports-print"), on: { click: () => print() } })));
  }

  #body(report) {
    const notes = report.notes.map((note) => h("li", { text: say("note", note) }));
    const tables = report.tables.filter(({ rows }) => rows.length > 0).map((one) =>
      h("section", { class: "reports-table" },
        h("h3", { text: say("table", one.key) }),
        one.chart ? chart(one, say("table", one.key)) : null,
        table(one)));
    const left = report.rows_total - this.#rows.length;
    const rows = h("section", { class: "reports-table reports-rows" },
      h("h3", {}, t("reports-rows"), h("span", { class: "soft small", text: t("reports-rows-shown", { shown: this.#rows.length, total: report.rows_total }) })),
      rowsTable({ columns: report.rows.columns, rows: this.#rows }, report.time_zone),
      left > 0 ? h("button", { class: "button reports-more", type: "button", text: t("reports-more"), on: { click: (event) => void this.#fetchMore(event.currentTarget) } }) : null);
    return [figures(report.figures), notes.length ? h("ul", { class: "reports-notes soft small" }, notes) : null, h("div", { class: "reports-tables" }, tables), this.#rows.length ? rows : null];
  }
}

function placeOf(search) {
  const query = new URLSearchParams(search);
  const one = (name, known, otherwise) => (known.includes(query.get(name)) ? query.get(name) : otherwise);
  return {
    report: one("report", REPORTS, REPORTS[0]),
    range: one("range", [...RANGES, "own"], "month"),
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
    by: one("by", PIECES, ""),
    technician: query.get("technician") ?? "",
  };
}
