/** Gives a visit to another technician. What the first one has done stays done (O-09). */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { assign, readTechnicians } from "../api.js";
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
  new Dialog({
    title: t("assign-title", { number: visit.number }),
    lead: t("assign-lead", { name }),
    contents: [
      begun ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("assign-begun", { name, state: t(`state-${visit.status}`) }) })) : null,
      field("assign-technician", "technician", { required: true, options: [{ value: "", text: t("choose") }, ...others.map((each) => ({ value: each.id, text: withLoad(page, each) }))] }),
      field("assign-reason", "reason", { required: true, lines: 3, maxlength: 1900 }),
    ],
    submitText: t("assign-submit"),
    submit: async (dialog) => {
      const board = await assign(visit.id, { technician: dialog.value("technician"), reason: dialog.value("reason") });
      page.board.takeVisit(board);
      dialog.close();
      toast(t("assign-done", { number: visit.number, name: board.technician_name }));
    },
  });
}

/** The technician's name with the number of visits still before them, which is what a dispatcher chooses by. */
export function withLoad(page, { id, name }) {
  const open = [...page.board.visits.values()].filter((visit) => visit.technician === id && visit.signature === "none" && !["finished", "cancelled"].includes(visit.status)).length;
  return t("technician-with-load", { name, count: open });
}
