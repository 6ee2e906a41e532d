/** What is recorded on a complaint: a dialog for each step. Each makes its identifier once and keeps it when it sends again. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { OFFICES } from "/assets/shared/offices.js";
import { answerNote, enterCallOut, giveNumber, record, reopen } from "./api.js";
import { mayDecide, whoDecides } from "./authority.js";
import { instant, promised } from "./promised.js";
import { money, office, outcomeWords } from "./words.js";

const LINE = 190;
const TEXT = 1_900;
const OUTCOMES = ["finding", "allowance", "compensation", "goods_back", "reprocessing"];
/** Outcomes for which a sum is named. */
const PAID = new Set(["allowance", "compensation"]);
const line = (id, name, props = {}) => field(id, name, { maxlength: LINE, ...props });
const needed = (id, name, props = {}) => line(id, name, { required: true, ...props });
const lines = (id, name, props = {}) => field(id, name, { lines: 3, maxlength: TEXT, required: true, ...props });
const choices = (values, word) => values.map((value) => ({ value, text: t(`${word}-${value}`) }));
const tick = (id, name, checked = false) => h("label", { class: "choice" }, h("input", { type: "checkbox", name, checked }), h("span", { text: t(id) }));
const today = (desk) => new Date(desk.now() - new Date(desk.now()).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const date = (id, desk) => field(id, "on", { type: "date", required: true, value: today(desk), max: today(desk) });
const last = (view, kind) => view.events.findLast((event) => event.kind === kind && !event.struck)?.id;

/** What is asked for in each step, and the event it comes to. */
const STEPS = {
  decide: { wide: true, fields: decision, event: decided },
  approve: { lead: (view, asked) => outcomeWords(asked), fields: () => [], event: (dialog, view, { valid, outcome, amount_fen, cause, solution, id }) => ({ kind: "decided", valid, outcome, amount_fen, cause, solution, signed_by: "", replaces: last(view, "decided"), approves: id }) },
  decline: { kind: "danger", fields: () => [lines("reason", "reason", { maxlength: LINE })], event: (dialog, view, asked) => ({ kind: "approval_declined", of: asked.id, reason: dialog.value("reason") }) },
  answer: { lead: () => t("answer-lead"), fields: (view) => [lines("answer-text", "text"), tick("in-writing-tick", "in_writing", view.row.data.serious)], event: (dialog) => ({ kind: "answered", in_writing: dialog.form.elements.in_writing.checked, text: dialog.value("text") }) },
  close: { lead: (view) => (view.closes_only_satisfied ? t("close-lead-satisfied") : t("close-lead")), fields: () => [lines("note", "note", { required: false })], event: (dialog) => ({ kind: "closed", note: dialog.value("note") }), refused: (view) => (view.closes_only_satisfied ? "close-refused-satisfied" : "close-refused") },
  hand_on: { fields: handOn, event: handedOn },
  promise: { fields: (view, desk) => [promised(desk)], event: (dialog) => ({ kind: "answer_promised", promised_for: instant(dialog.value("promised_for")) }) },
  add_words: { fields: () => [lines("words", "words")], event: (dialog) => ({ kind: "words_added", words: dialog.value("words") }) },
  classify: { fields: () => [field("class", "class", { required: true, options: choices(["quality", "non_quality"], "class") }), needed("reason", "reason")], event: (dialog, view) => ({ kind: "classified", class: dialog.value("class"), reason: dialog.value("reason"), replaces: last(view, "classified") }) },
  remedy: { lead: () => t("remedy-lead"), fields: (view, desk) => [date("done-on", desk), lines("what-was-done", "text")], event: (dialog) => ({ kind: "remedied", on: dialog.value("on"), text: dialog.value("text") }) },
  correct: { lead: () => t("correct-lead"), fields: (view, desk) => [date("done-on", desk), lines("what-was-done", "text")], event: (dialog) => ({ kind: "corrected", on: dialog.value("on"), text: dialog.value("text") }) },
  investigate: { lead: () => t("investigate-lead"), fields: (view, desk) => [date("ended-on", desk), lines("what-was-found", "text")], event: (dialog) => ({ kind: "investigated", on: dialog.value("on"), text: dialog.value("text") }) },
  report: { fields: () => [lines("what-it-says", "text")], event: (dialog) => ({ kind: "report_given", text: dialog.value("text") }) },
  talk: { lead: () => t("talk-lead"), fields: () => [lines("what-came-of-it", "text")], event: (dialog) => ({ kind: "talks_held", text: dialog.value("text") }) },
  opine: { fields: () => [lines("what-it-says", "text")], event: (dialog) => ({ kind: "opinion_given", text: dialog.value("text") }) },
  ask_customer: { fields: askedCustomer, event: customerAsked },
  object: { lead: () => t("object-lead"), fields: () => [officeField("object-by", "by"), needed("reason", "reason")], event: (dialog) => ({ kind: "objected", by: dialog.value("by"), reason: dialog.value("reason") }) },
  no_loss: { lead: () => t("no-loss-lead"), fields: () => [lines("abnormality-note", "text")], event: (dialog) => ({ kind: "no_loss_found", text: dialog.value("text") }) },
  set_case: { fields: ({ row: { data } }) => [tick("case-foreign", "foreign", data.foreign), tick("case-walk-in", "walk_in", data.walk_in)], event: (dialog) => ({ kind: "case_set", foreign: dialog.form.elements.foreign.checked, walk_in: dialog.form.elements.walk_in.checked }) },
};

function officeField(id, name, props = {}) {
  return field(id, name, { required: true, options: [{ value: "", text: t("choose") }, ...OFFICES.map((unit) => ({ value: unit, text: office(unit) }))], ...props });
}

function decision(view) {
  const hint = h("p", { class: "notice", role: "status", hidden: true });
  const sum = field("decide-amount", "amount", { required: true, type: "number", min: "0.01", max: "100000000", step: "0.01", inputmode: "decimal" });
  const outcome = field("decide-outcome", "outcome", { required: true, options: choices(OUTCOMES, "outcome") });
  const signs = field("decide-signed-by", "signed_by", { maxlength: LINE, hint: t("decide-signed-by-hint") });
  const contents = h(
    "div",
    { class: "decision" },
    h("div", { class: "form-row" }, field("decide-valid", "valid", { required: true, options: [{ value: "true", text: t("found-valid") }, { value: "false", text: t("found-not-valid") }] }), outcome, sum),
    hint,
    lines("decide-cause", "cause", { lines: 2 }),
    lines("decide-solution", "solution", { lines: 2 }),
    signs,
  );
  // What is beyond one's authority is proposed: said before it is sent.
  const follow = () => {
    const form = contents.closest("form");
    const paid = PAID.has(form.elements.outcome.value);
    [sum.hidden, signs.hidden] = [!paid, paid];
    form.elements.amount.required = paid;
    const fen = paid ? Math.round(Number(form.elements.amount.value) * 100) : 0;
    const beyond = fen > 0 && !mayDecide(view, fen);
    hint.hidden = !beyond;
    hint.replaceChildren(h("span", { text: beyond ? t("beyond-authority", { sum: money(fen), who: whoDecides(view, fen) }) : "" }));
    form.querySelector(".dialog-foot button:not([type])").textContent = t(beyond ? "do-ask_approval" : "do-decide");
  };
  contents.addEventListener("input", follow);
  queueMicrotask(follow);
  return [contents];
}

function decided(dialog, view) {
  const outcome = dialog.value("outcome");
  const fen = PAID.has(outcome) ? Math.round(Number(dialog.value("amount")) * 100) : undefined;
  const said = { valid: dialog.value("valid") === "true", outcome, amount_fen: fen, cause: dialog.value("cause"), solution: dialog.value("solution") };
  if (fen !== undefined && !mayDecide(view, fen)) {
    return { kind: "approval_asked", ...said };
  }
  return { kind: "decided", ...said, signed_by: dialog.value("signed_by"), replaces: last(view, "decided") };
}

function handOn(view) {
  const at = view.row.data.owed.findLast(({ duty }) => duty === "stage")?.stage ?? -1;
  const next = Math.min(at + 1, view.stages.length - 1);
  const stages = view.stages.map((stage, place) => ({ value: String(place), text: t("stage-nth", { place: place + 1, office: office(stage.by) }) }));
  const to = view.stages.length > 0 ? field("hand-on-to", "stage", { required: true, options: stages }) : officeField("hand-on-to", "to");
  if (view.stages.length > 0) {
    to.querySelector("select").value = String(next);
  }
  return [to, lines("note", "note", { required: false, lines: 2 })];
}

function handedOn(dialog, view) {
  const note = dialog.value("note");
  if (view.stages.length === 0) {
    return { kind: "handed_on", to: dialog.value("to"), note };
  }
  const stage = Number(dialog.value("stage"));
  return { kind: "handed_on", to: view.stages[stage].by, stage, note };
}

function askedCustomer(view) {
  const named = view.grades.length > 0;
  const other = view.closes_only_satisfied ? [{ value: "", text: t("not-satisfied") }] : [];
  const grades = [...view.grades.map(({ name }) => ({ value: name, text: name })), ...other];
  return [named ? field("grade", "grade", { required: other.length === 0, options: grades }) : tick("satisfied", "satisfied", true), named && !view.closes_only_satisfied ? tick("satisfied", "satisfied", true) : null, lines("what-customer-said", "text", { required: false })];
}

function customerAsked(dialog, view) {
  const { elements } = dialog.form;
  const grade = elements.grade?.value ?? "";
  const satisfied = view.closes_only_satisfied ? view.grades.some(({ name, closes }) => name === grade && closes) : elements.satisfied.checked;
  return { kind: "customer_asked", grade, satisfied, text: dialog.value("text") };
}

/** Asks what belongs to the step `name` and records it; `about` is the event it answers, if it answers one. */
export function openStep(view, name, hands, about) {
  const { lead, fields, event, kind, wide, refused } = STEPS[name];
  const id = newId(hands.desk.now());
  const dialog = new Dialog({
    title: t(`do-${name}`),
    lead: lead?.(view, about) ?? view.row.data.label,
    wide,
    contents: fields(view, hands.desk).filter(Boolean),
    submitText: t(`do-${name}`),
    kind,
    submit: () => send(dialog, view, hands, { id, ...event(dialog, view, about) }, refused?.(view)),
  });
}

async function send(dialog, view, hands, body, refused) {
  try {
    await record(view.row.id, body);
  } catch (error) {
    if (error.code === "forbidden" && body.kind === "decided") {
      dialog.fail(t("beyond-authority-refused", { who: whoDecides(view, body.amount_fen ?? 0) }));
      return;
    }
    if (error.code === "conflict" && refused) {
      dialog.fail(t(refused));
      return;
    }
    throw error;
  }
  dialog.close();
  toast(t(body.kind === "approval_asked" ? "asked-done" : "recorded", { label: view.row.data.label }));
  await hands.changed(view.row.id);
}

/** Strikes an event as a mistake: it stays readable and counts no more. */
export function openStrike(view, struck, hands) {
  const id = newId(hands.desk.now());
  const dialog = new Dialog({
    title: t("strike-title"),
    lead: t("strike-lead"),
    contents: [needed("reason", "reason")],
    submitText: t("strike"),
    kind: "danger",
    submit: () => send(dialog, view, hands, { id, kind: "struck", event: struck.id, reason: dialog.value("reason") }),
  });
}

/** The outcome is refused: a new complaint with this one attached. */
export function openReopen(view, hands) {
  const id = newId(hands.desk.now());
  new Dialog({
    title: t("reopen-title"),
    lead: t("reopen-lead", { label: view.row.data.label }),
    contents: [lines("reopen-words", "words"), promised(hands.desk)],
    submitText: t("do-reopen"),
    submit: async (dialog) => {
      const row = await reopen(view.row.id, { id, words: dialog.value("words"), answer_promised_for: instant(dialog.value("promised_for")) });
      dialog.close();
      toast(t("reopened-done", { label: row.data.label }));
      await hands.changed(row.id);
    },
  });
}

/** Somebody goes to the customer: an entry in the register of call-outs, where whom to send is decided. */
export function openCallOut(view, hands) {
  const [id, event] = [newId(hands.desk.now()), newId(hands.desk.now())];
  const { customer, product, words, urgency } = view.opened;
  const model = needed("call-out-model", "model", { value: product.model || product.product });
  const row = (...fields) => h("div", { class: "form-row" }, fields);
  new Dialog({
    title: t("do-call_out"),
    lead: t("call-out-lead"),
    wide: true,
    contents: [
      row(needed("call-out-address", "address", { value: customer.address }), needed("call-out-phone", "phone", { type: "tel", value: customer.phone })),
      row(model, field("call-out-work", "work", { required: true, options: choices(["repair", "inspection"], "work") }), field("call-out-service-type", "service_type", { required: true, options: [{ value: "", text: t("choose") }, ...["A", "B", "C", "D"].map((value) => ({ value, text: t(`service_type-${value}`) }))] })),
      lines("call-out-fault", "fault", { value: "" }),
    ].map((each) => {
      const fault = each.querySelector("[name=fault]");
      if (fault) {
        fault.value = `${view.row.data.label} ${words}`.slice(0, TEXT);
      }
      return each;
    }),
    submitText: t("do-call_out"),
    submit: async (dialog) => {
      const entry = {
        fault: dialog.value("fault"),
        service_type: dialog.value("service_type"),
        work: dialog.value("work"),
        urgency,
        customer: { ...customer, address: dialog.value("address"), phone: dialog.value("phone") },
        asset: { product: product.product, model: dialog.value("model"), serial: product.serial },
      };
      await enterCallOut(view.row.id, { id, event, entry });
      dialog.close();
      toast(t("call-out-done"));
      await hands.changed(view.row.id);
    },
  });
}

/** Gives a complaint that came from a phone its number. */
export async function takeNumber(view, hands) {
  try {
    const row = await giveNumber(view.row.id);
    toast(t("numbered-done", { label: row.data.label }));
  } catch (error) {
    if (typeof error.text !== "string") {
      throw error;
    }
    toast(error.text, "danger");
  }
  await hands.changed(view.row.id);
}

/** Says what became of a paper to a late office. */
export function openNoteAnswer(note, hands) {
  new Dialog({
    title: t(`note-title-${note.kind}`, { label: note.label }),
    lead: t("note-answer-lead"),
    contents: [lines("note-text", "text", { required: false })],
    submitText: t("note-answer"),
    submit: async (dialog) => {
      const { complaint, kind, duty, turn, office: of, due_at } = note;
      await answerNote(complaint, { kind, duty, turn, office: of, due_at, text: dialog.value("text") });
      dialog.close();
      toast(t("note-answered"));
      await hands.changed(complaint);
    },
  });
}
