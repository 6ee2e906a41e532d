/** What is entered and decided about contracts and plans. Each dialog makes its identifier once and keeps it when it sends again. */
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { newId } from "/assets/desk/ids.js";
import { readTechnicians } from "/assets/dispatch/api.js";
import { openSend } from "/assets/dispatch/send.js";
import { changeDay, endContract, endPlan, enterContract, makePlan, renewContract, tellOfEnd } from "./api.js";
import { dayAfter, dayAt, dayText, yearFrom } from "./days.js";

const COVERS = ["labour", "parts", "travel", "consumables"];
const CYCLE = ["Q", "Y", "B", "S"];
const LINE = { maxlength: 400 };

/** Enters a contract. */
export function openNewContract(hands) {
  const id = newId();
  const today = dayAt(hands.desk.now());
  const assets = h("ul", { class: "asset-lines" });
  const addAsset = () => {
    const line = assetLine(() => line.remove());
    assets.append(line);
    return line;
  };
  addAsset();
  const more = h("button", { class: "button", type: "button", on: { click: () => addAsset().querySelector("input").focus() } }, icon("plus"), h("span", { text: t("asset-add") }));
  new Dialog({
    title: t("contracts-add"),
    wide: true,
    contents: [
      part("contract-part-term", row(field("contract-number", "number", { required: true, maxlength: 80 }), field("contract-cycle", "cycle", { required: true, options: CYCLE.map((value) => ({ value, text: t(`cycle-${value}`) })) })), row(field("contract-starts", "starts_on", { required: true, type: "date", value: today }), field("contract-ends", "ends_on", { required: true, type: "date", value: yearFrom(today) }))),
      part("contract-part-customer", field("contract-customer", "customer", { required: true, ...LINE }), field("contract-address", "address", { required: true, ...LINE }), row(field("contract-contact-name", "contact", LINE), field("contract-phone", "phone", { required: true, type: "tel", ...LINE }))),
      part("contract-assets-title", assets, h("div", {}, more)),
      part("contract-covers", h("div", { class: "choices" }, COVERS.map((each) => choice(`covers-${each}`, `covers-${each}`, each !== "parts"))), field("contract-price-class", "price_class", LINE), field("contract-note", "note", { lines: 2, maxlength: 1900 })),
    ],
    submitText: t("contracts-add"),
    submit: async (dialog) => {
      const { form } = dialog;
      const body = {
        id,
        number: dialog.value("number"),
        term: { starts_on: dialog.value("starts_on"), ends_on: dialog.value("ends_on") },
        details: {
          customer: { name: dialog.value("customer"), address: dialog.value("address"), phone: dialog.value("phone"), contact: dialog.value("contact") },
          assets: [...assets.children].map(readAsset),
          covers: COVERS.filter((each) => form.elements[`covers-${each}`].checked),
          price_class: dialog.value("price_class"),
          cycle: dialog.value("cycle"),
          note: dialog.value("note"),
        },
      };
      await worded(() => enterContract(body), { conflict: "contract-number-taken", invalid: "contract-invalid" });
      done(dialog, hands, id, t("contract-entered", { number: body.number }));
    },
  });
}

/** Renews a contract by a further term. */
export function openRenew(contract, hands) {
  const starts = dayAfter(contract.ends_on);
  new Dialog({
    title: t("contract-renew-title", { number: contract.number }),
    lead: t("contract-renew-lead"),
    contents: row(field("contract-starts", "starts_on", { required: true, type: "date", value: starts }), field("contract-ends", "ends_on", { required: true, type: "date", value: yearFrom(starts) })),
    submitText: t("contract-renew"),
    submit: async (dialog) => {
      await worded(() => renewContract(contract.id, { starts_on: dialog.value("starts_on"), ends_on: dialog.value("ends_on") }), { invalid: "term-invalid" });
      done(dialog, hands, contract.id, t("contract-renewed"));
    },
  });
}

/** Ends a contract before its term. */
export function openEnd(contract, hands) {
  ask({
    title: t("contract-end-title", { number: contract.number }),
    lead: t("contract-end-lead"),
    fields: field("contract-last-day", "on", { required: true, type: "date", value: dayAt(hands.desk.now()) }),
    submitText: t("contract-end"),
    kind: "danger",
    send: (dialog, reason) => worded(() => endContract(contract.id, { on: dialog.value("on"), reason }), { invalid: "day-not-covered" }),
    done: (dialog) => done(dialog, hands, contract.id, t("contract-ended-done")),
  });
}

/** Records that the customer was told, and who is sent to renew. */
export function openTell(contract, hands) {
  new Dialog({
    title: t("notice-tell-title", { customer: contract.details.customer.name }),
    contents: [row(field("notice-day", "on", { required: true, type: "date", value: dayAt(hands.desk.now()) }), field("notice-how", "how", { required: true, options: ["letter", "phone", "visit"].map((value) => ({ value, text: t(`told-${value}`) })) })), field("notice-sent", "sent", LINE)],
    submitText: t("notice-tell"),
    submit: async (dialog) => {
      const told = { on: dialog.value("on"), how: dialog.value("how"), sent: dialog.value("sent") };
      await tellOfEnd(contract.id, { ends_on: contract.ends_on, told });
      done(dialog, hands, contract.id, t("notice-told-done"));
    },
  });
}

/** The letter that tells of the end, to be printed or copied. */
export function openLetter(contract, hands) {
  const { customer, assets } = contract.details;
  const lines = [
    t("letter-to", { customer: customer.name, contact: customer.contact }),
    customer.address,
    "",
    t("letter-subject", { number: contract.number }),
    "",
    t("letter-text", { number: contract.number, day: dayText(contract.ends_on), count: assets.length }),
    t("letter-next"),
    "",
    hands.desk.session.organisation_name,
    dayText(dayAt(hands.desk.now())),
  ];
  const letter = h("pre", { class: "letter", tabindex: 0, text: lines.join("\n") });
  const print = h("button", { class: "button", type: "button", on: { click: () => window.print() } }, icon("download"), h("span", { text: t("letter-print") }));
  new Dialog({ title: t("notice-letter"), contents: [letter, h("div", {}, print)], wide: true });
}

/** Makes a plan of a contract. */
export async function openNewPlan(contract, hands) {
  const technicians = await technicianOptions();
  if (!technicians) {
    return;
  }
  const id = newId();
  const today = dayAt(hands.desk.now());
  const { assets } = contract.details;
  const months = [1, 2, 3, 4, 6, 12].map((count) => ({ value: String(count), text: t("recurrence-months", { count }) }));
  const dialog = new Dialog({
    title: t("plan-add-title", { number: contract.number }),
    lead: t("plan-add-lead"),
    wide: true,
    contents: [
      field("plan-name", "name", { required: true, maxlength: 200, value: t("plan-name-usual") }),
      row(field("plan-recurrence", "recurrence", { required: true, options: [...months, { value: "calendar", text: t("recurrence-fixed") }] }), field("plan-first", "first_on", { required: true, type: "date", value: today })),
      field("plan-days", "days", { hint: t("plan-days-hint"), placeholder: "05-15, 11-01" }),
      row(field("plan-days-ahead", "days_ahead", { required: true, type: "number", min: 0, max: 90, value: 14 }), field("plan-technician", "technician", { options: technicians })),
      part("contract-assets-title", h("div", { class: "choices" }, assets.map((asset, place) => choice([asset.product, asset.model, asset.serial].filter(Boolean).join(" · "), `asset-${place}`, true, true)))),
    ],
    submitText: t("plan-add"),
    submit: async (open) => {
      const { form } = open;
      const technician = open.value("technician");
      const body = {
        id,
        first_on: open.value("first_on"),
        details: {
          name: open.value("name"),
          recurrence: form.elements.recurrence.value === "calendar" ? { every: "calendar", days: daysOf(open.value("days")) } : { every: "months", months: Number(form.elements.recurrence.value) },
          assets: assets.filter((_, place) => form.elements[`asset-${place}`].checked),
          days_ahead: Number(open.value("days_ahead")),
          ...(technician ? { technician } : {}),
        },
      };
      await worded(() => makePlan(contract.id, body), { invalid: "plan-invalid" });
      done(open, hands, contract.id, t("plan-made"));
    },
  });
  const { recurrence } = dialog.form.elements;
  const days = dialog.body.querySelector(".field-days");
  const show = () => (days.hidden = recurrence.value !== "calendar");
  recurrence.addEventListener("change", show);
  show();
}

/** Ends a plan. */
export function openEndPlan(plan, hands) {
  ask({
    title: t("plan-end-title", { name: plan.details.name }),
    lead: t("plan-end-lead"),
    fields: field("contract-last-day", "on", { required: true, type: "date", value: dayAt(hands.desk.now()) }),
    submitText: t("plan-end"),
    kind: "danger",
    send: (dialog, reason) => endPlan(plan.id, { on: dialog.value("on"), reason }),
    done: (dialog) => done(dialog, hands, plan.contract, t("plan-ended-done")),
  });
}

/** Moves one day of a plan. */
export function openMove(plan, day, hands) {
  ask({
    title: t("day-move-title", { day: dayText(day.on) }),
    lead: plan.details.name,
    fields: field("day-to", "to", { required: true, type: "date", value: day.on }),
    submitText: t("day-move"),
    send: (dialog, reason) => worded(() => changeDay(plan.id, day.due_on, { what: "move", to: dialog.value("to"), reason }), { invalid: "day-not-covered", conflict: "day-entered-already" }),
    done: (dialog) => done(dialog, hands, plan.contract, t("day-moved-done")),
  });
}

/** Skips one day of a plan. */
export function openSkip(plan, day, hands) {
  ask({
    title: t("day-skip-title", { day: dayText(day.on) }),
    lead: t("day-skip-lead", { name: plan.details.name }),
    fields: [],
    submitText: t("day-skip"),
    kind: "danger",
    send: (_, reason) => worded(() => changeDay(plan.id, day.due_on, { what: "skip", reason }), { conflict: "day-entered-already" }),
    done: (dialog) => done(dialog, hands, plan.contract, t("day-skipped-done")),
  });
}

/** Sends a technician for a call-out of a plan; whom the plan prefers, its day and its templates are chosen already. */
export function openDispatch(plan, contract, day, callOut, hands) {
  const { name, technician, templates } = plan.details;
  const given = { technician: technician ?? "", at: `${day.moved_to ?? day.due_on}T09:00`, templates };
  return openSend({ id: callOut.id, number: callOut.number, lead: name, work: "inspection", product: callOut.product ?? "" }, given, { sent: () => hands.changed(contract.id) });
}

/** A dialog with a reason. */
function ask({ title, lead, fields, submitText, kind, send, done: after }) {
  new Dialog({
    title,
    lead,
    contents: [fields, field("reason", "reason", { required: true, maxlength: 400 })].flat(),
    submitText,
    kind,
    submit: async (dialog) => {
      await send(dialog, dialog.value("reason"));
      after(dialog);
    },
  });
}

/** Does `work`; what the server says by a code is told in the words of this page. */
async function worded(work, words) {
  try {
    return await work();
  } catch (error) {
    const id = words[error.code];
    if (id) {
      throw Object.assign(new Error(error.code), { text: t(id) });
    }
    throw error;
  }
}

function done(dialog, hands, contract, text) {
  dialog.close();
  toast(text);
  hands.changed(contract);
}

async function technicianOptions() {
  try {
    const all = await readTechnicians();
    return [{ value: "", text: t("choose") }, ...all.map(({ id, name }) => ({ value: id, text: name }))];
  } catch (error) {
    toast(error.text, "danger");
    return null;
  }
}

/** `05-15, 11-01` as days of the year. */
function daysOf(text) {
  return text.split(/[,，、;\s]+/).filter(Boolean).map((each) => {
    const [month, day] = each.split(/[-/.]/).map(Number);
    return { month: Math.max(0, month || 0), day: Math.max(0, day || 0) };
  });
}

function assetLine(remove) {
  const input = (name, required) => h("input", { class: "input", type: "text", autocomplete: "off", name: `asset_${name}`, placeholder: t(`asset-${name}`), "aria-label": t(`asset-${name}`), required, ...LINE });
  return h("li", { class: "asset-line" }, input("product", false), input("model", true), input("serial", false), h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("asset-remove"), on: { click: remove } }, icon("close")));
}

function readAsset(line) {
  const value = (name) => line.querySelector(`[name=asset_${name}]`).value.trim();
  return { product: value("product"), model: value("model"), serial: value("serial") };
}

function choice(label, name, checked, plain = false) {
  const input = h("input", { type: "checkbox", name });
  input.checked = checked;
  return h("label", { class: "choice" }, input, h("span", { text: plain ? label : t(label) }));
}

function part(id, ...contents) {
  return h("fieldset", { class: "form-part" }, h("legend", { text: t(id) }), contents);
}

function row(...fields) {
  return h("div", { class: "form-row" }, fields);
}
