// The foot of a visit: one big button for the next step, and beside it the few things that can happen instead.

import { t } from "/assets/shared/i18n.js";
import { stateOf, statePill } from "/assets/shared/status.js";
import { el } from "../dom.js";
import { leftText } from "../agenda/card.js";
import { askReason } from "../forms/reason.js";
import { icon } from "../pictures.js";
import { askNotSigned } from "../sign/unsigned.js";
import { note, problem } from "../toast.js";
import { askConsent } from "./money.js";
import { nextStep } from "./steps.js";

/** What stands there for `sheet`. */
export function footContent(context, sheet) {
  const step = nextStep(sheet);
  const minor = [];
  if (sheet.allowed.includes("reopen")) {
    minor.push(
      el(
        "button",
        { type: "button", class: "minor", test: "reopen", onclick: () => context.do("reopen").catch(problem) },
        icon("undo"),
        t("hs-do-reopen"),
      ),
    );
  }
  if (!sheet.complete && (sheet.allowed.includes("record_refusal") || sheet.allowed.includes("record_absence"))) {
    minor.push(
      el(
        "button",
        { type: "button", class: "minor", test: "not-signed", onclick: () => askNotSigned(context) },
        icon("close"),
        t("hs-do-not-signed"),
      ),
    );
  }
  if (sheet.allowed.includes("record_void_trip") && step !== "sign") {
    minor.push(
      el("button", { type: "button", class: "minor", test: "void-trip", onclick: () => askVoidTrip(context) }, t("hs-do-void-trip")),
    );
  }
  return [
    minor.length > 0 ? el("div", { class: "minor-row" }, minor) : null,
    step
      ? primaryButton(context, sheet, step)
      : el("p", { class: "primary-none" }, statePill(stateOf(sheet)), sheet.left ? leftText(sheet.left) : t("hs-nothing-to-do")),
  ];
}

function primaryButton(context, sheet, step) {
  if (step === "sign" || step === "sealed") {
    return el(
      "a",
      { class: `primary primary-${step}`, href: `#/visit/${context.id}/sign`, test: "primary", "data-step": step },
      icon(step === "sign" ? "pen" : "signed"),
      t(`hs-do-${step}`),
    );
  }
  if (step === "agree_fee") {
    return el(
      "button",
      { type: "button", class: "primary", test: "primary", "data-step": step, onclick: () => askConsent(context) },
      icon("check"),
      t("hs-do-agree-fee"),
    );
  }
  const left = step === "finish" ? sheet.missing.length : 0;
  // Goods that are out stand in the way of the finish even when everything is filled in.
  const goodsOut = step === "finish" && left === 0 && !sheet.allowed.includes("finish") && sheet.goods.length > 0;
  return el(
    "button",
    {
      type: "button",
      class: `primary primary-${step}${left > 0 || goodsOut ? " is-waiting" : ""}`,
      test: "primary",
      "data-step": step,
      onclick: async (event) => {
        if (left > 0) {
          document.getElementById("missing").scrollIntoView({ behavior: "smooth", block: "center" });
          document.getElementById("missing").classList.add("is-called");
          return;
        }
        if (goodsOut) {
          const goods = document.getElementById("goods");
          goods.open = true;
          goods.scrollIntoView({ behavior: "smooth", block: "center" });
          return;
        }
        const button = event.currentTarget;
        button.disabled = true;
        try {
          await context.do(step);
          note(t(`hs-done-${step}`));
          window.scrollTo({ top: 0, behavior: "smooth" });
        } catch (error) {
          problem(error);
          button.disabled = false;
        }
      },
    },
    icon("arrow"),
    el("span", {}, t(`hs-do-${step}`), left > 0 ? el("small", {}, t("hs-missing-count", { n: left })) : null, goodsOut ? el("small", {}, t("hs-goods-out")) : null),
  );
}

function askVoidTrip(context) {
  askReason({
    title: t("hs-do-void-trip"),
    lead: t("hs-void-trip-lead"),
    label: t("hs-reason"),
    picks: [t("hs-void-nobody"), t("hs-void-solved"), t("hs-void-refused"), t("hs-void-colleague")],
    confirm: t("hs-void-trip-confirm"),
    act: (reason) => context.do("record_void_trip", { reason }),
  });
}
