/** Sends somebody for a call-out: the one dialog for it, whatever page it is opened from. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { serverNow } from "/assets/desk/api.js";
import { warnOfPhones } from "/assets/desk/phones.js";
import { toast } from "/assets/desk/toast.js";
import { dispatch, readTechnicians } from "./api.js";
import { Checks } from "./checks.js";

/**
 * Asks whom to send for `callOut` (`{id, number, lead, work, product}`), when, and what to check. `given` says what is filled in: a
 * `technician`, the value `at` of an input for date and time, and `templates` that take the place of those that fit. `name` tells a
 * technician's name as it is to be chosen by. `sent(visit)` is called when somebody was sent.
 */
export async function openSend(callOut, { technician = "", at = "", templates = [] }, { name = (each) => each.name, sent }) {
  let technicians;
  try {
    technicians = await readTechnicians();
  } catch (error) {
    toast(error.text, "danger");
    return;
  }
  const checks = templates.length > 0 ? null : new Checks();
  const dialog = new Dialog({
    title: t("send-title", { number: callOut.number }),
    lead: callOut.lead,
    contents: [
      technicians.length === 0 ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("send-nobody") })) : null,
      h(
        "div",
        { class: "form-row" },
        field("send-technician", "technician", { required: true, options: [{ value: "", text: t("choose") }, ...technicians.map((each) => ({ value: each.id, text: name(each) }))] }),
        field("send-appointment", "appointment", { required: false, type: "datetime-local", value: at }),
      ),
      checks?.element,
    ],
    submitText: t("send-submit"),
    submit: async (dialog) => {
      const [person, time] = [dialog.value("technician"), dialog.value("appointment")];
      const { visit } = await dispatch(callOut.id, {
        technician: person,
        appointment_at: time ? new Date(time).getTime() : undefined,
        checklist: checks?.list(),
        templates: templates.length > 0 ? templates : undefined,
      });
      dialog.close();
      toast(t("send-done", { number: callOut.number, name: technicians.find(({ id }) => id === person)?.name ?? "" }));
      sent(visit);
    },
  });
  dialog.form.elements.technician.value = technician;
  warnOfPhones(dialog, (id) => technicians.find((each) => each.id === id), serverNow);
  await checks?.offer(callOut.work, callOut.product);
}
