/** What is done with an entry: somebody is sent, or it is withdrawn. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { dispatch, readTechnicians, withdraw } from "./api.js";

/** Asks whom to send and when. What is to be checked is what the organisation's templates ask for. */
export async function openDispatch(page, row) {
  let technicians;
  try {
    technicians = await readTechnicians();
  } catch (error) {
    toast(error.text, "danger");
    return;
  }
  new Dialog({
    title: t("register-dispatch-title", { number: row.number }),
    lead: `${row.customer.name} · ${row.asset.model} · ${row.fault}`,
    contents: [
      technicians.length === 0 ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("register-no-technicians") })) : null,
      field("register-technician", "technician", { required: true, options: [{ value: "", text: t("choose") }, ...technicians.map(({ id, name }) => ({ value: id, text: name }))] }),
      field("register-appointment", "appointment", { type: "datetime-local" }),
    ],
    submitText: t("register-dispatch-submit"),
    submit: async (dialog) => {
      const appointment = dialog.value("appointment");
      const technician = dialog.value("technician");
      await dispatch(row.id, { technician, ...(appointment ? { appointment_at: new Date(appointment).getTime() } : {}) });
      dialog.close();
      toast(t("register-dispatched", { number: row.number, name: technicians.find(({ id }) => id === technician)?.name ?? "" }));
      await page.refresh(row.id);
    },
  });
}

/** Asks why the entry was a mistake; `done` offers the way back. */
export function openWithdraw(page, row, done) {
  new Dialog({
    title: t("register-withdraw-title", { number: row.number }),
    lead: t("register-withdraw-lead", { customer: row.customer.name }),
    contents: [field("register-reason", "reason", { required: true, lines: 2, maxlength: 1900 })],
    submitText: t("register-withdraw-submit"),
    kind: "danger",
    submit: async (dialog) => {
      await withdraw(row.id, dialog.value("reason"));
      dialog.close();
      await page.refresh();
      done();
    },
  });
}
