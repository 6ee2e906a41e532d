// Today and what comes: one card a visit, by appointment. Lists come from the device's read model, no document is opened.

import { api } from "./api.js";
import { el, fill } from "./dom.js";
import { icon } from "./pictures.js";
import { t } from "/assets/shared/i18n.js";
import { stateOf, statePill } from "/assets/shared/status.js";
import { clockTime, longDay, startOfDay } from "/assets/shared/times.js";
import { session } from "./session.js";
import { problem } from "./toast.js";
import { deliveryText } from "./words.js";

/** Shows the agenda and follows it. */
export async function mountAgenda(root) {
  const draw = async () => {
    try {
      drawAgenda(root, await api.agenda());
    } catch (error) {
      problem(error);
    }
  };
  await draw();
  return { notice: (kind) => (["agenda", "document", "outbox", "reload"].includes(kind) ? draw() : null) };
}

function drawAgenda(root, rows) {
  const here = rows.filter((row) => !row.left).sort(byAppointment);
  const left = rows.filter((row) => row.left).sort(byAppointment);
  const days = [];
  for (const row of here) {
    const last = days.at(-1);
    if (last && dayKey(last.at) === dayKey(row.appointment_at)) last.rows.push(row);
    else days.push({ at: row.appointment_at, rows: [row] });
  }
  fill(
    root,
    el(
      "div",
      { class: "agenda" },
      el(
        "h1",
        { class: "greeting" },
        t("hs-agenda-title"),
        el("small", {}, `${session()?.identity?.person_name ?? ""} · ${session()?.identity?.organisation_name ?? ""}`),
      ),
      here.length === 0 ? el("p", { class: "empty", test: "agenda-empty" }, t("hs-agenda-empty")) : null,
      days.map((day) =>
        el(
          "section",
          { class: "day" },
          el("h2", { class: "day-name" }, day.at ? longDay(day.at) : t("hs-agenda-no-time")),
          day.rows.map(card),
        ),
      ),
      left.length > 0 ? el("section", { class: "day" }, el("h2", { class: "day-name" }, t("hs-agenda-left")), left.map(card)) : null,
    ),
  );
}

const dayKey = (at) => (at ? startOfDay(at) : null);
const byAppointment = (a, b) => (a.appointment_at ?? Infinity) - (b.appointment_at ?? Infinity) || a.number.localeCompare(b.number);

function card(row) {
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
      el(
        "div",
        { class: "card-top" },
        el("span", { class: "card-time" }, row.appointment_at ? clockTime(row.appointment_at) : "–"),
        row.urgency === "urgent" ? el("span", { class: "chip chip-urgent" }, t("urgency-urgent")) : null,
        el("span", { class: "chip" }, t(`work-${row.work}`)),
        statePill(state),
      ),
      el("h3", { class: "card-customer" }, row.customer_name),
      el("p", { class: "card-product" }, row.product),
      el("p", { class: "card-fault" }, row.fault),
      row.left ? el("p", { class: "notice" }, leftText(row.left)) : null,
      row.attention?.length > 0
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

/** Where a visit went that is no longer this device's. */
export function leftText(left) {
  const gone = left.successor ? t("hs-left-with", { name: left.successor }) : t("hs-left");
  return left.reason ? `${gone} ${t("hs-left-reason", { reason: left.reason })}` : gone;
}
