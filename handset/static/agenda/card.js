// One visit in the list: when, how urgent, who, where, what is wrong, and how it stands.

import { t } from "/assets/shared/i18n.js";
import { stateOf, statePill } from "/assets/shared/status.js";
import { clockTime, day, sameDay, span } from "/assets/shared/times.js";
import { el } from "../dom.js";
import { icon } from "../pictures.js";
import { deliveryText } from "../words.js";
import { towards } from "./groups.js";

// Only what is still to be begun can be late for its appointment.
const TO_BEGIN = new Set(["assigned", "travelling", "to_be_continued", "waiting_for_parts"]);

/** The card of `row`. */
export function card(row, now) {
  const state = stateOf(row);
  return el(
    "article",
    {
      class: `card is-${state}${row.left ? " has-left" : ""}${row.urgency === "urgent" ? " is-urgent" : ""}`,
      test: "visit-card",
      "data-visit": row.id,
      "data-status": state,
    },
    el(
      "a",
      { class: "card-open", href: `#/visit/${row.id}` },
      el("div", { class: "card-top" }, el("span", { class: "card-time" }, appointmentText(row, now)), statePill(state)),
      chips(row, state, now),
      el("h3", { class: "card-customer" }, row.customer_name),
      el("p", { class: "card-product" }, [row.product, t(`work-${row.work}`), row.number].join(" · ")),
      el("p", { class: "card-fault" }, row.fault),
      row.left ? el("p", { class: "notice" }, leftText(row.left)) : null,
      row.attention.length > 0
        ? el("p", { class: "card-attention" }, icon("attention"), row.attention.map((flag) => t(`attention-${flag}`)).join(" · "))
        : null,
    ),
    el(
      "footer",
      { class: "card-foot" },
      el("span", { class: "card-address" }, icon("on_site"), row.address),
      // Beside the link that opens the card, not inside it.
      row.phone
        ? el(
            "a",
            {
              class: "call",
              href: `tel:${row.phone.replace(/[^+\d]/g, "")}`,
              test: "card-call",
              "aria-label": t("hs-call", { name: row.customer_name }),
            },
            icon("call"),
            row.phone,
          )
        : null,
      el(
        "span",
        { class: `delivery is-${row.delivery.state}`, test: "card-delivery", "data-state": row.delivery.state },
        deliveryText(row.delivery),
      ),
    ),
  );
}

function appointmentText({ appointment_at: at }, now) {
  if (!at) return "–";
  return sameDay(at, now) ? clockTime(at) : `${day(at)} ${clockTime(at)}`;
}

function chips(row, state, now) {
  const due = dueChip(row, state, now);
  const urgent = row.urgency === "urgent" ? el("span", { class: "chip chip-urgent" }, icon("urgent"), t("urgency-urgent")) : null;
  return due || urgent ? el("div", { class: "chips" }, urgent, due) : null;
}

// What the terms promise comes first; without a promise the appointment counts as long as nobody is there.
function dueChip({ appointment_at: at, due, left }, state, now) {
  const by = due?.by ?? (TO_BEGIN.has(state) ? at : null);
  if (!by || left) return null;
  const { state: stands, ms } = towards(by, now);
  const said = t(`hs-due-${stands}`, { span: span(ms) });
  return el("span", { class: `chip chip-${stands}`, "data-due": stands }, icon("clock"), due ? t(`hs-due-to-${due.what}`, { said }) : said);
}

/** Where a visit went that is no longer this device's. */
export function leftText(left) {
  const gone = left.successor ? t("hs-left-with", { name: left.successor }) : t("hs-left");
  return left.reason ? `${gone} ${t("hs-left-reason", { reason: left.reason })}` : gone;
}
