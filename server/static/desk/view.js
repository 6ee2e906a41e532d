/** What the views of a page have in common: what is loaded is shown, what fails can be tried again, tables are alike. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { keepFocus } from "/assets/desk/focus.js";
import { toast } from "/assets/desk/toast.js";

/** A part of the page that shows what it has loaded. */
export class View {
  element = h("section", { class: "view" });
  data = null;
  /** More than the first page is there: it is read again only when somebody asks. */
  grown = false;
  #failed = null;
  #turn = 0;

  constructor(page) {
    this.page = page;
    this.desk = page.desk;
  }

  /** Loads with `work` and draws; an older answer never takes the place of a newer one. */
  async load(work = () => this.fetch()) {
    const turn = ++this.#turn;
    if (this.data === null) {
      this.element.replaceChildren(h("div", { class: "empty is-loading", "aria-busy": "true" }, [1, 2, 3].map(() => h("div", { class: "skeleton" }))));
    }
    try {
      const data = await work();
      if (turn === this.#turn) {
        [this.data, this.#failed, this.grown] = [data, null, false];
        this.draw();
      }
    } catch (error) {
      if (typeof error.text !== "string") {
        throw error;
      }
      if (turn === this.#turn) {
        this.#failed = error;
        this.draw();
      }
    }
  }

  /** A button for the page behind what is there, if there is one: `ask(next)` answers it, and its rows, those named `rows`, are put behind. */
  more(rows, ask) {
    const { next } = this.data;
    return next ? action(t("more"), (button) => this.#read(button, rows, () => ask(next)), { data: { keep: "more" } }) : null;
  }

  async #read(button, rows, ask) {
    const turn = this.#turn;
    const read = await held(button, async () => {
      const page = await ask();
      if (turn === this.#turn) {
        this.data = { ...this.data, [rows]: [...this.data[rows], ...page[rows]], next: page.next };
        this.grown = true;
      }
    });
    if (read) {
      this.draw();
    }
  }

  /** Draws what is there. */
  draw() {
    const failed = this.#failed && h("div", { class: "notice danger", role: "alert" }, icon("attention"), h("span", { text: this.#failed.text }), h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => void this.load() } }));
    const active = this.element.contains(document.activeElement) ? document.activeElement : null;
    // What is being typed while something else is drawn anew stays.
    const typed = active instanceof HTMLInputElement && active.type !== "checkbox" && active.value !== active.defaultValue ? active.value : null;
    keepFocus(this.element, () => this.element.replaceChildren(...[failed, ...(this.data === null ? [] : this.contents())].flat().filter(Boolean)));
    if (typed !== null && active !== document.activeElement && this.element.contains(document.activeElement)) {
      document.activeElement.value = typed;
    }
  }

  render({ language }) {
    if (language) {
      this.draw();
    }
  }

  close() {}
}

/** Runs `work` with `button` held; tells what went wrong. Answers whether it went well. */
export async function held(button, work) {
  button.disabled = true;
  try {
    await work();
    return true;
  } catch (error) {
    if (typeof error.text !== "string") {
      throw error;
    }
    toast(error.text, "danger");
    return false;
  } finally {
    button.disabled = false;
  }
}

/** A button that does `work`. */
export function action(text, work, { kind = "", picture = null, ...props } = {}) {
  return h("button", { class: `button ${kind}`, type: "button", ...props, on: { click: (event) => void work(event.currentTarget) } }, picture ? icon(picture) : null, h("span", { text }));
}

/** A table: `columns` are {text, cell(row), kind}; on a small screen each row is a card whose cells name themselves. */
export function table({ caption, columns, rows, row = () => ({}), empty }) {
  if (rows.length === 0) {
    return h("div", { class: "empty" }, icon("check"), h("p", { class: "soft", text: empty }));
  }
  const shown = columns.filter(Boolean);
  const cell = (column, entry) => h("td", { class: column.kind ?? null, data: { label: column.text } }, h("div", {}, [column.cell(entry)].flat(2)));
  return h(
    "div",
    { class: "table-frame" },
    h(
      "table",
      { class: "table" },
      h("caption", { class: "visually-hidden", text: caption }),
      h("thead", {}, h("tr", {}, shown.map((column) => h("th", { scope: "col", class: column.kind ?? null, text: column.text })))),
      h("tbody", {}, rows.map((entry) => h("tr", row(entry), shown.map((column) => cell(column, entry))))),
    ),
  );
}

/** Text with a line of small text below it. */
export function two(text, below) {
  return [h("span", { class: "first", text }), below ? h("span", { class: "small soft second", text: below }) : null];
}

/** A choice among `options` ({value, text}). */
export function choice(label, value, options, changed) {
  const select = h("select", { class: "input", on: { change: (event) => changed(event.currentTarget.value) } }, options.map((option) => h("option", { value: option.value, text: option.text })));
  select.value = value;
  return h("label", { class: "narrow" }, h("span", { class: "visually-hidden", text: label }), select);
}

/** Money in **fen**, as yuan. */
export function yuan(fen) {
  return fen === undefined || fen === null ? "" : (fen / 100).toFixed(2);
}
