// What the visit is about: fault, product, customer, appointment. Read only.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { section } from "./section.js";

/** The section with the job data. */
export function jobSection() {
  const body = el("div", { class: "stack" });
  return {
    node: section("job", t("hs-job"), null, body),
    update: (sheet) => fill(body, ...content(sheet)),
  };
}

function content({ call_out: callOut, customer, asset, appointment_at: appointment }) {
  const now = Date.now();
  return [
    el(
      "div",
      { class: "chips" },
      callOut.urgency === "urgent" ? el("span", { class: "chip chip-urgent" }, icon("urgent"), t("hs-urgency-urgent")) : null,
      el("span", { class: "chip" }, t(`hs-work-${callOut.work}`)),
      el("span", { class: "chip" }, t(`hs-service-${callOut.service_type}`)),
    ),
    el("p", { class: "fault" }, callOut.fault),
    customer.phone ? el("a", { class: "call call-wide", href: `tel:${customer.phone.replace(/[^+\d]/g, "")}`, test: "call" }, icon("call"), el("span", {}, el("strong", {}, customer.phone), customer.contact ? el("small", {}, customer.contact) : null)) : null,
    facts([
      ["hs-appointment", appointment ? moment(appointment, now) : null],
      ["hs-address", customer.address],
      ["hs-contact", customer.contact],
      ["hs-product", [asset.product, asset.model].filter(Boolean).join(" · ")],
      ["hs-serial", asset.serial, "code"],
      ["hs-plate", asset.plate, "code"],
      ["hs-called-at", moment(callOut.received_at, now)],
    ]),
  ];
}

function facts(rows) {
  return el(
    "dl",
    { class: "facts" },
    rows.filter(([, value]) => value).map(([label, value, style]) => [el("dt", {}, t(label)), el("dd", { class: style ?? null }, value)]),
  );
}
