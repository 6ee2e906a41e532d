/** Gives a visit to another technician. What the first one has done stays done (O-09). */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { ago } from "/assets/shared/times.js";
import { readTechnicians } from "/assets/dispatch/api.js";
import { assign } from "../api.js";
import { toast } from "/assets/desk/toast.js";
import { Dialog, field } from "/assets/desk/dialog.js";

/** A phone that was not heard for so long may be without a signal, in **milliseconds**. */
const QUIET_MS = 15 * 60_000;

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
}

/** When the phone of who has the visit now was last heard: what is done there without a signal still comes in (O-09). */
export function phoneOf(page, { technician, technician_name: name }) {
  const phones = [...page.board.devices.values()].filter((device) => device.person === technician && !device.revoked);
  const heard = Math.max(...phones.map((device) => device.last_seen_at ?? 0));
  if (phones.length === 0) {
    return null;
  }
  const now = page.board.now();
  const quiet = now - heard > QUIET_MS;
  const text = heard > 0 ? t("assign-phone-heard", { name, ago: ago(heard, now) }) : t("assign-phone-never", { name });
  return h("div", { class: quiet ? "notice warning" : "notice" }, icon(quiet ? "offline" : "phone"), h("span", { text: quiet ? `${text} ${t("assign-phone-quiet")}` : text }));
}

/** The technician's name with the number of visits still before them, which is what a dispatcher chooses by. */
export function withLoad(page, { id, name }) {
  const open = [...page.board.visits.values()].filter((visit) => visit.technician === id && visit.signature === "none" && !["finished", "cancelled"].includes(visit.status)).length;
  return t("technician-with-load", { name, count: open });
}
