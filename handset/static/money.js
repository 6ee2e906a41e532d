// Money: the device counts in fen (1/100 yuan), people read and write yuan.

import { language } from "/assets/shared/i18n.js";

const FORMATS = { "zh-CN": "zh-CN", en: "en-GB" };

/** `¥80.00` of **fen**. */
export function yuan(fen) {
  const format = new Intl.NumberFormat(FORMATS[language()], { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" });
  return format.format(fen / 100);
}

/** What was typed as yuan, in **fen**; null if it is no sum of money. */
export function fenOf(text) {
  const match = /^(\d{1,9})(?:[.,。](\d{0,2}))?$/.exec(text.trim().replace(/^[¥￥]\s*/, ""));
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

/** **Fen** as it is typed: `80` or `80.50`. */
export const typed = (fen) => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2));
