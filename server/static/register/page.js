/**
 * The call-out register: who asked for what, left-overs of earlier days first, and a form to enter a call while the customer is
 * on the phone. What is looked at stands in the address, so that it can be opened again.
 */
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { EntryForm } from "./entry.js";
import { openImport } from "./import.js";
import { RegisterList } from "./list.js";

export const texts = ["register", "dispatch"];
export const styles = ["/assets/register/register.css"];

/** Opens the register in `desk`. */
export function open(desk) {
  return new Page(desk);
}

class Page {
  desk;
  #list;
  #entry = null;
  #stage;

  constructor(desk) {
    this.desk = desk;
    this.#list = new RegisterList(this);
    this.#stage = h("div", { class: "register" }, this.#list.element);
    desk.root.replaceChildren(this.#stage);
    if (desk.may("call_outs:write")) {
      this.#entry = new EntryForm(this);
      this.#stage.append(this.#entry.element);
      desk.actions.replaceChildren(
        h("button", { class: "button", id: "register-import", type: "button", on: { click: () => openImport(this) } }, h("span", { l10n: "register-import" })),
        h("button", { class: "button primary", id: "register-new", type: "button", on: { click: () => this.#entry.begin() } }, icon("plus"), h("span", { l10n: "register-new" })),
      );
    }
    document.addEventListener("keydown", this.#keys);
    // Other pages lead here with a call on the line.
    if (location.hash === "#new") {
      this.#entry?.begin();
    }
  }

  /** Reads the list again; `found` is an entry to be pointed at. */
  refresh(found = null) {
    return this.#list.load({ found });
  }

  /** Shows the entry with this number. */
  show(number) {
    this.#list.show(number);
  }

  render({ language, tick }) {
    if (language) {
      this.#entry?.render();
      this.#list.render();
    }
    if (tick) {
      void this.#list.load({ quiet: true });
    }
  }

  close() {
    document.removeEventListener("keydown", this.#keys);
    this.#list.close();
  }

  // N begins an entry, / goes to the search.
  #keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) {
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      this.#list.search();
    } else if (event.key.toLowerCase() === "n" && this.#entry) {
      event.preventDefault();
      this.#entry.begin();
    }
  };
}
