// What the repair of goods costs, and the invoice on the day of the return.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { inForce } from "../document.js";
import { el, fill } from "../dom.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { typed, yuan } from "../money.js";
import { doings } from "../visit/doings.js";
import { facts, fold, joined } from "../visit/section.js";

const KINDS = ["labour", "part", "travel", "other"];

/** The section. */
export function moneySection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "charge", label: t("hs-do-charge"), picture: "plus", run: () => askCharge(context) },
    { action: "request_invoice", label: t("hs-do-invoice"), picture: "copy", run: () => askInvoice(context) },
  ]);
  const part = fold("money", t("hs-money"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      const invoiced = sum(sheet, "invoice_requested");
      const charges = inForce(sheet.events).filter(({ kind }) => kind === "charged");
      fill(
        about,
        el("p", { class: "soft" }, t(sheet.taken.paid ? "hs-goods-paid" : "hs-goods-free")),
        charges.length > 0
          ? facts([
              ...charges.map((one) => [t(`charge_kind-${one.what}`), joined(one.description, yuan(one.amount_fen))]),
              [t("hs-sum"), el("strong", {}, yuan(sum(sheet, "charged")))],
              [t("hs-invoiced"), invoiced > 0 ? yuan(invoiced) : null],
            ])
          : null,
      );
      acts.update(sheet);
      part.follow({ status: sheet.stage }, { open: false, line: charges.length > 0 ? yuan(sum(sheet, "charged")) : "" });
    },
  };
}

// In **fen**.
const sum = (sheet, wanted) =>
  inForce(sheet.events)
    .filter(({ kind }) => kind === wanted)
    .reduce((all, { amount_fen: amount }) => all + amount, 0);

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

function askInvoice(context) {
  const sheet = context.sheet();
  const open = Math.max(0, sum(sheet, "charged") - sum(sheet, "invoice_requested"));
  openForm({
    title: t("hs-do-invoice"),
    test: "invoice-form",
    fields: [{ kind: "money", name: "amount_fen", label: t("hs-amount"), needed: true, value: open > 0 ? typed(open) : "" }],
    act: (said) => context.do("request_invoice", said),
    done: t("hs-noted"),
  });
}
