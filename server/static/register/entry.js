/**
 * The form for a call that is taken by phone: the number first, which tells who calls; then what is wrong; Enter saves. Calls that are
 * open already are hinted at beside it and stop nobody.
 */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { newId } from "/assets/desk/ids.js";
import { enter, lookUp } from "./api.js";
import { failed } from "./failed.js";

const LOOK_UP_AFTER_MS = 200;
const LONGEST = 400;
const WORK = ["repair", "installation", "inspection", "return_visit", "internal"];
const SERVICE_TYPES = ["C", "B", "A", "D"];
/** What a look-up fills, by its place in what is known. */
const FILLED = { customer_name: ["customer", "name"], address: ["customer", "address"], phone: ["customer", "phone"], contact: ["customer", "contact"], product: ["asset", "product"], model: ["asset", "model"], serial: ["asset", "serial"], plate: ["asset", "plate"] };
/** Where something is looked up while it is typed. */
const ASKING = ["phone", "customer_name", "serial"];

export class EntryForm {
  #page;
  #needs = null;
  #form = null;
  #known = h("div", { class: "known", id: "register-known" });
  #cover = h("div", { class: "cover", role: "status" });
  #open = h("div", { class: "open-calls", role: "status" });
  #error = h("div", { class: "notice danger", role: "alert", hidden: true });
  #offered = [];
  #chosen = null;
  /** The id of what is being entered: sending it again after a lost answer enters nothing twice. */
  #entry = null;
  /** What each field got from a customer or product that was taken. */
  #filled = new Map();
  #timer = null;
  #turn = 0;
  #busy = false;

  constructor(page) {
    this.#page = page;
    this.element = h("section", { class: "register-entry", id: "register-entry", "aria-labelledby": "register-entry-title" });
    void this.#prepare();
  }

  /** Shows the form and waits for the phone number. */
  begin() {
    this.element.classList.add("is-open");
    const phone = this.#form?.elements.phone;
    phone?.focus();
    phone?.scrollIntoView({ block: "center" });
  }

  /** Draws the form anew, with what was typed. */
  render() {
    if (!this.#needs) {
      return;
    }
    const typed = this.#form ? Object.fromEntries(new FormData(this.#form)) : {};
    this.#form = this.#draw();
    for (const [name, value] of Object.entries(typed)) {
      this.#form.elements[name].value = value;
    }
    const hide = h("button", { class: "button quiet icon-only entry-hide", type: "button", "aria-label": t("action-close"), on: { click: () => this.element.classList.remove("is-open") } }, icon("close"));
    this.element.replaceChildren(h("div", { class: "entry-top" }, h("h2", { id: "register-entry-title", text: t("register-entry") }), hide), this.#form);
    this.#drawKnown();
    this.#drawOpen(this.#calls);
    this.#drawCover();
  }

  #calls = [];

  async #prepare() {
    try {
      this.#needs = (await lookUp("")).needs;
      this.render();
    } catch (error) {
      this.element.replaceChildren(failed(error, () => void this.#prepare()));
    }
  }

  #draw() {
    const needs = (name) => this.#needs.includes(name);
    const text = (id, name, more = {}) => field(id, name, { required: needs(name), maxlength: LONGEST, ...more });
    const choices = (id, values) => values.map((value) => ({ value, text: t(`${id}-${value}`) }));
    const row = (...fields) => h("div", { class: "form-row" }, fields);
    const form = h(
      "form",
      { class: "entry-form", novalidate: false },
      text("register-phone", "phone", { type: "tel", "aria-describedby": "register-phone-hint", hint: null }),
      h("p", { class: "small soft", id: "register-phone-hint", text: t("register-phone-hint") }),
      this.#known,
      this.#open,
      row(text("register-customer", "customer_name"), text("register-contact", "contact")),
      text("register-address", "address"),
      row(text("register-product", "product"), text("register-model", "model")),
      row(text("register-serial", "serial"), text("register-plate", "plate")),
      this.#cover,
      field("register-fault", "fault", { required: true, lines: 2, maxlength: 1900 }),
      row(field("register-work", "work", { required: true, options: choices("work", WORK) }), field("register-urgency", "urgency", { required: true, options: choices("urgency", ["general", "urgent"]) })),
      field("register-service-type", "service_type", { required: true, options: [{ value: "", text: t("choose") }, ...choices("service_type", SERVICE_TYPES)] }),
      this.#error,
      h("div", { class: "entry-foot" }, h("button", { class: "button quiet", type: "button", text: t("register-clear"), on: { click: () => this.#clear() } }), h("button", { class: "button primary", id: "register-save", text: t("register-save") })),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save();
    });
    form.addEventListener("input", ({ target }) => {
      if (ASKING.includes(target.name)) {
        this.#later(target.name);
      }
    });
    form.elements.work.addEventListener("change", () => void this.#ask(this.#chosen ? "phone" : "serial"));
    form.elements.fault.addEventListener("keydown", (event) => {
      // Enter saves from here too; Shift with it makes a new line. Not while a Chinese word is being composed.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    form.elements.phone.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && form.elements.customer_name.value === "") {
        // The number alone is no entry: it takes who was found first.
        event.preventDefault();
        void this.#takeFirst();
      } else if (event.key === "ArrowDown" && this.#offered.length) {
        event.preventDefault();
        this.#known.querySelector("button")?.focus();
      }
    });
    this.#known.onkeydown = (event) => {
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      if (step) {
        event.preventDefault();
        (event.target.closest("li")?.[step]?.querySelector("button") ?? (event.key === "ArrowUp" ? form.elements.phone : null))?.focus();
      } else if (event.key === "Escape") {
        form.elements.phone.focus();
      }
    };
    return form;
  }

  #later(name) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(name), LOOK_UP_AFTER_MS);
  }

  /** Looks up what stands in the field `name`; open calls are told of phone and serial both. */
  async #ask(name) {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const { elements } = this.#form;
    const text = elements[name].value.trim();
    const work = elements.work.value;
    const others = ["phone", "serial"].filter((other) => other !== name).map((other) => elements[other].value.trim());
    try {
      const [found, ...more] = await Promise.all([text, ...others].map((each) => (each ? lookUp(each, work) : { known: [], open: [] })));
      if (turn !== this.#turn) {
        return;
      }
      const calls = new Map([found, ...more].flatMap(({ open }) => open).map((call) => [call.id, call]));
      this.#calls = [...calls.values()];
      this.#offered = found.known;
      const serial = elements.serial.value.trim().toUpperCase();
      const same = [found, ...more].flatMap(({ known }) => known).find(({ asset }) => serial && asset.serial.trim().toUpperCase() === serial);
      this.#chosen = same ?? null;
      this.#drawKnown();
      this.#drawOpen(this.#calls);
      this.#drawCover();
    } catch {
      // Without an answer the form is filled by hand; saving says what is wrong.
      this.#offered = [];
      this.#drawKnown();
    }
  }

  async #takeFirst() {
    await this.#ask("phone");
    if (this.#offered.length) {
      this.#take(this.#offered[0]);
    } else {
      this.#form.elements.customer_name.focus();
    }
  }

  /** Fills the form with a customer and product that are known; what was typed as phone stays unless more is known. */
  #take(caller) {
    const { elements } = this.#form;
    for (const [name, [part, key]] of Object.entries(FILLED)) {
      const value = caller[part][key] ?? "";
      // What was typed by hand stays where nothing is known; what came with another customer or product does not.
      const typed = elements[name].value !== this.#filled.get(name) && name !== "serial" && name !== "plate";
      if (value || !typed) {
        elements[name].value = value;
      }
      this.#filled.set(name, value);
    }
    this.#chosen = caller;
    if (caller.cover?.service_type) {
      elements.service_type.value = caller.cover.service_type;
    }
    this.#offered = [];
    this.#drawKnown();
    this.#drawCover();
    const empty = this.#needs.map((name) => elements[name]).find((input) => input && input.value === "");
    (empty ?? elements.fault).focus();
    void this.#ask("serial");
  }

  #drawKnown() {
    const offers = this.#offered.filter((caller) => caller !== this.#chosen);
    this.#known.replaceChildren(
      ...(offers.length === 0
        ? []
        : [
            h("p", { class: "small soft", text: t("register-known", { count: offers.length }) }),
            h(
              "ul",
              { class: "known-rows" },
              offers.map((caller) =>
                h("li", {}, h("button", { class: "known-row", type: "button", on: { click: () => this.#take(caller) } }, h("span", { class: "first", text: [caller.customer.name, caller.customer.contact].filter(Boolean).join(" · ") }), h("span", { class: "second", text: [caller.customer.phone, caller.customer.address].filter(Boolean).join(" · ") }), h("span", { class: "second", text: [caller.asset.product, caller.asset.model, caller.asset.serial].filter(Boolean).join(" · ") }))),
              ),
            ),
          ]),
    );
  }

  #drawCover() {
    const cover = this.#chosen?.cover;
    const line = (kind, { from, to, runs }, number = "") => h("p", { class: `cover-line ${runs ? "is-running" : "is-over"}` }, icon(runs ? "shield" : "clock"), h("span", { text: t(`register-${kind}-${runs ? "runs" : "over"}`, { from, to, number }) }));
    this.#cover.replaceChildren(
      ...(cover
        ? [
            cover.warranty ? line("warranty", cover.warranty) : h("p", { class: "cover-line soft" }, icon("none"), h("span", { text: t("register-warranty-unknown") })),
            cover.contract ? line("contract", cover.contract, cover.contract_number) : null,
            cover.service_type ? h("p", { class: "cover-line" }, icon("arrow"), h("span", { text: t("register-proposed", { type: t(`service_type-${cover.service_type}`) }) })) : null,
          ].filter(Boolean)
        : []),
    );
  }

  #drawOpen(calls) {
    this.#open.replaceChildren(
      ...(calls.length === 0
        ? []
        : [
            h(
              "div",
              { class: "notice warning open-call-list" },
              icon("copy"),
              h(
                "div",
                {},
                h("p", { class: "first", text: t("register-open-calls", { count: calls.length }) }),
                calls.map((call) => h("p", {}, h("button", { class: "link", type: "button", text: call.number, on: { click: () => this.#page.show(call.number) } }), h("span", { text: ` ${t(`register-same-${call.same}`)} · ${moment(call.received_at, this.#page.desk.now())} · ${t(`register-state-${call.state}`)} · ${call.customer_name} · ${call.fault}` }))),
              ),
            ),
          ]),
    );
  }

  async #save() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    this.#fail(null);
    const button = this.#form.querySelector("#register-save");
    button.disabled = true;
    const value = (name) => this.#form.elements[name].value.trim();
    const plate = value("plate");
    try {
      this.#entry ??= newId();
      const { id, number } = await enter({
        id: this.#entry,
        fault: value("fault"),
        service_type: value("service_type"),
        work: value("work"),
        urgency: value("urgency"),
        customer: { name: value("customer_name"), address: value("address"), phone: value("phone"), contact: value("contact") },
        asset: { product: value("product"), model: value("model"), serial: value("serial"), ...(plate ? { plate } : {}) },
      });
      toast(t("register-saved", { number }));
      this.#clear();
      await this.#page.refresh(id);
    } catch (error) {
      if (typeof error.text !== "string") {
        throw error;
      }
      this.#fail(error.text);
      if (error.code === "conflict") {
        // What was sent before did arrive, and says something else: it is in the list, and this is another entry.
        this.#entry = null;
        void this.#page.refresh();
      }
    } finally {
      this.#busy = false;
      button.disabled = false;
    }
  }

  #clear() {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#form.reset();
    [this.#offered, this.#calls, this.#chosen] = [[], [], null];
    this.#filled.clear();
    this.#entry = null;
    this.#fail(null);
    this.#drawKnown();
    this.#drawOpen([]);
    this.#drawCover();
    this.#form.elements.phone.focus();
  }

  #fail(text) {
    this.#error.hidden = text === null;
    this.#error.replaceChildren(...(text === null ? [] : [icon("attention"), h("span", { text })]));
  }
}
