// Back at the customer's: the receipt given back or stated missing, the fitted component tested, the customer's signatures.

import { t } from "/assets/shared/i18n.js";
import { fullTime } from "/assets/shared/times.js";
import { inForce } from "../document.js";
import { el, fill } from "../dom.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { icon } from "../pictures.js";
import { note } from "../toast.js";
import { doings } from "../visit/doings.js";
import { fold, joined } from "../visit/section.js";

/** The section. */
export function backSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "give_back", label: t("hs-do-give_back"), picture: "people", run: () => giveBack(context) },
    {
      action: "void_receipt",
      label: t("hs-do-void_receipt"),
      picture: "check",
      when: ({ receipt }) => receipt === "valid",
      run: () => voidReceipt(context),
    },
    {
      action: "state_receipt_missing",
      label: t("hs-do-receipt-missing"),
      picture: "pen",
      when: ({ receipt }) => receipt === "valid",
      run: () => askMissing(context),
    },
    {
      action: "fit_and_test",
      label: t("hs-do-fit_and_test"),
      picture: "check",
      when: ({ taken }) => taken.item.component,
      run: () => askFitting(context),
    },
  ]);
  const part = fold("back", t("hs-back"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      fill(about, ...told(context, sheet));
      acts.update(sheet);
      part.node.hidden = acts.node.hidden && about.childElementCount === 0;
      part.follow({ status: sheet.stage }, { open: sheet.stage === "returned", line: t(`receipt-${sheet.receipt}`) });
    },
  };
}

function told(context, sheet) {
  const said = {
    receipt_voided: () => t("receipt-void"),
    receipt_missing: (event) => joined(t("receipt-missing"), event.statement),
    fitted_and_tested: (event) => joined(t(event.works ? "hs-fitted-works" : "hs-fitted-fails"), event.note),
  };
  const entries = inForce(sheet.events).filter((event) => said[event.kind]);
  return [
    sheet.sign_offs.map((signOff) => signature(context, signOff)),
    entries.length > 0
      ? el(
          "ul",
          { class: "plain attempts" },
          entries.map((event) => el("li", {}, icon("check"), el("span", {}, said[event.kind](event)))),
        )
      : null,
  ];
}

function signature(context, signOff) {
  if (!signOff.verified) return el("p", { class: "notice danger" }, icon("shield_broken"), t(`seal-${signOff.code}`));
  return el(
    "a",
    { class: "outbox-row", href: `#/goods/${context.id}/sign/${signOff.kind}`, test: "goods-signature" },
    icon("signed"),
    el(
      "span",
      { class: "grow" },
      el("strong", {}, t(`sign_off-${signOff.kind}`)),
      el("span", { class: "row-line" }, joined(signOff.signer.name, fullTime(signOff.signed_at))),
    ),
    icon("next"),
  );
}

/** The goods go back to the customer. */
export async function giveBack(context) {
  await context.do("give_back", { note: "" });
  note(t("hs-given-back"));
}

/** The customer gave the receipt back. */
export async function voidReceipt(context) {
  await context.do("void_receipt");
  note(t("hs-noted"));
}

function askMissing(context) {
  openForm({
    title: t("hs-do-receipt-missing"),
    lead: t("hs-receipt-missing-lead"),
    test: "receipt-missing-form",
    fields: [{ kind: "text", name: "statement", label: t("hs-receipt-statement"), needed: true }],
    act: (said) => context.do("state_receipt_missing", said),
    done: t("hs-noted"),
    keep: draft(context.id, "state_receipt_missing"),
  });
}

/** Asks what the test of a fitted component came to. */
export function askFitting(context) {
  openForm({
    title: t("hs-do-fit_and_test"),
    test: "fitting-form",
    fields: [
      { kind: "toggle", name: "works", label: t("hs-fitting-works"), needed: true },
      { kind: "text", name: "note", label: t("hs-note"), rows: 2 },
    ],
    act: (said) => context.do("fit_and_test", said),
    done: t("hs-noted"),
    keep: draft(context.id, "fit_and_test"),
  });
}
