/**
 * Registers a call-out and sends a technician. Two requests: the call-out gets its number first, then the visit is made. If the
 * second fails, the call-out stays registered and the same dialog sends again.
 */
import { language, localised, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { dispatch, readChecks, registerCallOut } from "../api.js";
import { readTechnicians } from "/assets/visit/api.js";
import { visitHash } from "../route.js";
import { toast } from "/assets/desk/toast.js";
import { withLoad } from "/assets/visit/dialogs/assign.js";
import { Dialog, field } from "/assets/desk/dialog.js";

const WORK = ["repair", "installation", "inspection"];
const SERVICE_TYPES = ["C", "B", "A", "D"];
const TEXT = { required: true, maxlength: 400 };

/** Asks for everything the technician needs. */
export async function openCallOut(page) {
  let technicians;
  try {
    technicians = await readTechnicians();
  } catch (error) {
    toast(error.text, "danger");
    return;
  }
  const checks = new Checks();
  await checks.offer("repair", "");
  const registered = { id: null, number: null };
  const choices = (id, values) => values.map((value) => ({ value, text: t(`${id}-${value}`) }));
  const dialog = new Dialog({
    title: t("call-out-title"),
    wide: true,
    contents: [
      part("call-out-part-fault", field("call-out-fault", "fault", { required: true, lines: 2, maxlength: 1900 }), row(field("fact-work", "work", { required: true, options: choices("work", WORK) }), field("fact-urgency", "urgency", { required: true, options: choices("urgency", ["general", "urgent"]) }), field("fact-service-type", "service_type", { required: true, options: choices("service_type", SERVICE_TYPES) }))),
      part("call-out-part-customer", field("fact-customer", "customer_name", TEXT), field("fact-address", "address", TEXT), row(field("fact-contact", "contact", { ...TEXT, required: false }), field("fact-phone", "phone", { ...TEXT, type: "tel" }))),
      part("call-out-part-asset", row(field("fact-product", "product", TEXT), field("fact-model", "model", TEXT)), row(field("fact-serial", "serial", { ...TEXT, required: false }), field("fact-plate", "plate", { ...TEXT, required: false }))),
      part(
        "call-out-part-dispatch",
        row(field("assign-technician", "technician", { required: true, options: [{ value: "", text: t("choose") }, ...technicians.map((each) => ({ value: each.id, text: withLoad(page, each) }))] }), field("call-out-appointment", "appointment", { type: "datetime-local" })),
        technicians.length === 0 ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("call-out-no-technicians") })) : null,
        checks.element,
      ),
    ],
    submitText: t("call-out-submit"),
    submit: (open) => send(open, registered, checks, technicians),
  });
  const { work, product } = dialog.form.elements;
  for (const decides of [work, product]) {
    decides.addEventListener("change", () => void checks.offer(work.value, product.value));
  }
}

async function send(dialog, registered, checks, technicians) {
  if (registered.id === null) {
    Object.assign(registered, await registerCallOut(callOut(dialog)));
    dialog.saved();
    for (const section of dialog.body.querySelectorAll(".form-part:not(:last-child)")) {
      section.disabled = true;
    }
    dialog.body.prepend(h("div", { class: "notice good" }, icon("check"), h("span", { text: t("call-out-registered", { number: registered.number }) })));
  }
  const appointment = dialog.value("appointment");
  const { visit } = await dispatch(registered.id, {
    technician: dialog.value("technician"),
    ...(appointment ? { appointment_at: new Date(appointment).getTime() } : {}),
    checklist: checks.list(),
  });
  const chosen = technicians.find((each) => each.id === dialog.value("technician"))?.name ?? "";
  dialog.close();
  toast(t("call-out-done", { number: registered.number, name: chosen }));
  location.hash = visitHash(visit);
}

function callOut(dialog) {
  const plate = dialog.value("plate");
  return {
    fault: dialog.value("fault"),
    service_type: dialog.value("service_type"),
    work: dialog.value("work"),
    urgency: dialog.value("urgency"),
    customer: { name: dialog.value("customer_name"), address: dialog.value("address"), phone: dialog.value("phone"), contact: dialog.value("contact") },
    asset: { product: dialog.value("product"), model: dialog.value("model"), serial: dialog.value("serial"), ...(plate ? { plate } : {}) },
  };
}

function part(id, ...contents) {
  return h("fieldset", { class: "form-part" }, h("legend", { text: t(id) }), contents);
}

function row(...fields) {
  return h("div", { class: "form-row" }, fields);
}

/** The checklist editor: what the organisation's templates ask for, and lines of one's own. */
class Checks {
  #rows = h("ul", { class: "check-rows" });
  #from = h("summary");
  #own = 0;
  #asked = 0;

  constructor() {
    const add = h("button", { class: "button", type: "button", on: { click: () => this.#add({ label: null, required: true }).focus() } }, icon("plus"), h("span", { text: t("checks-add") }));
    this.element = h("div", { class: "checks-editor" }, h("p", { class: "label", text: t("checks-title") }), h("p", { class: "hint small soft", text: t("checks-hint") }), h("details", {}, this.#from, this.#rows), add);
  }

  /** Offers what the templates ask for that fit `work` and `product`; lines of one's own stay. */
  async offer(work, product) {
    const asked = ++this.#asked;
    let planned;
    try {
      planned = await readChecks(work, product);
    } catch (error) {
      toast(error.text, "danger");
      return;
    }
    if (asked !== this.#asked) {
      return; // Work or product changed again meanwhile.
    }
    for (const row of [...this.#rows.children].filter((each) => each.dataset.offered)) {
      row.remove();
    }
    for (const check of planned.checks.reverse()) {
      this.#add({ ...check, first: true });
    }
    const names = planned.templates.map(({ name }) => localised(name)).join(" · ");
    this.#from.textContent = t("checks-from", { count: planned.checks.length, names });
  }

  /** The checklist as the interface takes it. Empty lines are left out. */
  list() {
    return [...this.#rows.children]
      .map((row) => {
        const text = row.querySelector("input.input").value.trim();
        const offered = row.dataset.offered ? JSON.parse(row.dataset.offered) : null;
        // An offered check that was reworded is no longer what the other languages say.
        const label = offered && localised(offered) === text ? offered : { [language()]: text };
        return { key: row.dataset.key, required: row.querySelector("[type=checkbox]").checked, stage: row.dataset.stage, label, text };
      })
      .filter(({ text }) => text !== "")
      .map(({ key, required, stage, label }) => ({ key, required, stage, label }));
  }

  #add({ key, label, required, stage = "work", first }) {
    this.#own += key ? 0 : 1;
    const text = h("input", { class: "input", type: "text", maxlength: 200, autocomplete: "off", "aria-label": t("checks-text") });
    text.value = label ? localised(label) : "";
    const must = h("input", { type: "checkbox" });
    must.checked = required;
    const row = h("li", { class: "check-row", data: { key: key ?? `own-${this.#own}`, stage } }, text, h("label", { class: "choice" }, must, h("span", { text: t("checks-required") })), h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("checks-remove"), on: { click: () => row.remove() } }, icon("close")));
    if (label) {
      row.dataset.offered = JSON.stringify(label);
    }
    this.#rows[first ? "prepend" : "append"](row);
    return text;
  }
}
