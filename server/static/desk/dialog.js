/**
 * A dialog: title, contents, and a foot with its actions. Escape and the cross close it; if something was typed, it asks first.
 * It is taken out of the page when it closes, and the focus goes back to where it was, also if that was drawn anew meanwhile.
 */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { elementAt, placeOf } from "/assets/desk/focus.js";

/** What every dialog of the board shares. */
export class Dialog {
  #dirty = false;
  #error = h("div", { class: "notice danger", role: "alert", hidden: true });
  #busy = false;

  /** Opens it: `submit(form)` does what the primary action says and may throw; `kind` colours that action. */
  constructor({ title, lead, contents, submitText, submit, kind = "primary", wide = false }) {
    const opener = document.activeElement === document.body ? null : placeOf(document.activeElement);
    this.form = h("form", { class: "dialog-form" });
    this.body = h("div", { class: "dialog-body" }, lead ? h("p", { class: "soft", text: lead }) : null, contents);
    this.foot = h("div", { class: "dialog-foot" });
    const cross = h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("action-close") }, icon("close"));
    const heading = h("h2", { text: title });
    this.form.append(h("div", { class: "dialog-top" }, heading, cross), this.body, this.#error, this.foot);
    this.element = h("dialog", { class: wide ? "dialog is-wide" : "dialog", "aria-label": title }, this.form);
    cross.addEventListener("click", () => this.#ask());
    this.element.addEventListener("cancel", (event) => {
      if (this.#dirty || this.#busy) {
        event.preventDefault();
        this.#ask();
      }
    });
    this.element.addEventListener("close", () => {
      this.element.remove();
      if (opener && document.activeElement === document.body) {
        elementAt(opener)?.focus({ preventScroll: true });
      }
    });
    this.form.addEventListener("input", () => (this.#dirty = true));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (submit) {
        void this.run(() => submit(this));
      }
    });
    this.#actions = submit
      ? [h("button", { class: "button", type: "button", text: t("dialog-cancel"), on: { click: () => this.#ask() } }), h("button", { class: `button ${kind}`, text: submitText })]
      : [h("button", { class: "button primary", type: "button", text: t("action-close"), on: { click: () => this.close() } })];
    this.foot.append(...this.#actions);
    document.body.append(this.element);
    this.element.showModal();
    (this.form.querySelector("[autofocus]") ?? this.body.querySelector("input, select, textarea") ?? heading).focus();
  }

  #actions;

  /** The value of field `name`, without spaces around it. */
  value(name) {
    return this.form.elements[name].value.trim();
  }

  /** Runs `work` with the buttons held; an error is shown in the dialog. Answers whether it went well. */
  async run(work) {
    if (this.#busy) {
      return false;
    }
    this.#hold(true);
    this.fail(null);
    try {
      await work();
      return true;
    } catch (error) {
      if (typeof error.text !== "string") {
        throw error;
      }
      this.fail(error.text);
      return false;
    } finally {
      this.#hold(false);
    }
  }

  /** Shows what went wrong, or takes it away. */
  fail(text) {
    this.#error.hidden = text === null;
    this.#error.replaceChildren(...(text === null ? [] : [icon("attention"), h("span", { text })]));
    if (text !== null) {
      this.#error.scrollIntoView({ block: "nearest" });
    }
  }

  /** Shows other contents with only a way out. */
  settle(...contents) {
    this.#dirty = false;
    this.body.replaceChildren(...contents);
    this.fail(null);
    this.foot.replaceChildren(h("button", { class: "button primary", type: "button", text: t("action-close"), on: { click: () => this.close() } }));
  }

  /** Says that what was typed is kept elsewhere now. */
  saved() {
    this.#dirty = false;
  }

  close() {
    this.element.close();
  }

  #hold(busy) {
    this.#busy = busy;
    for (const button of this.form.querySelectorAll("button")) {
      button.disabled = busy;
    }
    this.element.setAttribute("aria-busy", String(busy));
  }

  #ask() {
    if (this.#busy) {
      return;
    }
    if (!this.#dirty) {
      this.close();
      return;
    }
    const back = h("button", { class: "button", type: "button", text: t("dialog-keep"), on: { click: () => this.foot.replaceChildren(...this.#actions) } });
    const discard = h("button", { class: "button danger", type: "button", text: t("action-discard"), on: { click: () => this.close() } });
    this.foot.replaceChildren(h("span", { class: "dialog-question", role: "alert", text: t("dialog-discard-question") }), discard, back);
    back.focus();
  }
}

/** A labelled field; `props` are those of the input. `options` ({value, text}) make it a choice, `lines` a text of several lines. */
export function field(id, name, { options, lines, hint, ...props }) {
  const shared = { class: "input", name, ...props };
  const input = options ? h("select", shared, options.map(({ value, text }) => h("option", { value, text }))) : lines ? h("textarea", { rows: lines, ...shared }) : h("input", { type: "text", autocomplete: "off", ...shared });
  return h("label", { class: `field field-${name}` }, h("span", { class: "label" }, t(id), props.required ? null : h("span", { class: "hint", text: ` ${t("field-optional")}` })), hint ? h("span", { class: "hint", text: hint }) : null, input);
}
