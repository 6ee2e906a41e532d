// What the visit is about: fault, product, customer, appointment. Read only.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { section } from "./section.js";

const WIDE = window.matchMedia("(min-width: 60rem)");

/** The section with the job data. */
export function jobSection() {
  const body = el("div", { class: "stack" });
  const more = el("div", {});
  const details = el("details", { class: "job-more" }, el("summary", {}, t("hs-job-more")), more);
  let first = true;
  return {
    node: section("job", t("hs-job"), null, body, details),
    update: (sheet) => {
      fill(body, ...summary(sheet));
      fill(more, rest(sheet));
      // On the way everything is wanted; at work the checks and texts should be near the top of a small screen.
      if (first) details.open = WIDE.matches || sheet.status === "assigned" || sheet.status === "on_site";
      first = false;
    },
  };
}

function summary({ call_out: callOut, customer }) {
  return [
    el(
      "div",
      { class: "chips" },
      callOut.urgency === "urgent" ? el("span", { class: "chip chip-urgent" }, icon("urgent"), t("urgency-urgent")) : null,
      el("span", { class: "chip" }, t(`work-${callOut.work}`)),
      el("span", { class: "chip" }, t(`service_type-${callOut.service_type}`)),
    ),
    el("p", { class: "fault" }, callOut.fault),
    customer.phone
      ? el(
          "a",
          { class: "call call-wide", href: `tel:${customer.phone.replace(/[^+\d]/g, "")}`, test: "call" },
          icon("call"),
          el("span", {}, el("strong", {}, customer.phone), customer.contact ? el("small", {}, customer.contact) : null),
        )
      : null,
  ];
}

function rest({ call_out: callOut, customer, asset, appointment_at: appointment }) {
  const now = Date.now();
  return facts([
    ["hs-appointment", appointment ? moment(appointment, now) : null],
    ["hs-address", customer.address],
    ["hs-contact", customer.contact],
    ["hs-product", [asset.product, asset.model].filter(Boolean).join(" · ")],
    ["hs-serial", asset.serial, "figures"],
    ["hs-plate", asset.plate, "figures"],
    ["hs-called-at", moment(callOut.received_at, now)],
  ]);
}

function facts(rows) {
  return el(
    "dl",
    { class: "facts" },
    rows.filter(([, value]) => value).map(([label, value, style]) => [el("dt", {}, t(label)), el("dd", { class: style ?? null }, value)]),
  );
}
