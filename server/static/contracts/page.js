/** Contracts: what is covered until when, whom to tell of the end, maintenance plans and their next days. `#ID` is the open contract. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { readContract, readContracts } from "./api.js";
import { detail } from "./detail.js";
import { openNewContract } from "./dialogs.js";
import { dayAt, dayText, daysBetween } from "./days.js";
import { statePill } from "./pill.js";

export const texts = ["contracts", "dispatch"];
export const styles = ["/assets/contracts/contracts.css"];

/** Opens the contracts in `desk`. */
export function open(desk) {
  const page = new Contracts(desk);
  const follow = () => void page.select();
  addEventListener("hashchange", follow);
  return { render: (news) => page.render(news), close: () => removeEventListener("hashchange", follow) };
}

class Contracts {
  #desk;
  #list = h("div", { class: "contracts-list" });
  #detail = h("div", { class: "contracts-detail", tabindex: -1 });
  #search = h("input", { class: "input", type: "search", autocomplete: "off" });
  #add = h("button", { class: "button primary", type: "button", on: { click: () => openNewContract(this.#hands) } });
  #rows = null;
  #open = null;
  #error = null;
  #asked = 0;
  #hands;

  constructor(desk) {
    this.#desk = desk;
    this.#hands = { desk, changed: (id) => void this.#changed(id) };
    this.#search.addEventListener("input", () => this.#drawList());
    const head = h("div", { class: "contracts-head" }, this.#search, desk.may("contracts:write") ? this.#add : null);
    this.element = h("div", { class: "contracts" }, h("div", { class: "contracts-side" }, head, this.#list), this.#detail);
    desk.root.replaceChildren(this.element);
    void this.load();
    void this.select();
  }

  /** Reads the list again. */
  async load() {
    try {
      this.#rows = await readContracts();
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    this.#drawList();
  }

  /** Shows the contract that the address names. */
  async select() {
    const id = location.hash.slice(1);
    const asked = ++this.#asked;
    this.element.classList.toggle("has-open", id !== "");
    this.#open = null;
    this.#drawDetail();
    this.#drawList();
    if (id === "") {
      return;
    }
    try {
      const found = await readContract(id);
      if (asked === this.#asked) {
        this.#open = found;
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.#open = { error };
      }
    }
    if (asked === this.#asked) {
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
      this.#search.placeholder = t("contracts-search");
      this.#search.setAttribute("aria-label", t("contracts-search"));
      this.#add.replaceChildren(icon("plus"), h("span", { text: t("contracts-add") }));
      this.#drawDetail();
    }
    // Typing and a press of a key are not disturbed by the passing of time.
    if (language || (tick && !this.#list.contains(document.activeElement))) {
      this.#drawList();
    }
  }

  #drawList() {
    if (this.#error) {
      const again = h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => void this.load() } });
      this.#list.replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("offline"), h("span", { text: this.#error.text }), again));
      return;
    }
    if (!this.#rows) {
      this.#list.replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
      return;
    }
    const wanted = this.#search.value.trim().toLowerCase();
    const has = ({ number, details }) => [number, details.customer.name, ...details.assets.map(({ serial }) => serial)].some((text) => text.toLowerCase().includes(wanted));
    // Whom to tell comes first, what is over last; between them by the end.
    const weight = ({ to_tell, state }) => (to_tell ? 0 : state === "over" ? 2 : 1);
    const rows = this.#rows.filter(has).sort((one, other) => weight(one) - weight(other));
    const today = dayAt(this.#desk.now());
    const empty = h("p", { class: "soft", text: t(wanted ? "contracts-none-found" : "contracts-none") });
    this.#list.replaceChildren(rows.length === 0 ? empty : h("ul", { class: "contract-rows" }, rows.map((row) => contractRow(row, today))));
  }

  #drawDetail() {
    if (this.#open?.error) {
      const missing = this.#open.error.status === 404;
      this.#detail.replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("attention"), h("span", { text: missing ? t("contract-unknown") : this.#open.error.text })));
    } else if (this.#open) {
      this.#detail.replaceChildren(detail(this.#open, this.#hands));
    } else if (location.hash.length > 1) {
      this.#detail.replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
    } else {
      this.#detail.replaceChildren(h("div", { class: "empty" }, icon("finished"), h("p", { class: "soft", text: t("contract-choose") })));
    }
  }
}

function contractRow(row, today) {
  const { id, number, details, ends_on: end } = row;
  const here = location.hash === `#${id}`;
  return h(
    "li",
    {},
    h(
      "a",
      { class: "contract-row", href: `#${id}`, "aria-current": here ? "true" : null },
      h("span", { class: "contract-line" }, h("strong", { text: details.customer.name }), statePill(row)),
      h("span", { class: "contract-line small soft" }, h("span", { text: `${number} · ${t("contract-assets", { count: details.assets.length })}` }), h("span", { text: end ? endText(row, today) : "" })),
    ),
  );
}

function endText({ state, ends_on: end }, today) {
  const left = daysBetween(today, end);
  return state === "over" || left < 0 ? t("contract-ended-on", { day: dayText(end) }) : t("contract-ends-on", { day: dayText(end), count: left });
}
