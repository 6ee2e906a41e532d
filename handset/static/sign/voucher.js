// The voucher as a document: every field that is sealed is shown, and nothing that is not.

import { t } from "/assets/shared/i18n.js";
import { fullTime } from "/assets/shared/times.js";
import { photoUrl } from "../api.js";
import { el } from "../dom.js";
import { serials } from "../visit/parts.js";
import { detailParts } from "./details.js";

/** The document for `{ voucher, digest }`. */
export function voucherDocument({ voucher, digest }) {
  const { organisation, call_out: callOut, customer, asset, technician, times } = voucher;
  return el(
    "article",
    { class: "voucher", lang: voucher.language, test: "voucher", "data-digest": digest },
    el(
      "header",
      { class: "voucher-head" },
      el("p", { class: "voucher-organisation" }, organisation.name),
      el("h2", {}, t(`hs-voucher-${voucher.kind}`)),
      el("p", { class: "voucher-number" }, callOut.number),
    ),
    part(
      t("hs-customer"),
      facts([
        ["hs-name", customer.name],
        ["hs-address", customer.address],
        ["hs-contact", customer.contact],
        ["hs-phone", customer.phone],
      ]),
    ),
    part(
      t("hs-product"),
      facts([
        ["hs-product-name", asset.product],
        ["hs-model", asset.model],
        ["hs-serial", asset.serial],
        ["hs-plate", asset.plate],
      ]),
    ),
    part(
      t("hs-voucher-order"),
      el("p", { class: "voucher-text" }, callOut.fault),
      facts([
        ["hs-work", t(`work-${callOut.work}`)],
        ["hs-urgency", t(`urgency-${callOut.urgency}`)],
        ["hs-service-type", t(`service_type-${callOut.service_type}`)],
        ["hs-called-at", fullTime(callOut.received_at)],
      ]),
    ),
    part(
      t("hs-voucher-times"),
      facts([
        ["hs-technician", technician.name],
        ["hs-arrived-at", instant(times.arrived_at)],
        ["hs-started-at", instant(times.started_at)],
        ["hs-finished-at", instant(times.finished_at)],
      ]),
    ),
    voucher.checklist.length > 0
      ? part(t("hs-checklist"), el("ul", { class: "plain voucher-checks" }, voucher.checklist.map(check)))
      : null,
    part(t("hs-findings"), el("p", { class: "voucher-text" }, voucher.findings)),
    part(t("hs-treatment"), el("p", { class: "voucher-text" }, voucher.treatment)),
    part(
      t("hs-parts"),
      voucher.parts.length > 0 ? el("ul", { class: "plain" }, voucher.parts.map(swap)) : el("p", { class: "soft" }, t("hs-parts-none")),
    ),
    detailParts(voucher, part),
    voucher.photos.length > 0 ? part(t("hs-photos"), el("ul", { class: "plain photo-grid" }, voucher.photos.map(photo))) : null,
    part(
      t("hs-voucher-identity"),
      el(
        "dl",
        { class: "facts voucher-identity" },
        Object.entries({
          "hs-voucher-version": String(voucher.version),
          "hs-voucher-language": t(`language-${voucher.language}`),
          "hs-voucher-visit": voucher.visit,
          "hs-voucher-call-out": callOut.id,
          "hs-voucher-organisation": organisation.id,
          "hs-voucher-technician": technician.id,
          "hs-voucher-digest": digest,
        }).map(([label, value]) => [el("dt", {}, t(label)), el("dd", {}, value)]),
      ),
    ),
  );
}

const instant = (at) => (at === undefined || at === null ? null : fullTime(at));

function part(title, ...content) {
  return el("section", { class: "voucher-part" }, el("h3", {}, title), ...content);
}

function facts(rows) {
  return el(
    "dl",
    { class: "facts" },
    rows.filter(([, value]) => value).map(([label, value]) => [el("dt", {}, t(label)), el("dd", {}, value)]),
  );
}

function check({ label, result, note }) {
  return el(
    "li",
    {},
    el("span", { class: "voucher-check-label" }, label),
    el("strong", { class: result ? `is-${result}` : "soft" }, result ? t(`check-${result}`) : t("hs-check-open")),
    note ? el("p", { class: "voucher-note" }, note) : null,
  );
}

function swap(line) {
  return el(
    "li",
    { class: "voucher-swap" },
    el("p", {}, el("strong", {}, line.name), ` × ${line.quantity}`),
    el("p", {}, `${t("hs-part-reason")}: ${line.reason}`),
    el(
      "p",
      { class: "soft" },
      [t(`swap-${line.kind}`), line.part_number ? `${t("hs-part-number")} ${line.part_number}` : ""].filter(Boolean).join(" · "),
    ),
    line.old_serial || line.new_serial ? serials(line) : null,
    line.label_fault ? el("p", {}, `${t("hs-part-label-fault")}: ${line.label_fault}`) : null,
  );
}

function photo({ sha256, caption }) {
  return el(
    "li",
    { class: "photo" },
    el("img", { src: photoUrl(sha256), alt: caption || t("hs-photo") }),
    el(
      "div",
      { class: "photo-foot" },
      caption ? el("span", { class: "photo-caption" }, caption) : null,
      el("span", { class: "figures hash" }, sha256),
    ),
  );
}
