/** Withdrawing an entry. */
import { t } from "/assets/shared/i18n.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { withdraw } from "./api.js";

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
