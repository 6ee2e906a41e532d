/** What is asked beside the lists. Each dialog makes its identifier once and keeps it when it sends again. */
import { openTakeDown } from "/assets/complaints/take_down.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { noteReturnCall, readTechnicians, sendAfter } from "./api.js";

const TEXT = { maxlength: 1900, lines: 2 };
const choice = (name, text) => h("label", { class: "choice" }, h("input", { type: "checkbox", name }), h("span", { text }));
const fen = (text) => (text === "" ? null : Math.round(Number(text) * 100));
/** The instant in a field of date and time. */
const instant = (text) => (text === "" ? null : new Date(text).getTime());

/** Why a customer is not called again. */
export function openGiveUp(row, needed, note) {
  const enough = row.may_give_up;
  new Dialog({
    title: t("give-up-title", { name: row.customer.name }),
    lead: t(enough ? "give-up-lead" : "give-up-too-early", { count: needed }),
    contents: [field("give-up-reason", "reason", { required: true, ...TEXT }), ...(enough ? [] : [choice("declined", t("give-up-declined"))])],
    submitText: t("survey-give-up"),
    submit: async (dialog) => {
      let failure = null;
      const declined = dialog.form.elements.declined?.checked ?? false;
      await note({ outcome: "given_up", reason: dialog.value("reason"), declined }, (error) => (failure = error));
      if (failure) {
        throw failure;
      }
      dialog.saved();
      dialog.close();
    },
  });
}

/** The complaints taken down since the page was opened, by visit: who opens the form again is told that it makes another one. */
const taken = new Map();

/** Takes down what a customer who is asked complains of, in the form of the complaints. */
export function openComplaint(row, desk, done) {
  const { customer, product, model, serial, visit, number } = row;
  openTakeDown({
    desk,
    lead: taken.has(visit) ? t("take-down-again", { label: taken.get(visit) }) : undefined,
    about: { visit, customer: customer.name, phone: customer.phone, address: customer.address, contact: customer.contact, product, model, serial, order_number: number },
    taken: ({ id, data }) => {
      taken.set(visit, data.label);
      done(id);
    },
  });
}

/** Notes a call instead of a return visit. */
export function openReturnCall(row, { desk, units: named, changed }) {
  const id = newId();
  // A call counts in the share of who makes it.
  const units = named.filter((unit) => desk.session.offices.includes(unit));
  const share = units.length ? [field("returns-share", "by", { required: true, options: [...units.map((value) => ({ value, text: t(`unit-${value}`) })), { value: "", text: t("unit-nobody") }] })] : [];
  const said = h("div", { class: "care-said-fields" }, field("call-holds", "holds", { required: true, options: ["yes", "no"].map((value) => ({ value, text: t(`call-holds-${value}`) })) }), field("call-state", "state", { required: true, ...TEXT }), field("call-opinion", "opinion", { required: true, ...TEXT }), field("call-suggestions", "suggestions", TEXT), h("div", { class: "care-two" }, field("call-paid", "paid", { type: "number", min: 0, step: "0.01" }), field("call-due", "due", { type: "number", min: 0, step: "0.01" })), field("call-question", "question", TEXT), field("call-answer-by", "answer_by", { type: "datetime-local" }));
  const outcome = field("call-outcome", "outcome", { required: true, options: ["said", "nothing", "missed"].map((value) => ({ value, text: t(`call-outcome-${value}`) })) });
  outcome.querySelector("select").addEventListener("change", (event) => {
    said.hidden = event.target.value !== "said";
    for (const text of said.querySelectorAll("[name=state], [name=opinion]")) {
      text.required = !said.hidden;
    }
  });
  const dialog = new Dialog({
    title: t("call-title", { name: row.customer.name }),
    lead: `${row.customer.contact} ${row.customer.phone}`.trim(),
    wide: true,
    contents: [outcome, said, ...share, choice("told_contacts", t("call-told")), field("call-note", "note", TEXT)],
    submitText: t("call-save"),
    submit: async () => {
      const value = (name) => dialog.value(name);
      const says = value("outcome") === "said";
      const text = (name) => (says ? value(name) : "");
      const content = {
        reached: value("outcome") !== "missed",
        nothing_said: value("outcome") === "nothing",
        repair_holds: says && value("holds") === "yes",
        state: text("state"),
        opinion: text("opinion"),
        suggestions: text("suggestions"),
        paid_fen: says ? fen(value("paid")) : null,
        due_fen: says ? fen(value("due")) : null,
        question: text("question"),
        answer_by: says ? instant(value("answer_by")) : null,
        told_contacts: dialog.form.elements.told_contacts.checked,
        note: value("note"),
      };
      const missing = says && (!content.state || !content.opinion) ? "call-missing" : content.question && !content.answer_by ? "call-answer-missing" : (content.paid_fen === null) !== (content.due_fen === null) ? "call-charges-missing" : null;
      if (missing) {
        dialog.fail(t(missing));
        return;
      }
      await noteReturnCall(row.work, { id, by: (units.length && value("by")) || null, content });
      dialog.saved();
      dialog.close();
      toast(t("call-saved", { name: row.customer.name }), "good", { text: t("survey-undo"), run: async () => (await (await import("./api.js")).endCall(id, { what: "undone" }), changed()) });
      changed();
    },
  });
  const by = dialog.form.elements.by;
  if (by) {
    by.value = units.includes(row.suggested) ? row.suggested : "";
  }
}

/** Sends somebody to look at a repair again. */
export async function openSend(row, { kinds, units, changed }) {
  let technicians;
  try {
    technicians = await readTechnicians();
  } catch (error) {
    toast(error.text, "danger");
    return;
  }
  const callOut = newId();
  const options = technicians.map(({ id, name }) => ({ value: id, text: name }));
  const after = [...(row.kind ? [] : [{ value: "", text: t("returns-kind-open") }]), ...kinds.map((value) => ({ value, text: t(`occasion-${value}`) }))];
  const dialog = new Dialog({
    title: t("send-title", { name: row.customer.name }),
    contents: [field("send-who", "technician", { required: true, options }), field("returns-kind", "after", { required: true, options: after }), ...(units.length ? [field("returns-share", "by", { required: true, options: [...units.map((value) => ({ value, text: t(`unit-${value}`) })), { value: "-", text: t("unit-nobody") }] })] : []), field("send-when", "at", { type: "datetime-local" })],
    submitText: t("returns-send"),
    submit: async () => {
      const by = units.length ? dialog.value("by") : "-";
      await sendAfter(row.work, { purpose: { what: "return_visit", call_out: callOut, after: dialog.value("after"), by: by === "-" ? null : by }, dispatch: { technician: dialog.value("technician"), appointment_at: instant(dialog.value("at")) } });
      dialog.saved();
      dialog.close();
      toast(t("send-done", { name: row.customer.name }));
      changed();
    },
  });
  dialog.form.elements.after.value = row.kind ?? (kinds.length === 1 ? kinds[0] : "");
  if (units.length) {
    dialog.form.elements.by.value = row.suggested ?? "-";
  }
}

/** How a question was answered, or a notice given. */
export function openEnd(what, send, done) {
  new Dialog({
    title: t(`end-${what}`),
    contents: [field(`end-${what}-text`, "text", { required: true, ...TEXT })],
    submitText: t("end-save"),
    submit: async (dialog) => {
      await send(dialog.value("text"));
      dialog.saved();
      dialog.close();
      done();
    },
  });
}
