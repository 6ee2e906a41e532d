// Goods that were taken along: in my hands, elsewhere, returned. What is overdue comes first.

import { t } from "/assets/shared/i18n.js";
import { day } from "/assets/shared/times.js";
import { api } from "../api.js";
import { holderText } from "../custody.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { joined } from "../visit/section.js";
import { deliveryText } from "../words.js";

const GROUPS = ["mine", "elsewhere", "returned"];

/** Shows the goods and follows them. */
export async function mountGoodsList(root) {
  const body = el("div", { class: "stack agenda-list" });
  const read = async () => {
    const rows = await api.repairs();
    fill(body, ...(rows.length > 0 ? content(rows) : [el("p", { class: "empty", test: "goods-empty" }, t("hs-goods-empty"))]));
  };
  fill(root, el("div", { class: "stack room" }, el("h1", { class: "greeting" }, t("hs-goods-title")), body));
  await read();
  return { notice: (kind) => (["agenda", "document", "outbox", "reload"].includes(kind) ? read().catch(problem) : null) };
}

const groupOf = (row) => (row.stage === "returned" ? "returned" : row.mine ? "mine" : "elsewhere");

const byDue = (a, b) => (a.due_at ?? Infinity) - (b.due_at ?? Infinity);

function content(rows) {
  return GROUPS.map((name) => [name, rows.filter((row) => groupOf(row) === name)])
    .filter(([, group]) => group.length > 0)
    .map(([name, group]) =>
      el(
        "section",
        { class: "stack", test: `goods-${name}` },
        el("h2", { class: "day-name" }, t(`hs-goods-${name}`)),
        (name === "returned" ? group : [...group].sort(byDue)).map(goodsRow),
      ),
    );
}

/** One item of goods as a line that opens its page. */
export function goodsRow(row) {
  const isOut = row.stage !== "returned";
  return el(
    "a",
    { class: `paper-row${row.left ? " has-left" : ""}`, href: `#/goods/${row.id}`, test: "goods-row", "data-stage": row.stage },
    el(
      "span",
      { class: "paper-top" },
      el("strong", { class: "figures" }, row.receipt),
      el("span", { class: "chip" }, t(`repair-stage-${row.stage}`)),
      isOut && row.due_at ? dueChip(row.due_at) : null,
    ),
    el("span", { class: "paper-name" }, joined(row.product, row.customer)),
    isOut ? el("span", {}, row.holders.map(holderText).join(" / ")) : null,
    row.flags.length > 0
      ? el("span", { class: "to-check" }, icon("attention"), el("span", {}, row.flags.map((flag) => t(`repair-flag-${flag}`)).join(t("hs-joint"))))
      : null,
    el("span", { class: `delivery is-${row.delivery.state}` }, deliveryText(row.delivery)),
  );
}

/** By when it is due, and whether that is over. */
export function dueChip(at) {
  const late = at < Date.now();
  return el(
    "span",
    { class: `chip ${late ? "chip-late" : ""}`, "data-due": late ? "late" : "ahead" },
    icon("clock"),
    t(late ? "hs-overdue-since" : "hs-due-on", { when: day(at) }),
  );
}
