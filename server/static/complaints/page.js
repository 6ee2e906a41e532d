/** Complaints by what is due next, and the open one beside them. `#ID` is the open complaint, `?filter=` which are listed. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { openNoteAnswer } from "./actions.js";
import { readComplaint, readComplaints, readNotes } from "./api.js";
import { detail } from "./detail.js";
import { openTakeDown } from "./take_down.js";
import { dueMark, office, stagePill } from "./words.js";

export const texts = ["complaints", "offices"];
export const styles = ["/assets/complaints/complaints.css"];

const FILTERS = ["open", "late", "waiting", "closed"];
const FIND_AFTER_MS = 250;

/** Opens the complaints in `desk`. */
export function open(desk) {
  const page = new Complaints(desk);
  const follow = () => void page.select();
  addEventListener("hashchange", follow);
  return { render: (news) => page.render(news), close: () => removeEventListener("hashchange", follow) };
}

class Complaints {
  #desk;
  #filter = "open";
  #find = "";
  #page = null;
  #notes = [];
  #open = null;
  #error = null;
  #asked = 0;
  #listed = 0;
  #timer = null;
  #tabs = h("div", { class: "complaint-filters", role: "group" });
  #list = h("div", { class: "complaint-list" });
  #detail = h("div", { class: "complaint-detail", tabindex: -1 });
  #search = h("input", { class: "input", type: "search", autocomplete: "off", maxlength: 100 });
  #add = h("button", { class: "button primary", type: "button", data: { test: "take-down" }, on: { click: () => openTakeDown(this.#hands) } });
  #hands;

  constructor(desk) {
    this.#desk = desk;
    this.#hands = { desk, changed: (id) => this.#changed(id) };
    const wanted = new URLSearchParams(location.search).get("filter");
    this.#filter = FILTERS.includes(wanted) ? wanted : "open";
    this.#search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#find = this.#search.value.trim();
        void this.load();
      }, FIND_AFTER_MS);
    });
    const head = h("div", { class: "complaint-head" }, this.#search, desk.may("complaints:write") ? this.#add : null);
    this.element = h("div", { class: "complaints" }, h("div", { class: "complaint-side" }, head, this.#tabs, this.#list), this.#detail);
    desk.root.replaceChildren(this.element);
    void this.load();
    void this.select();
  }

  /** Reads the list again; an older answer never takes the place of a newer one. */
  async load() {
    const turn = ++this.#listed;
    try {
      const wanted = { filter: this.#filter, find: this.#find };
      const [page, notes] = await Promise.all([readComplaints(wanted), readNotes()]);
      if (turn === this.#listed) {
        [this.#page, this.#notes, this.#error] = [page, notes, null];
      }
    } catch (error) {
      if (turn === this.#listed) {
        this.#error = error;
      }
    }
    this.#drawList();
  }

  /** Shows the complaint that the address names. */
  async select() {
    const id = location.hash.slice(1);
    const asked = ++this.#asked;
    this.element.classList.toggle("has-open", id !== "");
    if (this.#open?.row?.id !== id) {
      this.#open = null;
      this.#drawDetail();
    }
    this.#drawList();
    if (id === "") {
      return;
    }
    let found;
    try {
      found = await readComplaint(id);
    } catch (error) {
      found = { error };
    }
    if (asked === this.#asked) {
      this.#open = found;
      this.#drawDetail();
    }
  }

  async #changed(id) {
    await this.load();
    if (location.hash === `#${id}`) {
      await this.select();
    } else {
      location.hash = id;
    }
  }

  render({ language, tick }) {
    if (language) {
      this.#search.placeholder = t("complaints-search");
      this.#search.setAttribute("aria-label", t("complaints-search"));
      this.#add.replaceChildren(icon("plus"), h("span", { text: t("complaints-add") }));
      this.#tabs.setAttribute("aria-label", t("complaints-filter"));
      this.#drawDetail();
      this.#drawList();
    } else if (tick && !this.#list.contains(document.activeElement)) {
      // Typing and a press of a key are not disturbed by the passing of time; what others did comes with it.
      void this.load();
    }
  }

  #choose(filter) {
    this.#filter = filter;
    history.replaceState(null, "", `${location.pathname}?filter=${filter}${location.hash}`);
    this.#page = null;
    this.#drawList();
    void this.load();
  }

  #drawList() {
    const counts = this.#page?.counts;
    const held = this.#tabs.contains(document.activeElement) ? document.activeElement.dataset.filter : null;
    this.#tabs.replaceChildren(
      ...FILTERS.map((filter) =>
        h(
          "button",
          { class: "button complaint-filter", type: "button", "aria-pressed": String(filter === this.#filter), data: { filter }, on: { click: () => this.#choose(filter) } },
          h("span", { text: t(`filter-${filter}`) }),
          counts?.[filter] ? h("span", { class: `count ${filter}`, text: String(counts[filter]) }) : null,
        ),
      ),
    );
    if (held) {
      this.#tabs.querySelector(`[data-filter="${held}"]`)?.focus();
    }
    if (this.#error) {
      const again = h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => void this.load() } });
      this.#list.replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("offline"), h("span", { text: this.#error.text }), again));
      return;
    }
    if (!this.#page) {
      this.#list.replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
      return;
    }
    const { rows, next } = this.#page;
    const empty = h("div", { class: "empty" }, icon("check"), h("p", { class: "soft", text: t(this.#find ? "complaints-none-found" : `none-${this.#filter}`) }));
    const more = next ? h("button", { class: "button", type: "button", text: t("complaints-more"), on: { click: ({ currentTarget }) => void this.#more(currentTarget) } }) : null;
    this.#list.replaceChildren(
      ...[this.#drawNotes(), rows.length === 0 ? empty : h("ul", { class: "complaint-rows" }, rows.map((row) => this.#row(row))), more].filter(Boolean),
    );
  }

  async #more(button) {
    button.disabled = true;
    try {
      const page = await readComplaints({ filter: this.#filter, find: this.#find, after: this.#page.next });
      this.#page = { ...page, rows: [...this.#page.rows, ...page.rows] };
    } catch (error) {
      this.#error = error;
    }
    this.#drawList();
  }

  /** Papers to late offices that wait for a word. */
  #drawNotes() {
    if (this.#notes.length === 0) {
      return null;
    }
    const own = new Set(this.#desk.session.offices);
    const notes = this.#notes.toSorted((one, other) => Number(own.has(other.office)) - Number(own.has(one.office)));
    return h(
      "details",
      { class: "complaint-notes", open: notes.some(({ office: unit }) => own.has(unit)) },
      h("summary", {}, icon("attention"), h("span", { text: t("notes-open", { count: notes.length }) })),
      h(
        "ul",
        {},
        notes.map((note) =>
          h(
            "li",
            {},
            h("div", {}, h("a", { href: `#${note.complaint}`, text: `${note.label} ${note.customer}` }), h("p", { class: "small soft", text: t(`note-${note.kind}`, { duty: t(`duty-${note.duty}`), office: note.office ? office(note.office) : t("office-none"), time: moment(note.due_at, this.#desk.now()) }) })),
            this.#desk.may("complaints:write") ? h("button", { class: "button", type: "button", on: { click: () => openNoteAnswer(note, this.#hands) } }, h("span", { text: t("note-answer") })) : null,
          ),
        ),
      ),
    );
  }

  #row(row) {
    const { id, data } = row;
    const here = location.hash === `#${id}`;
    const where = [data.product, data.office ? office(data.office) : data.owners.map(({ name }) => name).join(" / ")].filter(Boolean).join(" · ");
    return h(
      "li",
      {},
      h(
        "a",
        { class: "complaint-row", href: `#${id}`, "aria-current": here ? "true" : null, data: { label: data.label } },
        h("span", { class: "complaint-line" }, h("span", { class: "complaint-who" }, h("strong", { text: data.customer }), h("span", { class: "figures soft", text: data.label })), stagePill(data.stage)),
        h("span", { class: "complaint-words", text: data.words }),
        h("span", { class: "complaint-line small" }, h("span", { class: "soft", text: where }), data.proposal ? h("span", { class: "mark-wait" }, icon("shield"), h("span", { text: t("waits-for-approval") })) : dueMark(row, this.#desk.now())),
      ),
    );
  }

  #drawDetail() {
    if (this.#open?.error) {
      const missing = this.#open.error.status === 404;
      this.#detail.replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("attention"), h("span", { text: missing ? t("complaint-unknown") : this.#open.error.text })));
    } else if (this.#open) {
      this.#detail.replaceChildren(detail(this.#open, this.#hands));
    } else if (location.hash.length > 1) {
      this.#detail.replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
    } else {
      this.#detail.replaceChildren(h("div", { class: "empty" }, icon("all"), h("p", { class: "soft", text: t("complaint-choose") })));
    }
  }
}
