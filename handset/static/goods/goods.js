// Goods that were taken along, on one page: what they are, who has them, the repair card, the promise, money, the way back. One big
// button does what comes next; what is still in the way stands above it.

import { t } from "/assets/shared/i18n.js";
import { longDay } from "/assets/shared/times.js";
import { api } from "../api.js";
import { askHandOver, isMine } from "../custody.js";
import { mountDocument } from "../document.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { customerCopy } from "../sign/copy.js";
import { goodsPaper } from "../sign/papers.js";
import { problem } from "../toast.js";
import { facts, fold, joined } from "../visit/section.js";
import { explain } from "../words.js";
import { askFitting, backSection, giveBack, voidReceipt } from "./back.js";
import { askInspection, cardSection } from "./card.js";
import { GOODS_HOLDERS, handsSection } from "./hands.js";
import { dueChip } from "./list.js";
import { moneySection } from "./money.js";
import { promiseSection } from "./promise.js";

const STAGES = ["taken", "in_repair", "inspected", "ready", "returned"];

/** Shows the goods `id` and follows them. */
export function mountGoods(root, id) {
  return mountDocument(root, id, {
    open: api.repair,
    send: api.onRepair,
    home: { href: "#/goods", label: t("hs-goods-title") },
    test: "goods",
    head,
    flags: (sheet) => sheet.flags.map((flag) => t(`repair-flag-${flag}`)),
    sections: (context) => [
      itemSection(context),
      customerCopy(goodsPaper(id)),
      handsSection(context),
      cardSection(context),
      promiseSection(context),
      moneySection(context),
      backSection(context),
    ],
    foot,
  });
}

function head(sheet) {
  const at = STAGES.indexOf(sheet.stage);
  return [
    el("h1", {}, el("span", { class: "figures" }, sheet.taken.receipt), el("span", { class: "number" }, sheet.taken.customer.name)),
    el(
      "div",
      { class: "chips" },
      el("span", { class: "chip" }, t(`receipt-${sheet.receipt}`)),
      sheet.due_at && sheet.stage !== "returned" ? dueChip(sheet.due_at) : null,
    ),
    el(
      "ol",
      { class: "steps", "aria-label": t("hs-steps"), test: "stage", "data-stage": sheet.stage },
      STAGES.map((stage, place) => {
        const state = place < at || sheet.stage === "returned" ? "done" : place === at ? "now" : "later";
        return el(
          "li",
          { class: `step is-${state}`, "aria-current": state === "now" ? "step" : null },
          el("span", { class: "step-dot" }, state === "done" ? icon("check") : String(place + 1)),
          el("span", { class: "step-name" }, t(`hs-stage-${stage}`)),
        );
      }),
    ),
  ];
}

function itemSection(context) {
  const body = el("div", { class: "stack" });
  const receipt = el("a", { class: "wide", href: `#/goods/${context.id}/receipt`, test: "show-receipt" }, icon("copy"), t("hs-do-show-receipt"));
  const part = fold("item", t("hs-goods-item"), body, receipt);
  return {
    node: part.node,
    update: (sheet) => {
      const { item, customer, visit, call_out: callOut, fault } = sheet.taken;
      fill(
        body,
        facts([
          [t("hs-product-name"), joined(item.product, item.model)],
          [t("hs-serial"), item.serial, "figures"],
          [t("hs-accessories"), item.accessories],
          [t("hs-condition"), joined(t(`hs-appearance-${item.appearance}`), t(`hs-function-${item.function}`), item.words)],
          [t("hs-goods-fault"), fault],
          [t("hs-customer"), joined(customer.name, customer.phone)],
          [t("hs-visit"), visit ? el("a", { href: `#/visit/${visit}` }, callOut || t("hs-visit")) : callOut],
          [t("hs-promise-day"), sheet.promise ? longDay(sheet.promise.promised_for) : null],
        ]),
      );
      receipt.hidden = sheet.stage === "returned";
      part.follow({ status: sheet.stage }, { open: sheet.stage === "taken", line: joined(item.product, item.model) });
    },
  };
}

// What comes next, by what the device allows and what is still open; null if nothing does.
function nextStep(sheet) {
  const may = (action) => sheet.allowed.includes(action);
  if (may("sign_goods_return")) return "sign_goods_return";
  if (may("void_receipt") && sheet.receipt === "valid") return "void_receipt";
  if (may("fit_and_test") && sheet.flags.includes("not_fitted_and_tested")) return "fit_and_test";
  if (may("give_back")) return "give_back";
  if (may("hand_over") && sheet.stage === "taken" && isMine(sheet.holders)) return "hand_over";
  if (may("sign_take_away") && sheet.stage === "taken") return "sign_take_away";
  return may("inspect") ? "inspect" : null;
}

const PICTURES = {
  sign_goods_return: "pen",
  sign_take_away: "pen",
  void_receipt: "check",
  fit_and_test: "check",
  give_back: "people",
  hand_over: "arrow",
  inspect: "shield",
};
const BEFORE_REPAIR = new Set(["sign_take_away", "hand_over"]);
const PAPERS = { sign_goods_return: "goods_return", sign_take_away: "take_away" };
const RUN = {
  void_receipt: voidReceipt,
  fit_and_test: askFitting,
  give_back: giveBack,
  hand_over: (context) => askHandOver(context, GOODS_HOLDERS),
  inspect: askInspection,
};

function foot(context, sheet) {
  const step = nextStep(sheet);
  if (!step) return [];
  // While the goods have not even gone anywhere, nobody asks why they do not come back.
  const inTheWay = BEFORE_REPAIR.has(step) ? null : sheet.refused.find(({ action }) => action === "give_back" && sheet.stage !== "returned");
  const entries = { class: `primary primary-${step}`, test: "primary", "data-step": step };
  const inside = [icon(PICTURES[step]), el("span", {}, t(`hs-do-${step}`))];
  return [
    inTheWay ? el("p", { class: "soft", test: "in-the-way" }, t("hs-give-back-waits", { why: explain(inTheWay) })) : null,
    PAPERS[step]
      ? el("a", { ...entries, href: `#/goods/${context.id}/sign/${PAPERS[step]}` }, inside)
      : el("button", { ...entries, type: "button", onclick: (event) => press(event.currentTarget, () => RUN[step](context)) }, inside),
  ];
}

async function press(button, run) {
  button.disabled = true;
  try {
    await run();
  } catch (error) {
    problem(error);
  } finally {
    button.disabled = false;
  }
}
