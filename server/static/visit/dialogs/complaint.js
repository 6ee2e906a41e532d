/** A refusal to sign becomes a complaint, with the customer's words as the original (O-04, R-165). */
import { promised, instant } from "/assets/complaints/promised.js";
import { Dialog } from "/assets/desk/dialog.js";
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { acceptRefusal } from "../api.js";

/** Asks by when there is an answer, and goes to the complaint. */
export function openRefusal(page, view) {
  const id = newId(page.desk.now());
  new Dialog({
    title: t("refusal-accept"),
    lead: t("refusal-dialog-lead"),
    contents: [promised(page.desk), h("label", { class: "choice" }, h("input", { type: "checkbox", name: "serious" }), h("span", { text: t("refusal-serious") }))],
    submitText: t("refusal-accept"),
    submit: async (dialog) => {
      const row = await acceptRefusal(view.id, { id, answer_promised_for: instant(dialog.value("promised_for")), serious: dialog.form.elements.serious.checked });
      dialog.close();
      toast(t("refusal-accepted", { label: row.data.label }));
      location.assign(`/complaints#${row.id}`);
    },
  });
}
