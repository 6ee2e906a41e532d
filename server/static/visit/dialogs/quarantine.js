/** Decides what becomes of work that lies beside a visit: into it, or left out. */
import { t } from "/assets/shared/i18n.js";
import { decideQuarantine } from "../api.js";
import { toast } from "/assets/desk/toast.js";
import { Dialog, field } from "/assets/desk/dialog.js";

/** Takes the work of `device` into the visit, as far as it is good. */
export async function takeIn(view, device) {
  try {
    const { changes, refused, detail } = await decideQuarantine(view.id, { device, decision: "take_in" });
    toast(t("late-work-taken-in", { changes }));
    if (refused) {
      toast(t("late-work-refused", { code: refused, detail: detail ?? "" }), "danger");
    }
  } catch (error) {
    toast(error.text, "danger");
  }
}

/** Asks why the work of `device` stays out. */
export function openDiscard(view, device) {
  new Dialog({
    title: t("late-work-discard"),
    lead: t("late-work-discard-lead"),
    contents: [field("late-work-discard-reason", "reason", { required: true, lines: 3, maxlength: 1900 })],
    submitText: t("late-work-discard"),
    kind: "danger",
    submit: async (dialog) => {
      await decideQuarantine(view.id, { device, decision: "discard", reason: dialog.value("reason") });
      dialog.close();
      toast(t("late-work-discarded"));
    },
  });
}
