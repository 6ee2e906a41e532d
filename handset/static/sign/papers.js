// What can be signed: the voucher of a visit, the two papers of goods. Each says how it is read, shown, sealed and left again.

import { t } from "/assets/shared/i18n.js";
import { api, goodsPdfUrl, pdfUrl, repairSealUrl, sealUrl } from "../api.js";
import { goodsDocument } from "./goods_voucher.js";
import { voucherDocument } from "./voucher.js";

/** The voucher of the visit `id`. */
export const visitPaper = (id) => ({
  id,
  home: `#/visit/${id}`,
  back: t("hs-sign-back"),
  title: (kind) => t(kind === "fee_consent" ? "hs-sign-fee-title" : "hs-sign-title"),
  open: () => api.visit(id),
  kind: (sheet) => sheet.closing,
  // What changed since it was signed is signed anew; until then the earlier signature is shown.
  isSigned: (sheet, asked) => !asked && sheet.signature !== "none" && !sheet.allowed.includes("sign"),
  hasChanged: (sheet) => sheet.signature === "changed_since",
  read: (language, kind) => api.voucher(id, language, kind),
  show: voucherDocument,
  // Pen, stamp, or both.
  takesStamp: true,
  seal: (fields) => api.onVisit(id, "sign", fields),
  sealUrl: (signOff) => sealUrl(id, signOff),
  pdfUrl: pdfUrl(id),
  pdfName: (sheet) => `voucher-${sheet.call_out.number}.pdf`,
  pdfText: () => t("hs-do-voucher-pdf"),
  checkCode: (signOff) => api.checkCode(id, signOff),
  number: (sheet) => sheet.call_out.number,
  label: (sheet) => [t("hs-visit"), `${sheet.call_out.number} · ${sheet.customer.name}`],
  done: () => ({ href: "#/", text: t("hs-sealed-done") }),
});

/** The papers of the goods `id`: the receipt when they are taken, the return. */
export const goodsPaper = (id) => ({
  id,
  home: `#/goods/${id}`,
  back: t("hs-sign-back-goods"),
  title: (kind) => t(`hs-sign-${kind}-title`),
  open: () => api.repair(id),
  kind: (sheet) => (sheet.stage === "returned" ? "goods_return" : "take_away"),
  isSigned: (sheet, asked) => (asked === "goods_return" ? sheet.return_signed : sheet.taking_signed),
  hasChanged: (sheet) => sheet.flags.includes("changed_after_signature"),
  read: (language, kind) => api.goodsVoucher(id, language, kind),
  show: goodsDocument,
  takesStamp: false,
  seal: ({ mark: { strokes }, ...fields }) => api.onRepair(id, "sign", { ...fields, strokes }),
  sealUrl: (signOff) => repairSealUrl(id, signOff),
  pdfUrl: goodsPdfUrl(id),
  pdfName: (sheet) => `receipt-${sheet.taken.receipt}.pdf`,
  pdfText: () => t("hs-do-receipt-pdf"),
  checkCode: (signOff) => api.goodsCheckCode(id, signOff),
  number: (sheet) => sheet.taken.receipt,
  label: (sheet) => [t("hs-receipt-number"), `${sheet.taken.receipt} · ${sheet.taken.customer.name}`],
  done: (sheet) =>
    sheet.stage === "returned"
      ? { href: `#/goods/${id}`, text: t("hs-sealed-done") }
      : { href: `#/goods/${id}/receipt`, text: t("hs-do-show-receipt") },
});
