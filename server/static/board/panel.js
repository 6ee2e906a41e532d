/**
 * The panel with one visit: loads it when the address names it, loads it again when the board tells of news, and changes only the
 * sections whose content changed.
 */
import { t } from "/assets/shared/i18n.js";
import { h, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { readVisit } from "/assets/visit/api.js";
import { openVisitId } from "./route.js";
import { SECTIONS } from "/assets/visit/sections.js";

/** The panel beside the list, or over it on a small screen. */
export class DetailPanel {
  #page;
  #panel = document.getElementById("detail");
  #title = h("h2", { class: "detail-title", tabindex: "-1" });
  #close = h("a", { class: "button quiet icon-only detail-close", href: "#" }, icon("close"));
  #whole = h("a", { class: "button quiet", href: "/board" }, icon("arrow"), h("span", { l10n: "visit-whole" }));
  #body = h("div", { class: "detail-body" });
  #id = null;
  #view = null;
  #error = null;
  #loading = null;
  #shown = new Map();
  #openedHere = false;

  constructor(page) {
    this.#page = page;
    this.#panel.append(h("div", { class: "detail-top" }, this.#close, this.#title, this.#whole), this.#body);
    this.#close.addEventListener("click", (event) => {
      event.preventDefault();
      this.#leave();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#id && !event.target.closest("dialog, input, select, [popover]")) {
        this.#leave();
      }
    });
    window.addEventListener("hashchange", () => {
      this.#openedHere = true;
      if (page.desk.session) {
        this.#follow();
      }
    });
  }

  render({ fresh = new Set(), language, tick }) {
    this.#follow();
    if (this.#id && fresh.has(this.#id)) {
      void this.#load();
    } else if (language || tick) {
      this.#draw();
    }
  }

  #follow() {
    const id = openVisitId();
    if (id === this.#id) {
      return;
    }
    const left = this.#id;
    this.#id = id;
    this.#view = null;
    this.#error = null;
    this.#shown.clear();
    this.#body.replaceChildren();
    this.#panel.hidden = id === null;
    document.getElementById("board").classList.toggle("has-detail", id !== null);
    if (id === null) {
      document.querySelector(`.visit[href="#visit=${CSS.escape(left)}"]`)?.focus({ preventScroll: true });
      return;
    }
    this.#panel.scrollTop = 0;
    void this.#load();
    this.#title.focus({ preventScroll: true });
  }

  async #load() {
    const id = this.#id;
    const loading = (this.#loading = {});
    this.#error = null;
    this.#draw();
    try {
      const view = await readVisit(id);
      if (this.#loading === loading && this.#id === id) {
        this.#view = view;
      }
    } catch (error) {
      if (this.#loading === loading && this.#id === id) {
        this.#error = error;
      }
    }
    if (this.#loading === loading) {
      this.#loading = null;
      this.#draw();
    }
  }

  #draw() {
    if (!this.#id) {
      return;
    }
    const view = this.#view;
    this.#close.setAttribute("aria-label", t("action-close"));
    this.#whole.href = `/visits/${encodeURIComponent(this.#id)}`;
    setText(this.#whole.querySelector("span"), t("visit-whole"));
    this.#title.textContent = view ? view.number : (this.#page.board.visits.get(this.#id)?.number ?? t("visit"));
    const context = { page: this.#page, view, now: this.#page.board.now() };
    if (!view) {
      this.#shown.clear();
      this.#body.replaceChildren(this.#error ? this.#failure() : h("p", { class: "detail-loading", role: "status" }, h("span", { class: "spinner" }), h("span", { text: t("visit-loading") })));
      return;
    }
    if (this.#shown.size === 0) {
      this.#body.replaceChildren();
    }
    for (const [name, section] of Object.entries(SECTIONS)) {
      this.#drawSection(name, section, context);
    }
    const old = this.#body.querySelector(":scope > .detail-stale");
    old?.remove();
    if (this.#error) {
      this.#body.prepend(h("div", { class: "notice warning detail-stale", role: "status" }, icon("offline"), h("span", { text: this.#error.text }), this.#again()));
    }
  }

  #drawSection(name, { content, draw }, context) {
    const mark = `${document.documentElement.lang} ${JSON.stringify(content(context))}`;
    const known = this.#shown.get(name);
    if (known?.mark === mark) {
      return;
    }
    const element = h("div", { class: `section section-${name}` }, draw(context));
    if (known) {
      known.element.replaceWith(element);
      if (known.language === document.documentElement.lang) {
        element.classList.add("is-fresh");
        setTimeout(() => element.classList.remove("is-fresh"), 3_000);
      }
    } else {
      this.#body.append(element);
    }
    this.#shown.set(name, { mark, element, language: document.documentElement.lang });
  }

  #failure() {
    const gone = this.#error.status === 404;
    return h(
      "div",
      { class: "empty", role: "alert" },
      icon(gone ? "search" : "offline"),
      h("h3", { text: gone ? t("visit-gone") : t("visit-error") }),
      h("p", { class: "soft", text: this.#error.text }),
      gone ? h("a", { class: "button primary", href: "#", text: t("visit-back-to-board") }) : this.#again(),
    );
  }

  #again() {
    return h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => this.#load() } });
  }

  // Back, if the list is what lies behind; a visit that was opened by its link has nothing behind it.
  #leave() {
    if (this.#openedHere) {
      history.back();
      this.#openedHere = false;
    } else {
      location.hash = "";
    }
  }
}
