/** Complaints by what is due next, and the open one beside them. `#ID` is the open complaint, `?filter=` which are listed. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { Beside } from "/assets/desk/beside.js";
import { toast } from "/assets/desk/toast.js";
import { held } from "/assets/desk/view.js";
import { openNoteAnswer } from "./actions.js";
import { readComplaint, readComplaints, readNotes } from "./api.js";
import { detail } from "./detail.js";
import { openTakeDown } from "./take_down.js";
import { dueMark, office, stagePill } from "./words.js";

export const texts = ["complaints", "offices", "take_down"];
export const styles = ["/assets/complaints/complaints.css", "/assets/complaints/take_down.css"];

const FILTERS = ["open", "late", "waiting", "closed"];
const FIND_AFTER_MS = 250;

/** Opens the complaints in `desk`. */
export function open(desk) {
  return new Complaints(desk);
}

class Complaints extends Beside {
  #filter = "open";
  #find = "";
  #timer = null;
  #tabs = h("div", { class: "complaint-filters", role: "group" });

  constructor(desk) {
    const words = { search: "complaints-search", add: "complaints-add", unknown: "complaint-unknown", choose: "complaint-choose" };
    super(desk, { whole: "complaints", part: "complaint", words, picture: "all", add: desk.may("complaints:write") ? takeDown : null });
    const wanted = new URLSearchParams(location.search).get("filter");
    this.#filter = FILTERS.includes(wanted) ? wanted : "open";
    this.search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#find = this.search.value.trim();
        void this.load();
      }, FIND_AFTER_MS);
    });
    this.begin(this.#tabs);
  }

  async fetch() {
    const [page, notes] = await Promise.all([readComplaints({ filter: this.#filter, find: this.#find }), readNotes()]);
    return { ...page, notes };
  }

  one(id) {
    return readComplaint(id);
  }

  detail(found) {
    return detail(found, this.hands);
  }

  render(news) {
    if (news.language) {
      this.#tabs.setAttribute("aria-label", t("complaints-filter"));
    }
    super.render(news);
  }

  #choose(filter) {
    this.#filter = filter;
    history.replaceState(null, "", `${location.pathname}?filter=${filter}${location.hash}`);
    this.data = null;
    this.drawList();
    void this.load();
  }

  drawList() {
    const counts = this.data?.counts;
    const focused = this.#tabs.contains(document.activeElement) ? document.activeElement.dataset.filter : null;
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
    if (focused) {
      this.#tabs.querySelector(`[data-filter="${focused}"]`)?.focus();
    }
    super.drawList();
  }

  rows({ rows, next, notes }) {
    const empty = h("div", { class: "empty" }, icon("check"), h("p", { class: "soft", text: t(this.#find ? "complaints-none-found" : `none-${this.#filter}`) }));
    const more = next ? h("button", { class: "button", type: "button", text: t("complaints-more"), on: { click: ({ currentTarget }) => void this.#more(currentTarget) } }) : null;
    return [this.#drawNotes(notes), rows.length === 0 ? empty : h("ul", { class: "complaint-rows" }, rows.map((row) => this.#row(row))), more];
  }

  async #more(button) {
    await held(button, async () => {
      const page = await readComplaints({ filter: this.#filter, find: this.#find, after: this.data.next });
      this.data = { ...this.data, ...page, rows: [...this.data.rows, ...page.rows], next: page.next };
      this.grown = true;
    });
    this.drawList();
  }

  /** Papers to late offices that wait for a word. */
  #drawNotes(waiting) {
    if (waiting.length === 0) {
      return null;
    }
    const own = new Set(this.desk.session.offices);
    const notes = waiting.toSorted((one, other) => Number(own.has(other.office)) - Number(own.has(one.office)));
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
            h("div", {}, h("a", { href: `#${note.complaint}`, text: `${note.label} ${note.customer}` }), h("p", { class: "small soft", text: t(`note-${note.kind}`, { duty: t(`duty-${note.duty}`), office: note.office ? office(note.office) : t("office-none"), time: moment(note.due_at, this.desk.now()) }) })),
            this.desk.may("complaints:write") ? h("button", { class: "button", type: "button", on: { click: () => openNoteAnswer(note, this.hands) } }, h("span", { text: t("note-answer") })) : null,
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
        h("span", { class: "complaint-line small" }, h("span", { class: "soft", text: where }), data.proposal ? h("span", { class: "mark-wait" }, icon("shield"), h("span", { text: t("waits-for-approval") })) : dueMark(row, this.desk.now())),
      ),
    );
  }
}

function takeDown({ desk, changed }) {
  const taken = async ({ id, data }) => {
    toast(t("taken-down", { label: data.label }));
    await changed(id);
  };
  openTakeDown({ desk, taken });
}
