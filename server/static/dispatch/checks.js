/** What a technician is to check on a visit, as far as the desk wants it otherwise than the organisation's templates say. */
import { language, localised, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { toast } from "/assets/desk/toast.js";
import { readChecks } from "./api.js";

/** The checklist editor: what the organisation's templates ask for, and lines of one's own. */
export class Checks {
  #rows = h("ul", { class: "check-rows" });
  // Named from the start: the templates may come late, or not at all.
  #from = h("summary", { text: t("checks-title") });
  #own = 0;
  #touched = false;
  #asked = 0;

  constructor() {
    const touch = () => (this.#touched = true);
    const add = h("button", { class: "button", type: "button", on: { click: () => this.#add({ label: null, required: true }).focus() } }, icon("plus"), h("span", { text: t("checks-add") }));
    this.element = h("div", { class: "checks-editor" }, h("p", { class: "label", text: t("checks-title") }), h("p", { class: "hint small soft", text: t("checks-hint") }), h("details", {}, this.#from, this.#rows), add);
    for (const event of ["input", "click"]) {
      this.#rows.addEventListener(event, (change) => (event === "input" || change.target.closest("button")) && touch());
    }
    add.addEventListener("click", touch);
  }

  /** Offers what the templates ask for that fit `work` and `product`; lines of one's own stay. */
  async offer(work, product) {
    const asked = ++this.#asked;
    let planned;
    try {
      planned = await readChecks(work, product);
    } catch (error) {
      toast(error.text, "danger");
      return;
    }
    if (asked !== this.#asked) {
      return; // Work or product changed again meanwhile.
    }
    for (const row of [...this.#rows.children].filter((each) => each.dataset.offered)) {
      row.remove();
    }
    for (const check of planned.checks.reverse()) {
      this.#add({ ...check, first: true });
    }
    const names = planned.templates.map(({ name }) => localised(name)).join(" · ");
    this.#from.textContent = t("checks-from", { count: planned.checks.length, names });
  }

  /** The checklist as the interface takes it, without empty lines; `undefined` if nobody changed what the templates say. */
  list() {
    if (!this.#touched) {
      return undefined;
    }
    return [...this.#rows.children]
      .map((row) => {
        const text = row.querySelector("input.input").value.trim();
        const offered = row.dataset.offered ? JSON.parse(row.dataset.offered) : null;
        // An offered check that was reworded is no longer what the other languages say.
        const label = offered && localised(offered) === text ? offered : { [language()]: text };
        return { key: row.dataset.key, required: row.querySelector("[type=checkbox]").checked, stage: row.dataset.stage, label, text };
      })
      .filter(({ text }) => text !== "")
      .map(({ key, required, stage, label }) => ({ key, required, stage, label }));
  }

  #add({ key, label, required, stage = "work", first }) {
    this.#own += key ? 0 : 1;
    const text = h("input", { class: "input", type: "text", maxlength: 200, autocomplete: "off", "aria-label": t("checks-text") });
    text.value = label ? localised(label) : "";
    const must = h("input", { type: "checkbox" });
    must.checked = required;
    const row = h("li", { class: "check-row", data: { key: key ?? `own-${this.#own}`, stage } }, text, h("label", { class: "choice" }, must, h("span", { text: t("checks-required") })), h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("checks-remove"), on: { click: () => row.remove() } }, icon("close")));
    if (label) {
      row.dataset.offered = JSON.stringify(label);
    }
    this.#rows[first ? "prepend" : "append"](row);
    return text;
  }
}
