/** A page of a list, and beside it what is chosen of it. Which one is in the address, as `#ID`; on a narrow screen one hides the other. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { keepFocus } from "/assets/desk/focus.js";

/**
 * Such a page. A page of its own says what `fetch()` reads for the list, what `rows(data)` draws of it, what `one(id)` reads of the chosen
 * one, and what `detail(found)` draws of that; it calls {@link Beside.begin} when it is made.
 */
export class Beside {
  desk;
  /** What dialogs get: the desk, and `changed(id)` to be called when something was changed. */
  hands;
  /** What the list was drawn from; `null` until it was read. */
  data = null;
  /** More than the first page is there: it is read again only when somebody asks. */
  grown = false;
  search = h("input", { class: "input", type: "search", autocomplete: "off", maxlength: 100 });
  #classes;
  #words;
  #picture;
  #list;
  #detail;
  #add;
  #error = null;
  #open = null;
  #shown = null;
  #asked = 0;
  #listed = 0;
  #follow = () => this.#go();

  /**
   * `whole` is the class of the page and `part` what those of its parts begin with; `words` names the texts `search`, `add`, `unknown` and
   * `choose`; `picture` stands where nothing is chosen; `add` is called to make a new one, or `null` for who may not.
   */
  constructor(desk, { whole, part, words, picture, add }) {
    this.desk = desk;
    this.hands = { desk, changed: (id) => this.#changed(id) };
    this.#classes = { whole, part };
    this.#words = words;
    this.#picture = picture;
    this.#list = h("div", { class: `${part}-list` });
    this.#detail = h("div", { class: `${part}-detail`, tabindex: -1 });
    this.#add = add && h("button", { class: "button primary", type: "button", data: { test: "add" }, on: { click: () => add(this.hands) } });
  }

  /** Shows the page, with `between` above the list, and reads what it shows. */
  begin(between = null) {
    const { whole, part } = this.#classes;
    const head = h("div", { class: `${part}-head` }, this.search, this.#add);
    this.element = h("div", { class: whole }, h("div", { class: `${part}-side` }, head, between, this.#list), this.#detail);
    this.desk.root.replaceChildren(this.element);
    addEventListener("hashchange", this.#follow);
    void this.load();
    void this.select();
  }

  /** Reads the list again; an older answer never takes the place of a newer one. */
  async load() {
    const turn = ++this.#listed;
    let [data, failed] = [this.data, null];
    try {
      data = await this.fetch();
    } catch (error) {
      failed = error;
    }
    if (turn === this.#listed) {
      [this.data, this.#error, this.grown] = [data, failed, false];
      this.drawList();
    }
  }

  /** Goes where the address leads: the focus goes to what was chosen, or back to its row. */
  #go() {
    const left = this.#shown;
    void this.select();
    if (location.hash.length > 1) {
      this.#detail.focus({ preventScroll: true });
      if (this.#list.offsetParent === null) {
        scrollTo({ top: 0 });
      }
    } else if (left) {
      this.#list.querySelector(`a[href="#${CSS.escape(left)}"]`)?.focus();
    }
  }

  /** Shows the one that the address names. */
  async select() {
    const id = location.hash.slice(1);
    const asked = ++this.#asked;
    this.element.classList.toggle("has-open", id !== "");
    if (this.#shown !== id) {
      [this.#open, this.#shown] = [null, id];
      this.#drawDetail();
    }
    this.drawList();
    if (id === "") {
      return;
    }
    let found;
    try {
      found = await this.one(id);
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
      this.search.placeholder = t(this.#words.search);
      this.search.setAttribute("aria-label", t(this.#words.search));
      this.#add?.replaceChildren(icon("plus"), h("span", { text: t(this.#words.add) }));
      this.#drawDetail();
      this.drawList();
    } else if (tick && !this.grown && !this.#list.contains(document.activeElement)) {
      // Typing and a press of a key are not disturbed by the passing of time; what others did comes with it.
      void this.load();
    }
  }

  close() {
    removeEventListener("hashchange", this.#follow);
  }

  /** Draws the list as it was read. */
  drawList() {
    keepFocus(this.#list, () => this.#drawRows(), this.search);
    if (location.hash.length < 2) {
      this.#drawDetail();
    }
  }

  #drawRows() {
    if (this.#error) {
      const again = h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => void this.load() } });
      this.#list.replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("offline"), h("span", { text: this.#error.text }), again));
    } else if (this.data === null) {
      this.#list.replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
    } else {
      this.#list.replaceChildren(...this.rows(this.data).filter(Boolean));
    }
  }

  #drawDetail() {
    keepFocus(this.#detail, () => this.#fillDetail());
  }

  #fillDetail() {
    if (this.#open?.error) {
      const missing = this.#open.error.status === 404;
      this.#detail.replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("attention"), h("span", { text: missing ? t(this.#words.unknown) : this.#open.error.text })));
    } else if (this.#open) {
      this.#detail.replaceChildren(this.detail(this.#open));
    } else if (location.hash.length > 1) {
      this.#detail.replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
    } else {
      // Where the list is empty, the list says so.
      const empty = h("div", { class: "empty" }, icon(this.#picture), h("p", { class: "soft", text: t(this.#words.choose) }));
      this.#detail.replaceChildren(...(this.#list.querySelector("a") ? [empty] : []));
    }
  }
}
