/** Gives a visit to another technician. What the first one has done stays done (O-09). */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { phoneNotice, warnOfPhones } from "/assets/desk/phones.js";
import { readTechnicians } from "/assets/dispatch/api.js";
import { assign } from "../api.js";
import { toast } from "/assets/desk/toast.js";
import { Dialog, field } from "/assets/desk/dialog.js";

/** Asks to whom and why. */
export async function openAssign(page, visit) {
  let technicians;
  try {
    technicians = await readTechnicians();
  } catch (error) {
    toast(error.text, "danger");
    return;
  }
  const others = technicians.filter(({ id }) => id !== visit.technician);
  const begun = visit.status !== "assigned";
  const name = visit.technician_name || t("no-technician");
  const dialog = new Dialog({
    title: t("assign-title", { number: visit.number }),
    lead: t("assign-lead", { name }),
    contents: [
      phoneOf(page, visit),
      begun ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("assign-begun", { name, state: t(`state-${visit.status}`) }) })) : null,
      field("assign-technician", "technician", { required: true, options: [{ value: "", text: t("choose") }, ...others.map((each) => ({ value: each.id, text: withLoad(page, each) }))] }),
      field("assign-reason", "reason", { required: true, lines: 3, maxlength: 1900 }),
    ],
    submitText: t("assign-submit"),
    submit: async (dialog) => {
      const board = await assign(visit.id, { technician: dialog.value("technician"), from: visit.technician, reason: dialog.value("reason") });
      page.board.takeVisit(board);
      dialog.close();
      toast(t("assign-done", { number: visit.number, name: board.technician_name }));
    },
  });
  warnOfChosen(dialog, page, visit, technicians);
}

/** What should be known of the phone of who has the visit now: what is done there without a signal still comes in (O-09). */
export function phoneOf(page, { technician, technician_name: name }) {
  return technician ? phoneNotice(name, phonesOn(page, technician), page.board.now(), { leaving: true }) : null;
}

/** The phones of `technician` that the board knows. */
function phonesOn(page, technician) {
  return [...page.board.devices.values()].filter((device) => device.person === technician);
}

/** Says in `dialog` what should be known of the phone of whoever is chosen for the visit and does not have it. */
export function warnOfChosen(dialog, page, visit, technicians) {
  const whoOf = (id) => (id === visit.technician ? null : { name: technicians.find((each) => each.id === id)?.name ?? "", phones: phonesOn(page, id) });
  warnOfPhones(dialog, whoOf, () => page.board.now());
}

/** The technician's name with the number of visits still before them, which is what a dispatcher chooses by. */
export function withLoad(page, { id, name }) {
  const open = [...page.board.visits.values()].filter((visit) => visit.technician === id && visit.signature === "none" && !["finished", "cancelled"].includes(visit.status)).length;
  return t("technician-with-load", { name, count: open });
}
