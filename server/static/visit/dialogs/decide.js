/** What a person decides on a visit: which value holds, whether a report or a correction stands, whether a part is issued. */
import { t } from "/assets/shared/i18n.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { record } from "../api.js";

/** Settles a conflict with `value`: it holds from now on, the others stay in the history. */
export function openSettle(page, view, { field: name }, value, label) {
  decide(page, view, {
    title: t("settle-title", { field: label }),
    lead: t("settle-lead", { value }),
    contents: [field("settle-confirmed-by", "confirmed_by", { required: true, maxlength: 200, value: view.customer.contact })],
    submitText: t("settle-submit"),
    action: (dialog) => ({ action: "settle_data", field: name, to: value, confirmed_by: dialog.value("confirmed_by") }),
    done: t("settle-done", { field: label }),
  });
}

/** A leader approves the report. */
export function openApproval(page, view) {
  decide(page, view, {
    title: t("approve-title", { number: view.number }),
    lead: t("approve-lead"),
    contents: [field("decision-note", "note", { required: false, lines: 2, maxlength: 1900 })],
    submitText: t("approve-submit"),
    action: (dialog) => ({ action: "approve_report", note: dialog.value("note") }),
    done: t("approve-done", { number: view.number }),
  });
}

/** A leader accepts a correction that the customer has not signed (R-054, O-05). */
export function openAcceptance(page, view, opened) {
  decide(page, view, {
    title: t("accept-title"),
    lead: t("accept-lead", { reason: opened.reason }),
    contents: [field("decision-note", "note", { required: false, lines: 2, maxlength: 1900 })],
    submitText: t("accept-submit"),
    action: (dialog) => ({ action: "accept_amendment", opened: opened.id, note: dialog.value("note") }),
    done: t("accept-done"),
  });
}

/** A leader decides on a part that was asked for. */
export function openRequest(page, view, request, approved) {
  decide(page, view, {
    title: t(approved ? "request-approve-title" : "request-decline-title", { name: request.name }),
    lead: t("request-lead", { name: request.name, count: request.quantity, reason: request.reason }),
    contents: [field("request-reason", "reason", { required: !approved, lines: 2, maxlength: 1900 })],
    submitText: t(approved ? "request-approve" : "request-decline"),
    kind: approved ? "primary" : "danger",
    action: (dialog) => ({ action: "decide_request", request: request.id, approved, by_name: page.desk.session.name, reason: dialog.value("reason") }),
    done: t(approved ? "request-approved" : "request-declined", { name: request.name }),
  });
}

// The id is made once for the dialog: pressed twice, or sent again after a lost answer, it is one decision.
function decide(page, view, { action, done, ...rest }) {
  const event = newId();
  new Dialog({
    ...rest,
    submit: async (dialog) => {
      const row = await record(view.id, event, action(dialog));
      page.board.takeVisit(row);
      dialog.close();
      toast(done);
    },
  });
}
