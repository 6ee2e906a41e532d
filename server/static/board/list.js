/**
 * The list of visits: one row per visit, built once, changed in place. Rows move only when their order changes, so that a board
 * under one's eyes stays still. Of a long list the beginning is drawn, and more of it when its end comes near.
 */
import { t } from "/assets/shared/i18n.js";
import { h, setAttribute, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { VisitRow } from "./row.js";
import { enterCallOut } from "./header.js";
import { openVisitId } from "./route.js";

const FRESH_MS = 3_000;
/** So many rows of a group are drawn at once, and so many more each time its end comes near. */
const ROWS = 300;
/** How near, in pixels. */
const NEAR_PX = 1_200;

/** The list, its headings, and what stands there when it is empty. */
export class VisitList {
  #page;
  #rows = new Map();
  #place = document.getElementById("list");
  #groups;
  #columns = h("div", { class: "columns", "aria-hidden": "true" }, ["when", "number", "customer", "product", "technician", "state", "signature", "counts"].map((name) => h("span", { class: `cell ${name}`, l10n: `column-${name}` })));
  #empty = h("div", { class: "empty" });

  constructor(page) {
    this.#page = page;
    this.#groups = Object.fromEntries(
      ["attention", "others"].map((name) => {
        const title = h("h3", { class: "group-title" }, name === "attention" ? icon("attention") : null, h("span"), h("span", { class: "group-count" }));
        const rows = h("ol", { class: "rows" });
        const more = h("button", { class: "button quiet rows-more", type: "button", hidden: true, on: { click: () => this.#drawMore(name) } });
        return [name, { section: h("section", { class: `group ${name}` }, title, rows, more), title, rows, more, most: ROWS }];
      }),
    );
    this.#place.append(this.#columns, this.#groups.attention.section, this.#groups.others.section, this.#empty);
    const near = new IntersectionObserver((seen) => seen.filter(({ isIntersecting }) => isIntersecting).forEach(({ target }) => target.click()), { rootMargin: `${NEAR_PX}px` });
    Object.values(this.#groups).forEach(({ more }) => near.observe(more));
    this.#place.addEventListener("keydown", (event) => this.#step(event));
    window.addEventListener("hashchange", () => this.#markOpen());
  }

  render({ fresh = new Set(), language, tick }) {
    const { board } = this.#page;
    const shown = board.shown();
    for (const [name, group] of Object.entries(this.#groups)) {
      this.#fill(group, name, shown[name], { fresh, all: language || tick });
    }
    for (const id of this.#rows.keys()) {
      if (!board.visits.has(id)) {
        this.#rows.get(id).element.remove();
        this.#rows.delete(id);
      }
    }
    for (const cell of this.#columns.children) {
      setText(cell, t(cell.dataset.l10nId));
    }
    const count = shown.attention.length + shown.others.length;
    this.#columns.hidden = count === 0;
    this.#renderEmpty(count);
    this.#markOpen();
  }

  #drawMore(name) {
    this.#groups[name].most += ROWS;
    this.render({});
  }

  #fill({ section, title, rows, more, most }, name, visits, { fresh, all }) {
    section.hidden = visits.length === 0;
    setText(title.querySelector("span"), t(`group-${name}-${this.#page.board.day}`));
    setText(title.querySelector(".group-count"), String(visits.length));
    const now = this.#page.board.now();
    more.hidden = visits.length <= most;
    setText(more, t("list-more", { count: visits.length - most }));
    const wanted = visits.slice(0, most).map((visit) => {
      const row = this.#rows.get(visit.id) ?? this.#add(visit);
      row.update(visit, now, all);
      if (fresh.has(visit.id)) {
        row.lightUp(FRESH_MS);
      }
      return row.element;
    });
    const keep = new Set(wanted);
    for (const element of [...rows.children]) {
      if (!keep.has(element)) {
        element.remove();
      }
    }
    const focused = document.activeElement;
    wanted.forEach((element, index) => {
      if (rows.children[index] !== element) {
        rows.insertBefore(element, rows.children[index] ?? null);
      }
    });
    if (focused !== document.activeElement && rows.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  #add(visit) {
    const row = new VisitRow(visit.id);
    this.#rows.set(visit.id, row);
    return row;
  }

  #renderEmpty(count) {
    const { board, connection } = this.#page;
    const kind = count > 0 ? "none" : board.loaded ? (board.visits.size === 0 ? "nothing" : "no-match") : connection.error ? "error" : "loading";
    const mark = `${kind} ${document.documentElement.lang} ${connection.error?.code ?? ""}`;
    if (this.#empty.dataset.mark === mark) {
      return;
    }
    this.#empty.dataset.mark = mark;
    this.#empty.hidden = kind === "none";
    const button = (id, act, primary = true) => h("button", { class: primary ? "button primary" : "button", type: "button", text: t(id), on: { click: act } });
    const contents = {
      none: () => [],
      loading: () => [h("p", { class: "visually-hidden", role: "status", text: t("list-loading") }), ...Array.from({ length: 8 }, () => h("div", { class: "skeleton", "aria-hidden": "true" }))],
      error: () => [icon("offline"), h("h3", { text: t("list-error") }), h("p", { class: "soft", role: "alert", text: connection.error.text }), button("action-retry", () => this.#page.retry())],
      nothing: () => [icon("check"), h("h3", { text: t("list-nothing") }), h("p", { class: "soft", text: t("list-nothing-next") }), button("call-out-new", () => enterCallOut())],
      "no-match": () => [icon("search"), h("h3", { text: t("list-no-match") }), h("p", { class: "soft", text: t("list-no-match-next") }), button("list-show-all", () => board.ask({ filter: "all", search: "", day: "all" }))],
    };
    this.#empty.replaceChildren(...contents[kind]());
    this.#empty.classList.toggle("is-loading", kind === "loading");
  }

  #markOpen() {
    const open = openVisitId();
    for (const [id, row] of this.#rows) {
      setAttribute(row.link, "aria-current", id === open ? "true" : null);
    }
  }

  // Up and down go from row to row.
  #step(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const link = event.target.closest?.(".visit");
    if (step && link) {
      const links = [...this.#place.querySelectorAll(".visit")];
      const next = links[links.indexOf(link) + step];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  }
}
