/** A section of the settings. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";

/**
 * A section with a list that is read when it is shown: `read()` answers the rows, `draw(rows)` their elements; while it loads, fails or is
 * empty it says so. Without `add` nothing is added here.
 */
export class Section {
  #read;
  #draw;
  #name;
  #rows = null;
  #error = null;
  #body = h("div", { class: "settings-body" });
  #title = h("h2");
  #lead = h("p", { class: "soft" });
  #add = h("button", { class: "button primary", type: "button" });

  constructor({ name, read, draw, add }) {
    this.#name = name;
    this.#read = read;
    this.#draw = draw;
    this.#add.addEventListener("click", () => add());
    this.#add.hidden = !add;
    this.element = h("section", { class: "settings-section", "data-test": name }, h("div", { class: "settings-head" }, h("div", {}, this.#title, this.#lead), this.#add), this.#body);
    void this.load();
  }

  /** Reads the rows again. */
  async load() {
    try {
      this.#rows = await this.#read();
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.render({ language: true });
  }

  render({ language, tick }) {
    if (!language && !tick) {
      return;
    }
    this.#title.textContent = t(`${this.#name}-title`);
    this.#lead.textContent = t(`${this.#name}-lead`);
    this.#add.replaceChildren(icon("plus"), h("span", { text: t(`${this.#name}-add`) }));
    // Typing and a press of a key are not disturbed by the passing of time.
    if (tick && this.#body.contains(document.activeElement)) {
      return;
    }
    this.#body.replaceChildren(this.#contents());
  }

  #contents() {
    if (this.#error) {
      const again = h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => void this.load() } });
      return h("div", { class: "notice danger", role: "alert" }, icon("offline"), h("span", { text: this.#error.text }), again);
    }
    if (!this.#rows) {
      return h("p", { role: "status" }, h("span", { class: "spinner" }));
    }
    return this.#rows.length > 0 ? this.#draw(this.#rows) : h("p", { class: "soft", text: t(`${this.#name}-none`) });
  }
}
