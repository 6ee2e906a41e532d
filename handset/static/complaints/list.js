// Complaints that were taken down on this phone, or that this technician owns.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { deliveryText } from "../words.js";
import { askComplaint } from "./receive.js";

/** Shows the complaints and follows them. */
export async function mountComplaints(root) {
  const body = el("div", { class: "stack" });
  const read = async () => {
    const rows = await api.complaints();
    fill(body, ...(rows.length > 0 ? rows.map(row) : [el("p", { class: "empty", test: "complaints-empty" }, t("hs-complaints-empty"))]));
  };
  fill(
    root,
    el(
      "div",
      { class: "stack room" },
      el("a", { class: "back", href: "#/", test: "back" }, icon("back"), t("hs-agenda-title")),
      el("h1", { class: "greeting" }, t("hs-complaints-title")),
      body,
      el(
        "button",
        { type: "button", class: "wide is-main", test: "new-complaint", onclick: () => askComplaint(null).catch(problem) },
        icon("plus"),
        t("hs-do-complaint"),
      ),
    ),
  );
  await read();
  return { notice: (kind) => (["agenda", "document", "outbox", "reload"].includes(kind) ? read().catch(problem) : null) };
}

function row(one) {
  return el(
    "a",
    { class: "paper-row", href: `#/complaints/${one.id}`, test: "complaint-row", "data-stage": one.stage },
    el(
      "span",
      { class: "paper-top" },
      el("strong", { class: "figures" }, labelText(one.label, !one.provisional)),
      el("span", { class: "chip" }, t(`complaint-stage-${one.stage}`)),
    ),
    el("span", { class: "paper-name" }, one.customer),
    el("span", { class: "paper-words" }, one.words),
    one.answer_promised_for
      ? el("span", { class: "soft" }, t("hs-answer-promised-for", { when: moment(one.answer_promised_for, Date.now()) }))
      : null,
    one.flags.length > 0
      ? el(
          "span",
          { class: "to-check" },
          icon("attention"),
          el("span", {}, one.flags.map((flag) => t(`complaint-flag-${flag}`)).join(t("hs-joint"))),
        )
      : null,
    el("span", { class: `delivery is-${one.delivery.state}` }, deliveryText(one.delivery)),
  );
}

/** The number, or the label that stands in for it. */
export const labelText = (label, numbered) => (numbered ? label : t("hs-number-provisional", { number: label }));
