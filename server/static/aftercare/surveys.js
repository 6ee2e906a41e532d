/** Customers to ask: who is next, the phone number, the grades. The whole of it goes by keyboard. */
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { clockTime, moment } from "/assets/shared/times.js";
import { noteCall, readCustomer, readSurveys, undoCall } from "./api.js";
import { openComplaint, openGiveUp } from "./dialogs.js";
import { QUESTIONS, choicesOf, fullOf, question } from "./grades.js";
import { button, failed, loading, nothing } from "./state.js";

export class Surveys {
  #desk;
  #list = null;
  #open = null;
  /** The call that is under way: its id, and what was sent under it. Something else is another call. */
  #call = { id: newId(), outcome: null };
  #complaint = null;
  #busy = false;
  #head = h("div", { class: "care-head" });
  #rows = h("div", { class: "care-rows" });
  #card = h("div", { class: "panel care-card" });

  constructor({ desk }) {
    this.#desk = desk;
    this.element = h("div", { class: "care" }, this.#head, h("div", { class: "care-split" }, this.#rows, this.#card));
    this.element.addEventListener("keydown", (event) => this.#keys(event));
    this.#rows.append(loading());
  }

  /** Reads the list again; goes on with the customer that was open, or the first. */
  async load(next = null) {
    try {
      this.#list = await readSurveys();
    } catch (error) {
      this.#rows.replaceChildren(failed(error, () => void this.load()));
      return;
    }
    const { rows } = this.#list;
    const kept = this.#open && rows.some(({ visit }) => visit === this.#open.visit) ? this.#open.visit : null;
    const wanted = next ?? kept;
    this.#select(rows.find(({ visit }) => visit === wanted) ?? rows[0] ?? null);
  }

  close() {}

  render({ language }) {
    if (language && this.#list) {
      this.#draw();
    }
  }

  #select(row) {
    this.#open = row;
    this.#call = { id: newId(), outcome: null };
    this.#complaint = null;
    this.#draw();
  }

  #draw() {
    this.#drawHead();
    this.#drawRows();
    this.#drawCard();
  }

  #drawHead() {
    const { today, to_ask: open } = this.#list;
    const done = today.answered + today.given_up;
    const bar = h("progress", { max: Math.max(1, done + open), value: done, "aria-label": t("survey-progress-label") });
    this.#head.replaceChildren(h("p", { class: "care-progress" }, h("strong", { text: t("survey-progress", { done, all: done + open }) }), h("span", { class: "soft small", text: t("survey-today", { answered: today.answered, missed: today.not_reached, up: today.given_up }) })), bar);
  }

  #drawRows() {
    const { rows, calls, asks } = this.#list;
    const here = (visit) => (visit === this.#open?.visit ? "true" : null);
    const now = this.#desk.now();
    const entries = rows.map((row) =>
      h(
        "li",
        {},
        h(
          "button",
          { class: "care-row", type: "button", "aria-current": here(row.visit), data: { visit: row.visit }, on: { click: () => this.#select(row) } },
          h("span", { class: "care-line" }, h("strong", { text: row.customer.name }), row.tries.length ? h("span", { class: "pill", data: { state: "finished" } }, icon("phone"), h("span", { text: t("survey-tries", { count: row.tries.length }) })) : null),
          h("span", { class: "care-line small soft" }, h("span", { text: `${row.number} · ${row.technician_name}` }), h("span", { text: row.done_at ? moment(row.done_at, now) : "" })),
        ),
      ),
    );
    const empty = nothing(t(asks ? "survey-none" : "survey-not-asked-here"));
    const past = calls.map((call) =>
      h(
        "li",
        { class: "care-done" },
        h("span", {}, h("strong", { text: call.customer }), h("span", { class: "small soft", text: `${clockTime(call.at)} · ${t(`survey-outcome-${call.outcome}`)}${call.note ? ` · ${call.note}` : ""}` })),
        call.outcome === "answered" ? button("swap", t("survey-correct"), () => void this.#correct(call), "quiet") : button("back", t("survey-undo"), () => void this.#undo(call), "quiet"),
      ),
    );
    const done = past.length ? h("details", { class: "care-past" }, h("summary", { text: t("survey-calls-today", { count: past.length }) }), h("ul", {}, past)) : null;
    this.#rows.replaceChildren(rows.length ? h("ul", { class: "care-list", "aria-label": t("survey-list") }, entries) : empty, ...(done ? [done] : []));
    this.#rows.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  #drawCard() {
    const row = this.#open;
    this.#card.hidden = !row;
    if (!row) {
      return;
    }
    const { customer, answer } = row;
    const choices = choicesOf(row.scale, this.#list.grades);
    const facts = [
      [t("survey-work"), [row.product, row.model, row.serial].filter(Boolean).join(" · ")],
      [t("survey-fault"), row.fault],
      [t("survey-technician"), `${row.technician_name}${row.done_at ? ` · ${moment(row.done_at, this.#desk.now())}` : ""}`],
      [t("survey-address"), customer.address],
    ];
    const form = h(
      "form",
      { class: "care-form", on: { submit: (event) => (event.preventDefault(), void this.#save(form, row)) } },
      QUESTIONS.map((name) => question(name, choices, answer?.grades[name])),
      h("div", { class: "care-two" }, h("label", { class: "field" }, h("span", { class: "label", text: t("survey-reasons") }), h("span", { class: "hint", text: t("survey-reasons-hint") }), h("textarea", { class: "input", name: "reasons", rows: 2, maxlength: 1900 })),
      h("label", { class: "field" }, h("span", { class: "label", text: t("survey-suggestion") }), h("span", { class: "hint", text: t("survey-suggestion-hint") }), h("textarea", { class: "input", name: "suggestion", rows: 2, maxlength: 1900 }))),
      h("div", { class: "notice danger", role: "alert", hidden: true }),
      h("div", { class: "care-acts" }, h("button", { class: "button primary", type: "submit" }, icon("check"), h("span", { text: t("survey-save") })), this.#desk.may("complaints:write") ? button("attention", t(this.#complaint ? "survey-complaint-taken" : "survey-complaint"), () => openComplaint(row, this.#desk, (id) => ((this.#complaint = id), toast(t("survey-complaint-done"))))) : null),
    );
    form.elements.reasons.value = answer?.reasons ?? "";
    form.elements.suggestion.value = answer?.suggestion ?? "";
    const tries = row.tries.map((each) => h("li", { class: "small", text: t("survey-try", { at: moment(each.at, this.#desk.now()), name: each.by_name, note: each.note }) }));
    this.#card.replaceChildren(
      h("div", { class: "care-top" }, h("div", {}, h("h2", { text: customer.name }), h("p", { class: "soft", text: [customer.contact, row.number].filter(Boolean).join(" · ") })), h("a", { class: "care-phone figures", href: `tel:${customer.phone.replace(/[^0-9+]/gu, "")}`, text: customer.phone })),
      h("dl", { class: "care-facts" }, facts.filter(([, text]) => text).map(([name, text]) => h("div", {}, h("dt", { text: name }), h("dd", { text })))),
      tries.length ? h("ul", { class: "care-tries", "aria-label": t("survey-tries", { count: tries.length }) }, tries) : "",
      choices.length ? form : h("div", { class: "notice warning", text: t("survey-no-scale") }),
      answer ? "" : h("div", { class: "care-acts" }, button("offline", t("survey-not-reached"), () => void this.#missed(row)), button("cancelled", t("survey-give-up"), () => openGiveUp(row, this.#list.tries_needed, (body, fail) => this.#note(row, body, fail)))),
      h("p", { class: "hint small", text: t("survey-keys") }),
    );
  }

  /** Alt with an arrow goes to another customer, Alt with N notes that nobody was there. */
  #keys(event) {
    const { rows } = this.#list ?? { rows: [] };
    const place = rows.findIndex(({ visit }) => visit === this.#open?.visit);
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp") && rows.length) {
      event.preventDefault();
      const next = rows[Math.min(rows.length - 1, Math.max(0, place + (event.key === "ArrowDown" ? 1 : -1)))];
      this.#select(next);
      this.#focus();
    } else if (event.altKey && event.code === "KeyN" && this.#open && !this.#open.answer) {
      event.preventDefault();
      void this.#missed(this.#open);
    } else if (event.key === "Enter" && event.target.type === "radio") {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  }

  #focus() {
    (this.#card.querySelector("input[type=radio]") ?? this.#rows.querySelector("button"))?.focus();
  }

  async #save(form, row) {
    const given = QUESTIONS.map((name) => [name, form.elements[name]?.value]).filter(([, value]) => value !== undefined && value !== "");
    const grades = Object.fromEntries(given.map(([name, value]) => [name, Number(value)]));
    const reasons = form.elements.reasons.value.trim();
    const less = grades.overall !== undefined && grades.overall !== fullOf(row.scale);
    const wrong = given.length === 0 ? "survey-grade-missing" : less && !reasons ? "survey-reasons-missing" : null;
    const error = form.querySelector("[role=alert]");
    error.hidden = !wrong;
    if (wrong) {
      error.textContent = t(wrong);
      (less ? form.elements.reasons : form.querySelector("input")).focus();
      return;
    }
    await this.#note(row, { outcome: "answered", grades, reasons, suggestion: form.elements.suggestion.value.trim() }, (failure) => {
      error.hidden = false;
      error.textContent = failure.text;
    });
  }

  #missed(row) {
    return this.#note(row, { outcome: "not_reached" });
  }

  /** Notes a call and goes on with the next customer. */
  async #note(row, body, fail = (error) => toast(error.text, "danger")) {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    const { rows } = this.#list;
    const place = rows.findIndex(({ visit }) => visit === row.visit);
    const next = (rows[place + 1] ?? rows[place - 1])?.visit ?? null;
    if (this.#call.outcome !== null && this.#call.outcome !== body.outcome) {
      this.#call.id = newId();
    }
    this.#call.outcome = body.outcome;
    const call = { id: this.#call.id, visit: row.visit };
    try {
      await noteCall(row.visit, { id: call.id, complaint: this.#complaint, ...body });
      const way = body.outcome === "answered" ? { text: t("survey-correct"), run: () => this.#correct(call) } : { text: t("survey-undo"), run: () => this.#undo(call) };
      toast(t(`survey-noted-${body.outcome}`, { name: row.customer.name }), "good", way);
      await this.load(next);
      this.#focus();
    } catch (error) {
      if (typeof error.text !== "string") {
        throw error;
      }
      fail(error);
    } finally {
      this.#busy = false;
    }
  }

  async #undo({ visit, id }) {
    try {
      await undoCall(visit, id);
      await this.load(visit);
    } catch (error) {
      toast(error.text, "danger");
    }
  }

  async #correct({ visit }) {
    try {
      this.#select(await readCustomer(visit));
      this.#focus();
    } catch (error) {
      toast(error.text, "danger");
    }
  }
}
