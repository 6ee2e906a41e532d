/**
 * Moving a visit: to somebody else, to another time, or both. Both are changes of the visit by its own rules; taking one back is the
 * change the other way round, by the same rules.
 */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { assign, record } from "/assets/visit/api.js";
import { phoneOf, warnOfChosen, withLoad } from "/assets/visit/dialogs/assign.js";
import { openCancel } from "/assets/dispatch/cancel.js";
import { inputValue } from "./days.js";

/** Asks for what a move needs. `to` is what it was dragged to: `{technician, at}`, both may be absent. */
export function openMove(page, visit, to = {}) {
  const event = newId();
  const technicians = page.technicians.map((each) => ({ value: each.id, text: withLoad(page, each) }));
  const technician = to.technician ?? visit.technician ?? "";
  const at = to.at ?? visit.appointment_at;
  const begun = !["assigned", "travelling"].includes(visit.status);
  const reason = field("move-reason", "reason", { required: true, maxlength: 1900, hint: t("move-reason-hint") });
  const agreed = h(
    "div",
    { class: "form-row" },
    field("move-agreed-by", "agreed_by", { required: true, maxlength: 200, hint: t("move-agreed-hint") }),
    field("move-agreed-how", "agreed_how", { required: true, options: ["phone", "in_person", "written"].map((how) => ({ value: how, text: t(`consent-${how}`) })) }),
  );
  const dialog = new Dialog({
    title: t("move-title", { number: visit.number }),
    lead: t("move-lead", { customer: visit.customer_name, fault: visit.fault }),
    contents: [
      begun ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("assign-begun", { name: visit.technician_name, state: t(`state-${visit.status}`) }) })) : null,
      h(
        "div",
        { class: "form-row" },
        field("assign-technician", "technician", { required: true, options: visit.technician ? technicians : [{ value: "", text: t("choose") }, ...technicians] }),
        field("call-out-appointment", "at", { required: false, type: "datetime-local", value: at == null ? "" : inputValue(at) }),
      ),
      phoneOf(page, visit),
      reason,
      agreed,
    ],
    submitText: t("move-submit"),
    submit: async (dialog) => {
      const wanted = wish(dialog, visit);
      if (!wanted.technician && wanted.at === undefined) {
        dialog.fail(t("move-nothing"));
        return;
      }
      await carryOut(page, visit, wanted, { reason: dialog.value("reason"), by_name: dialog.value("agreed_by"), how: dialog.value("agreed_how"), event });
      dialog.close();
    },
  });
  if (visit.status === "assigned") {
    const callOff = () => {
      dialog.close();
      openCancel(page, visit, visit.customer_name);
    };
    dialog.foot.prepend(h("button", { class: "button danger", type: "button", on: { click: callOff } }, icon("cancelled"), h("span", { text: t("cancel-open") })));
  }
  dialog.form.elements.technician.value = technician;
  warnOfChosen(dialog, page, visit, page.technicians);
  const follow = () => {
    const { technician, at } = wish(dialog, visit);
    // Asked for only where it is needed.
    for (const [part, name, needed] of [[reason, "reason", technician !== undefined], [agreed, "agreed_by", at !== undefined]]) {
      part.hidden = !needed;
      dialog.form.elements[name].required = needed;
    }
  };
  dialog.form.addEventListener("input", follow);
  follow();
}

// What is to be otherwise than it is.
function wish(dialog, visit) {
  const { technician, at } = dialog.form.elements;
  const time = at.value === "" ? undefined : new Date(at.value).getTime();
  const same = time === undefined || (visit.appointment_at != null && Math.floor(time / 60_000) === Math.floor(visit.appointment_at / 60_000));
  return { technician: technician.value !== (visit.technician ?? "") ? technician.value : undefined, at: same ? undefined : time };
}

async function carryOut(page, visit, { technician, at }, { reason, by_name, how, event }) {
  let row = null;
  try {
    if (at !== undefined) {
      row = await record(visit.id, event, { action: "set_appointment", agreed_for: at, consent: { by_name, how } });
    }
    if (technician) {
      row = await assign(visit.id, { technician, from: visit.technician, reason });
    }
  } catch (error) {
    if (!row) {
      throw error;
    }
    // The time was moved before somebody else was faster with the technician.
    page.board.takeVisit(row);
    toast(t("move-half", { number: visit.number, reason: error.text }), "danger");
    return;
  }
  page.board.takeVisit(row);
  const text = t("move-done", { number: visit.number, name: row.technician_name, time: row.appointment_at == null ? t("no-appointment") : moment(row.appointment_at, page.board.now()) });
  toast(text, "good", { text: t("action-undo"), run: () => takeBack(page, visit, technician, at !== undefined) });
}

// Who goes is given back at once. A time is not: nobody has agreed to the old one again, so the dialog asks, with everything filled in.
async function takeBack(page, before, technician, timed) {
  const now = page.board.visits.get(before.id) ?? before;
  if (timed) {
    openMove(page, now, { technician: before.technician, at: before.appointment_at ?? now.appointment_at });
    return;
  }
  try {
    page.board.takeVisit(await assign(before.id, { technician: before.technician, from: technician, reason: t("move-taken-back") }));
    toast(t("move-undone", { number: before.number }));
  } catch (error) {
    toast(error.text, "danger");
  }
}
