// The receipt for goods that were taken along: its number in large type, to be shown, printed and signed for. It speaks the customer's
// language.

import { language, t } from "/assets/shared/i18n.js";
import { strokesImage } from "/assets/shared/strokes.js";
import { fullTime } from "/assets/shared/times.js";
import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { customerCopy } from "../sign/copy.js";
import { goodsDocument } from "../sign/goods_voucher.js";
import { languageChoice } from "../sign/languages.js";
import { goodsPaper } from "../sign/papers.js";
import { problem } from "../toast.js";
import { explain } from "../words.js";

const KIND = "take_away";

/** Shows the receipt of the goods `id` and follows it. `onLanguage(tag)` changes the page's language. */
export async function mountReceipt(root, id, { onLanguage }) {
  const copy = customerCopy(goodsPaper(id));
  const read = async () => {
    const sheet = await api.repair(id);
    copy.update(sheet);
    const shown = await api.goodsVoucher(id, language(), KIND);
    fill(root, page(id, sheet, shown, await signatures(id, sheet), copy, onLanguage));
  };
  try {
    await read();
  } catch (error) {
    fill(root, backLink(id), el("div", { class: "notice warning", role: "alert" }, icon("attention"), el("p", {}, explain(error))));
    return {};
  }
  return {
    notice: (kind, document) => (kind === "reload" || (kind === "document" && document === id) ? read().catch(problem) : null),
  };
}

const backLink = (id) => el("a", { class: "back", href: `#/goods/${id}`, test: "back" }, icon("back"), t("hs-sign-back-goods"));

// Only a signature on what the receipt says now stands under it: the paper is rendered again as it was signed, and compared.
async function signatures(id, sheet) {
  const given = sheet.sign_offs.filter((one) => one.verified && one.kind === KIND);
  const holds = async (one) => (await api.goodsVoucher(id, one.language, KIND)).digest === one.paper_sha256;
  return Promise.all(given.map(async (one) => ({ ...one, holds: await holds(one) })));
}

function page(id, sheet, shown, signed, copy, onLanguage) {
  const toSign = sheet.allowed.includes(`sign_${KIND}`);
  return el(
    "article",
    { class: "sign receipt", test: "receipt" },
    el("div", { class: "visit-line" }, backLink(id), languageChoice(onLanguage)),
    el("p", { class: "lead" }, t("hs-receipt-lead")),
    goodsDocument(shown),
    el("p", { class: "statement" }, shown.voucher.statement),
    signed.map(signature),
    toSign ? el("p", { class: "receipt-line" }, t("hs-receipt-to-sign")) : null,
    el(
      "div",
      { class: "stack receipt-doings" },
      toSign
        ? el("a", { class: "primary primary-sign", href: `#/goods/${id}/sign/${KIND}`, test: "sign-receipt" }, icon("pen"), t("hs-do-sign_take_away"))
        : el("a", { class: "primary", href: `#/goods/${id}`, test: "receipt-done" }, icon("check"), t("hs-sealed-done")),
      copy.node,
      el("button", { type: "button", class: "wide", test: "print", onclick: () => window.print() }, icon("copy"), t("hs-do-print")),
    ),
  );
}

function signature(one) {
  const name = one.signer.name;
  return el(
    "section",
    { class: "block", test: "receipt-signature" },
    one.holds
      ? el("figure", { class: "paper sealed-paper" }, strokesImage(one.strokes, { label: t("hs-signature-of", { name }) }))
      : el("p", { class: "notice warning" }, icon("attention"), el("span", {}, t("hs-receipt-changed"))),
    el(
      "dl",
      { class: "facts" },
      el("dt", {}, t("hs-signed-by")),
      el("dd", {}, name),
      el("dt", {}, t("hs-signed-at")),
      el("dd", {}, fullTime(one.signed_at)),
    ),
  );
}
