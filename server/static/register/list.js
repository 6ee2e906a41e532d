/** The list: choices and search above it, left-overs before everything else, page by page. */
import { t } from "/assets/shared/i18n.js";
import { h, setAttribute, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { clockTime, day, sameDay } from "/assets/shared/times.js";
import { toast } from "/assets/desk/toast.js";
import { readRegister, restore } from "./api.js";
import { openSend } from "/assets/dispatch/send.js";
import { openWithdraw } from "./dialogs.js";
import { failed } from "./failed.js";

/** What can be chosen, and the states it stands for. What is finished comes with the newest first. */
const CHOICES = {
  open: { state: "registered,dispatched" },
  registered: { state: "registered" },
  dispatched: { state: "dispatched" },
  cleared: { state: "cleared", order: "newest" },
  withdrawn: { state: "withdrawn", order: "newest" },
  all: { order: "newest" },
};
const SEARCH_AFTER_MS = 250;
/** The pill of each state, in the colours of visits. */
const PILLS = { registered: ["finished", "clock"], dispatched: ["working", "working"], cleared: ["signed", "signed"], withdrawn: ["cancelled", "cancelled"] };

export class RegisterList {
  #page;
  #choices = new Map();
  #asked = { choice: "open", text: "", from: "", to: "" };
  #data = null;
  #error = null;
  #turn = 0;
  #timer = null;
  #found = null;
  #undo = h("div", { class: "undo notice good", role: "status", hidden: true });
  #rows = h("div", { class: "entries" });
  #inputs = {};

  constructor(page) {
    this.#page = page;
    this.#remember();
    const strip = h("div", { class: "choices", role: "group", l10n: "register-choices" });
    for (const choice of Object.keys(CHOICES)) {
      const button = h("button", { class: "choice-button", type: "button", data: { choice }, on: { click: () => this.#ask({ choice }) } }, h("span", { l10n: `register-choice-${choice}` }), h("span", { class: "choice-count" }));
      this.#choices.set(choice, button);
      strip.append(button);
    }
    this.#inputs.text = h("input", { class: "input", id: "register-search", type: "search", autocomplete: "off", spellcheck: "false", maxlength: 100, l10n: "register-search", on: { input: (event) => this.#later({ text: event.target.value }) } });
    for (const side of ["from", "to"]) {
      this.#inputs[side] = h("input", { class: "input", type: "date", on: { change: (event) => this.#ask({ [side]: event.target.value }) } });
    }
    this.element = h(
      "section",
      { class: "register-list" },
      h("h2", { class: "visually-hidden", l10n: "register-list" }),
      strip,
      h(
        "div",
        { class: "tools" },
        h("label", { class: "search" }, icon("search"), h("span", { class: "visually-hidden", l10n: "register-search-label" }), this.#inputs.text),
        h("label", { class: "day-side" }, h("span", { class: "small soft", l10n: "register-from" }), this.#inputs.from),
        h("label", { class: "day-side" }, h("span", { class: "small soft", l10n: "register-to" }), this.#inputs.to),
      ),
      this.#undo,
      this.#rows,
    );
    void this.load();
  }

  search() {
    this.#inputs.text.focus();
    this.#inputs.text.select();
  }

  /** Shows the entry with this number, whatever its state. */
  show(number) {
    this.#ask({ choice: "all", text: number, from: "", to: "" });
  }

  close() {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  /** Reads the list from its beginning. `quiet` leaves what is shown if nothing comes. */
  async load({ quiet = false, found = null } = {}) {
    const turn = ++this.#turn;
    this.#found = found ?? this.#found;
    try {
      // As many as are shown, so that a tick does not fold what was unfolded.
      let data = await readRegister(this.#query());
      const shown = quiet ? (this.#data?.rows.length ?? 0) : 0;
      while (data.next && data.rows.length < shown) {
        const more = await readRegister({ ...this.#query(), after: data.next });
        data = { ...more, rows: [...data.rows, ...more.rows] };
      }
      this.#take(turn, data);
    } catch (error) {
      if (turn === this.#turn && !(quiet && this.#data)) {
        [this.#data, this.#error] = [null, error];
        this.render();
      }
    }
  }

  render() {
    for (const [choice, button] of this.#choices) {
      setAttribute(button, "aria-pressed", String(this.#asked.choice === choice));
      const { registered, dispatched } = this.#data?.counts ?? {};
      const count = { open: registered + dispatched, registered, dispatched }[choice];
      setText(button.querySelector(".choice-count"), Number.isFinite(count) ? String(count) : "");
    }
    for (const [name, input] of Object.entries(this.#inputs)) {
      if (input.value !== this.#asked[name] && document.activeElement !== input) {
        input.value = this.#asked[name];
      }
    }
    const held = document.activeElement?.closest("[data-held]")?.dataset.held;
    this.#rows.replaceChildren(...this.#contents());
    if (held) {
      this.#rows.querySelector(`[data-held="${CSS.escape(held)}"]`)?.focus();
    }
  }

  #contents() {
    if (this.#error) {
      return [failed(this.#error, () => void this.load())];
    }
    if (!this.#data) {
      return [h("div", { class: "empty is-loading", role: "status", "aria-label": t("register-loading") }, [1, 2, 3].map(() => h("div", { class: "skeleton" })))];
    }
    const { rows, next } = this.#data;
    if (rows.length === 0) {
      const searched = this.#asked.text || this.#asked.from || this.#asked.to;
      return [h("div", { class: "empty" }, icon(searched ? "search" : "check"), h("p", { text: t(searched ? "register-nothing-found" : "register-nothing") }))];
    }
    const left = rows.filter((row) => row.left_over);
    const rest = rows.filter((row) => !row.left_over);
    const part = (id, entries, kind) => h("section", { class: `part ${kind}` }, h("h3", { class: "part-title" }, kind === "is-left" ? icon("attention") : null, h("span", { text: t(id) })), h("ul", { class: "entry-rows" }, entries.map((row) => this.#row(row))));
    return [
      left.length ? part("register-left-overs", left, "is-left") : null,
      rest.length ? part(CHOICES[this.#asked.choice].order === "newest" ? "register-newest" : "register-by-arrival", rest, "") : null,
      next ? h("button", { class: "button more", type: "button", data: { held: "more" }, text: t("register-more"), on: { click: () => void this.#more() } }) : null,
    ].filter(Boolean);
  }

  #send(row) {
    const callOut = { id: row.id, number: row.number, lead: [row.customer.name, row.asset.model, row.fault].join(" · "), work: row.work, product: row.asset.product };
    return openSend(callOut, {}, { sent: () => void this.#page.refresh(row.id) });
  }

  #row(row) {
    const { customer, asset, visit, withdrawn } = row;
    const [colour, picture] = PILLS[row.state];
    const product = [asset.product, asset.model, asset.serial].filter(Boolean).join(" · ");
    const why = withdrawn ? t("register-withdrawn-by", { name: withdrawn.by, reason: withdrawn.reason }) : row.waits_for ? t(`register-waits-${row.waits_for}`) : "";
    const urgent = row.urgency === "urgent" ? h("span", { class: "urgent" }, icon("urgent"), h("span", { text: t("urgency-urgent") })) : null;
    return h(
      "li",
      { class: `entry${row.id === this.#found ? " is-found" : ""}`, data: { id: row.id, state: row.state } },
      h("div", { class: "entry-when" }, sameDay(row.received_at, this.#page.desk.now()) ? null : h("span", { class: "time", text: day(row.received_at) }), h("span", { class: "time", text: clockTime(row.received_at) }), h("span", { class: "figures small soft", text: row.number }), row.imported ? h("span", { class: "small soft", text: t("register-imported") }) : null),
      h("div", { class: "entry-who" }, h("p", { class: "first" }, h("span", { text: customer.name })), h("p", { class: "second", text: [customer.phone, customer.contact].filter(Boolean).join(" · ") }), h("p", { class: "second", text: customer.address })),
      h("div", { class: "entry-what" }, h("p", { class: "first" }, urgent, h("span", { text: row.fault })), h("p", { class: "second", text: product }), h("p", { class: "second", text: `${t(`work-${row.work}`)} · ${t(`service_type-${row.service_type}`)}` })),
      h("div", { class: "entry-state" }, h("span", { class: "pill", data: { state: colour } }, icon(picture), h("span", { text: t(`register-state-${row.state}`) })), why ? h("p", { class: "second", text: why }) : null, visit?.technician_name ? h("p", { class: "second" }, h("a", { href: `/visits/${encodeURIComponent(visit.id)}`, text: visit.technician_name, data: { held: `visit-${row.id}` } })) : null),
      h("div", { class: "entry-actions" }, this.#actions(row)),
    );
  }

  #actions(row) {
    const { desk } = this.#page;
    const button = (name, kind, act) => h("button", { class: `button ${kind}`, type: "button", data: { held: `${name}-${row.id}`, act: name }, "aria-label": t(`register-${name}-label`, { number: row.number }), text: t(`register-${name}`), on: { click: act } });
    return [
      row.state === "registered" && desk.may("dispatch:write") ? button("dispatch", "primary", () => void this.#send(row)) : null,
      row.state === "registered" && desk.may("call_outs:write") ? button("withdraw", "quiet", () => openWithdraw(this.#page, row, () => this.#offerUndo(row))) : null,
      row.state === "withdrawn" && desk.may("call_outs:write") ? button("restore", "", () => void this.#restore(row)) : null,
    ];
  }

  #offerUndo(row) {
    const undo = h("button", { class: "button", type: "button", text: t("register-undo"), on: { click: () => void this.#restore(row) } });
    this.#undo.replaceChildren(icon("check"), h("span", { text: t("register-withdrawn-done", { number: row.number }) }), undo);
    this.#undo.hidden = false;
    undo.focus();
  }

  async #restore(row) {
    try {
      await restore(row.id);
      this.#undo.hidden = true;
      toast(t("register-restored", { number: row.number }));
    } catch (error) {
      toast(error.text, "danger");
    }
    await this.load({ found: row.id });
  }

  #query() {
    const { choice, text, from, to } = this.#asked;
    return { ...CHOICES[choice], text: text.trim(), from, to };
  }

  #take(turn, data) {
    if (turn !== this.#turn) {
      return;
    }
    const same = JSON.stringify(data) === JSON.stringify(this.#data) && !this.#error;
    [this.#data, this.#error] = [data, null];
    if (!same || this.#found) {
      this.render();
    }
    this.#rows.querySelector(".is-found")?.scrollIntoView({ block: "nearest" });
  }

  async #more() {
    const turn = ++this.#turn;
    try {
      const more = await readRegister({ ...this.#query(), after: this.#data.next });
      this.#take(turn, { ...more, rows: [...this.#data.rows, ...more.rows] });
    } catch (error) {
      toast(error.text, "danger");
    }
  }

  #later(change) {
    Object.assign(this.#asked, change);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask({}), SEARCH_AFTER_MS);
  }

  #ask(change) {
    clearTimeout(this.#timer);
    Object.assign(this.#asked, change);
    this.#found = null;
    const { choice, ...rest } = this.#asked;
    const query = new URLSearchParams(Object.entries({ show: choice === "open" ? "" : choice, ...rest }).filter(([, value]) => value));
    history.replaceState(null, "", query.size ? `${location.pathname}?${query}` : location.pathname);
    this.render();
    void this.load();
  }

  // What the address says.
  #remember() {
    const query = new URLSearchParams(location.search);
    const choice = query.get("show");
    this.#asked = { choice: choice in CHOICES ? choice : "open", text: query.get("text") ?? "", from: query.get("from") ?? "", to: query.get("to") ?? "" };
  }
}
