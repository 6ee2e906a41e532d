/** The outcome on paper (R-193): number, date, complainant, product, cause, solution, and who signs for the company. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { Dialog } from "/assets/desk/dialog.js";
import { inputValue } from "/assets/plan/days.js";
import { money } from "./words.js";

/** Shows the outcome as it is handed to the customer; what offices said to each other is not on it (R-177). */
export function openOutcomePaper(view, hands) {
  const decision = view.events.findLast(({ kind, struck }) => kind === "decided" && !struck);
  const { opened, row } = view;
  const { product } = opened;
  const rows = [
    [t("paper-number"), row.data.label],
    [t("paper-date"), inputValue(decision.at).slice(0, 10)],
    [t("paper-complainant"), [opened.complainant.name, opened.customer.name].filter((name, place, all) => all.indexOf(name) === place).join(" · ")],
    [t("paper-product"), [product.product, product.model, product.serial].filter(Boolean).join(" · ")],
    [t("paper-finding"), t(decision.valid ? "found-valid" : "found-not-valid")],
    [t("paper-cause"), decision.cause],
    [t("paper-solution"), decision.solution],
    decision.amount_fen === undefined ? null : [t("paper-amount"), `${t(`outcome-${decision.outcome}`)} ${money(decision.amount_fen)}`],
  ].filter(Boolean);
  const signs = decision.outcome === "allowance" ? h("p", { class: "paper-line", text: t("paper-customer-signs") }) : null;
  const paper = h(
    "div",
    { class: "outcome-paper", tabindex: 0 },
    h("h3", { text: t("paper-title") }),
    h("p", { text: hands.desk.session.organisation_name }),
    h("dl", {}, rows.map(([name, text]) => h("div", {}, h("dt", { text: name }), h("dd", { text })))),
    h("p", { class: "paper-line", text: t("paper-signed", { name: decision.signed_by }) }),
    signs,
  );
  const print = h("button", { class: "button", type: "button", on: { click: () => window.print() } }, icon("download"), h("span", { text: t("paper-print") }));
  new Dialog({ title: t("do-paper"), wide: true, contents: [h("div", {}, print), paper] });
}
