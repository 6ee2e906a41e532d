// The papers of goods as documents: the receipt when they are taken along, the return. Every field that is sealed is shown, and nothing
// that is not.

import { t } from "/assets/shared/i18n.js";
import { fullTime, longDay } from "/assets/shared/times.js";
import { el } from "../dom.js";
import { yuan } from "../money.js";
import { facts } from "../visit/section.js";
import { serials } from "../visit/parts.js";

/** The document for `{ voucher, digest }`. */
export function goodsDocument({ voucher, digest }) {
  const { organisation, customer, item, technician } = voucher;
  return el(
    "article",
    { class: "voucher", lang: voucher.language, test: "voucher", "data-digest": digest },
    el(
      "header",
      { class: "voucher-head" },
      el("p", { class: "voucher-organisation" }, organisation.name),
      el("h2", {}, t(`hs-voucher-${voucher.kind}`)),
      el("p", { class: "receipt-number", test: "receipt-number" }, voucher.receipt_number),
    ),
    part(
      t("hs-customer"),
      facts([
        [t("hs-name"), customer.name],
        [t("hs-address"), customer.address],
        [t("hs-contact"), customer.contact],
        [t("hs-phone"), customer.phone],
      ]),
    ),
    part(
      t("hs-goods-item"),
      facts([
        [t("hs-product-name"), item.product],
        [t("hs-model"), item.model],
        [t("hs-serial"), item.serial],
        [t("hs-accessories"), item.accessories],
        [t("hs-appearance"), t(`hs-appearance-${item.appearance}`)],
        [t("hs-function"), t(`hs-function-${item.function}`)],
        [t("hs-condition"), item.condition],
      ]),
    ),
    part(t("hs-goods-fault"), el("p", { class: "voucher-text" }, voucher.fault)),
    part(
      t("hs-goods-times"),
      facts([
        [t("hs-technician"), technician.name],
        [t("hs-call-out"), voucher.call_out_number],
        [t("hs-taken-at"), fullTime(voucher.taken_at)],
        [t("hs-promise-day"), voucher.promised_for ? promised(voucher.promised_for) : null],
        [t("hs-returned-at"), voucher.returned_at ? fullTime(voucher.returned_at) : null],
      ]),
    ),
    voucher.work_done ? part(t("hs-treatment"), el("p", { class: "voucher-text" }, voucher.work_done)) : null,
    voucher.parts?.length ? part(t("hs-parts"), el("ul", { class: "plain" }, voucher.parts.map(fitted))) : null,
    voucher.charges?.length
      ? part(
          t("hs-money"),
          facts([
            ...voucher.charges.map((one) => [t(`charge_kind-${one.what}`), `${one.text} ${yuan(one.amount_fen)}`]),
            [t("hs-sum"), el("strong", {}, yuan(voucher.charges_fen))],
          ]),
        )
      : null,
    voucher.inspection
      ? part(
          t("hs-inspection"),
          facts([
            [t("hs-inspection-result"), t(voucher.inspection.passed ? "hs-passed" : "hs-not-passed")],
            [t("hs-inspected-by"), voucher.inspection.by_name],
            [t("hs-note"), voucher.inspection.note],
          ]),
        )
      : null,
    part(
      t("hs-voucher-identity"),
      el(
        "dl",
        { class: "facts voucher-identity" },
        Object.entries({
          "hs-voucher-version": String(voucher.version),
          "hs-voucher-language": t(`language-${voucher.language}`),
          "hs-voucher-repair": voucher.repair,
          "hs-voucher-visit": voucher.visit,
          "hs-voucher-organisation": organisation.id,
          "hs-voucher-technician": technician.id,
          "hs-voucher-digest": digest,
        })
          .filter(([, value]) => value)
          .map(([label, value]) => [el("dt", {}, t(label)), el("dd", {}, value)]),
      ),
    ),
  );
}

const promised = (at) => el("span", {}, longDay(at), el("span", { class: "soft row-line" }, fullTime(at)));

function part(title, ...content) {
  return el("section", { class: "voucher-part" }, el("h3", {}, title), ...content);
}

function fitted(line) {
  return el(
    "li",
    { class: "voucher-swap" },
    el("p", {}, el("strong", {}, line.name), ` × ${line.quantity}`),
    line.part_number ? el("p", { class: "soft" }, `${t("hs-part-number")} ${line.part_number}`) : null,
    line.old_serial || line.new_serial ? serials(line) : null,
  );
}
