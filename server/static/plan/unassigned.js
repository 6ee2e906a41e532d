/** Call-outs that nobody was sent to: left-overs of earlier days first. Each can be dragged to somebody, or chosen with Enter. */
import { t } from "/assets/shared/i18n.js";
import { h, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { openSend } from "/assets/dispatch/send.js";
import { readRegister } from "/assets/register/api.js";
import { withLoad } from "/assets/visit/dialogs/assign.js";
import { inputValue } from "./days.js";

/** The strip above the timeline. */
export class Unassigned {
  #page;
  #rows = [];
  #more = false;
  #title = h("h3", { class: "plan-strip-title" });
  #list = h("div", { class: "plan-strip-list", role: "list" });
  #error = h("p", { class: "small", role: "alert" });

  constructor(page) {
    this.#page = page;
    this.element = h("section", { class: "plan-strip", hidden: true }, this.#title, this.#list, this.#error);
    void this.load();
  }

  /** Reads the register again. */
  async load() {
    try {
      const { rows, next } = await readRegister({ state: "registered", limit: 100 });
      this.#rows = rows;
      this.#more = next !== undefined;
      setText(this.#error, "");
    } catch (error) {
      setText(this.#error, error.text);
    }
    this.draw();
  }

  /** Draws what was read. */
  draw() {
    this.element.hidden = this.#rows.length === 0 && this.#error.textContent === "";
    setText(this.#title, t("plan-unassigned", { count: this.#rows.length, more: this.#more ? "yes" : "no" }));
    const focused = document.activeElement?.dataset?.callOut;
    this.#list.replaceChildren(...this.#rows.map((row) => this.#chip(row)));
    if (focused) {
      this.#list.querySelector(`[data-call-out="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  #chip(row) {
    const { id, number, customer, fault, urgency, received_at: at, left_over: leftOver } = row;
    const may = this.#page.desk.may("dispatch:write");
    const chip = h(
      "button",
      { class: leftOver ? "plan-visit plan-call-out is-left-over" : "plan-visit plan-call-out", type: "button", title: `${number}\n${customer.address}\n${fault}`, data: { callOut: id }, on: { click: () => may && !chip.dataset.dragged && this.send(id) } },
      h("span", { class: "plan-visit-top" }, h("span", { class: "plan-time", text: moment(at, this.#page.board.now()) }), urgency === "urgent" ? h("span", { class: "urgent" }, icon("urgent"), h("span", { text: t("urgency-urgent") })) : null),
      h("strong", { class: "plan-customer", text: customer.name }),
      h("span", { class: "plan-customer", text: leftOver ? t("plan-left-over") : fault }),
    );
    return h("div", { role: "listitem" }, chip);
  }

  /** Asks whom to send for the call-out `id`, and when; `to` is what it was dragged to. */
  send(id, { technician, at } = {}) {
    const row = this.#rows.find((each) => each.id === id);
    if (!row) {
      return;
    }
    const { number, customer, fault, work, asset } = row;
    const callOut = { id, number, lead: t("move-lead", { customer: customer.name, fault }), work, product: asset.product };
    const given = { technician, at: at === undefined ? "" : inputValue(at) };
    void openSend(callOut, given, { name: (each) => withLoad(this.#page, each), sent: () => void this.load() });
  }
}
