// The server's signed word that it has the work: when it was given, and the file to keep. Nothing is shown before there is one.

import { t } from "/assets/shared/i18n.js";
import { fullTime } from "/assets/shared/times.js";
import { api, receiptsUrl } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";

/** The newest receipt for `paper` (`papers.js`) as `{ node, update(sheet) }`. */
export function serverReceipt(paper) {
  const node = el("div", { class: "stack", test: "server-receipt", hidden: true });
  const show = (sheet, receipts) => {
    const newest = receipts[receipts.length - 1];
    node.hidden = !newest;
    if (!newest) return;
    fill(
      node,
      el("p", { class: "notice good" }, icon("check"), el("span", {}, t("hs-receipt-from-server", { time: fullTime(newest.at) }))),
      el(
        "a",
        { class: "wide", href: receiptsUrl(paper.id), download: `receipt-server-${paper.number(sheet)}.json`, test: "receipt-file" },
        icon("download"),
        t("hs-receipt-file"),
      ),
    );
  };
  const update = (sheet) =>
    api
      .receipts(paper.id)
      .then((receipts) => show(sheet, receipts))
      .catch(problem);
  return { node, update };
}
