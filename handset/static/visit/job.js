// What the visit is about: fault, product, customer, appointment. Read only.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { facts, section } from "./section.js";

const WIDE = window.matchMedia("(min-width: 60rem)");

/** The section with the job data. */
export function jobSection() {
  const body = el("div", { class: "stack" });
  const more = el("div", {});
  const details = el("details", { class: "job-more" }, el("summary", {}, t("hs-job-more")), more);
  let at = null;
  return {
    node: section("job", t("hs-job"), null, body, details),
    update: (sheet) => {
      fill(body, ...summary(sheet));
      fill(more, rest(sheet));
      // On the way everything is wanted; at work the checks and texts should be near the top of a small screen.
      if (sheet.status !== at) details.open = WIDE.matches || ["assigned", "travelling", "on_site"].includes(sheet.status);
      at = sheet.status;
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

function rest({ call_out: callOut, customer, asset, appointment, due }) {
  const now = Date.now();
  return facts([
    [t("hs-appointment"), appointment ? moment(appointment.at, now) : null],
    [due ? t(`hs-due-by-${due.what}`) : "", due ? moment(due.by, now) : null],
    [t("hs-address"), customer.address],
    [t("hs-contact"), customer.contact],
    [t("hs-product"), [asset.product, asset.model].filter(Boolean).join(" · ")],
    [t("hs-serial"), asset.serial, "figures"],
    [t("hs-plate"), asset.plate, "figures"],
    [t("hs-called-at"), moment(callOut.received_at, now)],
  ]);
}
