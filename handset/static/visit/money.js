// Money: who pays and why, what it costs, what the customer agreed to, what was paid, the invoice.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { askReason } from "../forms/reason.js";
import { typed, yuan } from "../money.js";
import { icon } from "../pictures.js";
import { namesOf } from "./before.js";
import { doings } from "./doings.js";
import { facts, fold, joined } from "./section.js";

const TYPES = ["A", "B", "C", "D"];
// Stable codes of what a decision rests on, and the words for them.
const BASES = {
  "warranty/in_term": "warranty",
  "contract/in_scope": "contract",
  "out_of_warranty/ended": "out_of_warranty",
  "out_of_warranty/misuse": "misuse",
  "disputed/quality_office": "disputed",
  "other/as_said": "other",
};
const KINDS = ["labour", "part", "travel", "other"];

/** The section. */
export function moneySection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "decide_service_type", label: t("hs-do-service-type"), picture: "shield", run: () => askType(context) },
    { action: "charge", label: t("hs-do-charge"), picture: "plus", run: () => askCharge(context) },
    { action: "agree_fee", label: t("hs-do-agree-fee"), picture: "check", run: () => askConsent(context) },
    { action: "collect_money", label: t("hs-do-collect"), picture: "download", run: () => askCollection(context) },
    { action: "request_invoice", label: t("hs-do-invoice"), picture: "copy", run: () => askInvoice(context) },
  ]);
  const consent = el(
    "a",
    { class: "wide is-main", href: `#/visit/${context.id}/sign/fee_consent`, test: "sign-fee" },
    icon("pen"),
    t("hs-do-sign-fee"),
  );
  const part = fold("money", t("hs-money"), about, acts.node, consent);
  return {
    node: part.node,
    update: (sheet) => {
      fill(about, ...told(context, sheet));
      acts.update(sheet);
      consent.hidden = !sheet.allowed.includes("sign_fee_consent");
      part.follow(sheet, {
        open: sheet.money.charges.length > 0 && ["on_site", "working"].includes(sheet.status),
        line: joined(t(`service_type-${sheet.money.service_type}`), sheet.money.charges_fen > 0 ? yuan(sheet.money.charges_fen) : null),
      });
    },
  };
}

function told(context, { money, allowed }) {
  return [
    facts([
      [t("hs-service-type"), joined(t(`service_type-${money.service_type}`), money.fee_open ? t("hs-fee-open") : null)],
      [t("hs-fee-agreed"), money.agreed_fen ? yuan(money.agreed_fen) : null],
      [t("hs-collected"), money.collected_fen ? yuan(money.collected_fen) : null],
      [t("hs-invoiced"), money.invoiced_fen ? yuan(money.invoiced_fen) : null],
    ]),
    money.charges.length > 0
      ? el(
          "ul",
          { class: "plain charges", test: "charges" },
          money.charges.map((one) =>
            el(
              "li",
              {},
              el("span", { class: "grow" }, joined(t(`charge_kind-${one.what}`), one.text)),
              el("strong", { class: "figures" }, yuan(one.amount_fen)),
              allowed.includes("strike_charge")
                ? el(
                    "button",
                    {
                      type: "button",
                      class: "round",
                      "aria-label": t("hs-part-strike"),
                      test: "strike-charge",
                      onclick: () => askStrike(context, one),
                    },
                    icon("close"),
                  )
                : null,
            ),
          ),
          el(
            "li",
            { class: "charges-sum" },
            el("span", { class: "grow" }, t("hs-sum")),
            el("strong", { class: "figures" }, yuan(money.charges_fen)),
          ),
        )
      : null,
  ];
}

function askStrike(context, one) {
  askReason({
    title: t("hs-part-strike-title", { name: one.text }),
    lead: t("hs-part-strike-lead"),
    label: t("hs-reason"),
    picks: [t("hs-strike-typo"), t("hs-strike-twice")],
    confirm: t("hs-part-strike"),
    act: (reason) => context.do("strike_charge", { charge: one.id, reason }),
  });
}

function askType(context) {
  const { money } = context.sheet();
  openForm({
    title: t("hs-do-service-type"),
    lead: t("hs-service-type-lead"),
    test: "service-type-form",
    fields: [
      {
        kind: "choice",
        name: "service_type",
        label: t("hs-service-type"),
        needed: true,
        value: money.service_type,
        options: TYPES.map((value) => ({ value, label: t(`service_type-${value}`) })),
      },
      {
        kind: "choice",
        name: "basis",
        label: t("hs-basis"),
        needed: true,
        options: Object.entries(BASES).map(([value, word]) => ({ value, label: t(`hs-basis-${word}`) })),
      },
      { kind: "text", name: "reason", label: t("hs-service-type-reason"), rows: 2 },
    ],
    act: (said) => context.do("decide_service_type", said),
    done: t("hs-noted"),
    keep: draft(context.id, "decide_service_type"),
  });
}

async function askCharge(context) {
  const prices = await api.prices();
  openForm({
    title: t("hs-do-charge"),
    lead: t("hs-charge-lead"),
    test: "charge-form",
    fields: [
      ...(prices.length > 0 ? [{ kind: "prices", name: "price", label: t("hs-price-list"), prices }] : []),
      {
        kind: "choice",
        name: "what",
        label: t("hs-charge-what"),
        needed: true,
        options: KINDS.map((value) => ({ value, label: t(`charge_kind-${value}`) })),
      },
      { kind: "line", name: "text", label: t("hs-charge-description"), needed: true },
      { kind: "money", name: "amount_fen", label: t("hs-amount"), needed: true },
    ],
    act: (said) => context.do("charge", said),
    done: t("hs-noted"),
    keep: draft(context.id, "charge"),
  });
}

/** Asks for the sum that the customer agrees to, and for who agreed. */
export function askConsent(context) {
  const sheet = context.sheet();
  openForm({
    title: t("hs-do-agree-fee"),
    lead: t("hs-agree-fee-lead"),
    test: "fee-form",
    fields: [
      {
        kind: "money",
        name: "amount_fen",
        label: t("hs-agreed-up-to"),
        needed: true,
        value: sheet.money.charges_fen > 0 ? typed(sheet.money.charges_fen) : "",
      },
      { kind: "consent", name: "consent", label: t("hs-consent"), needed: true, picks: namesOf(sheet) },
    ],
    act: (said) => context.do("agree_fee", said),
    done: t("hs-noted"),
    keep: draft(context.id, "agree_fee"),
  });
}

const open = (money) => Math.max(0, money.charges_fen - money.collected_fen - money.invoiced_fen);

function askCollection(context) {
  const { money } = context.sheet();
  openForm({
    title: t("hs-do-collect"),
    lead: t("hs-collect-lead"),
    test: "collect-form",
    fields: [
      { kind: "money", name: "amount_fen", label: t("hs-amount"), needed: true, value: typed(open(money)) },
      {
        kind: "choice",
        name: "method",
        label: t("hs-pay-method"),
        needed: true,
        options: ["cash", "electronic"].map((value) => ({ value, label: t(`pay_method-${value}`) })),
      },
    ],
    act: (said) => context.do("collect_money", said),
    done: t("hs-noted"),
  });
}

function askInvoice(context) {
  const { money } = context.sheet();
  openForm({
    title: t("hs-do-invoice"),
    test: "invoice-form",
    fields: [{ kind: "money", name: "amount_fen", label: t("hs-amount"), needed: true, value: typed(open(money)) }],
    act: (said) => context.do("request_invoice", said),
    done: t("hs-noted"),
  });
}
