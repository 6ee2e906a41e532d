/** Calls a visit off before anybody arrived. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { toast } from "/assets/desk/toast.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { cancel } from "./api.js";

/** Asks why; `customer` is the name of who waits for `visit`. */
export function openCancel(page, visit, customer) {
  new Dialog({
    title: t("cancel-title", { number: visit.number }),
    lead: t("cancel-lead", { customer, name: visit.technician_name || t("no-technician") }),
    contents: [
      h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("cancel-offline") })),
      field("cancel-reason", "reason", { required: true, lines: 3, maxlength: 1900 }),
    ],
    submitText: t("cancel-submit"),
    kind: "danger",
    submit: async (dialog) => {
      page.board.takeVisit(await cancel(visit.id, { reason: dialog.value("reason") }));
      dialog.close();
      toast(t("cancel-done", { number: visit.number }));
    },
  });
}
