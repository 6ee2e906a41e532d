// The file of the product: warranty, contract, what was done to it before. Read only, from what the desk sent along.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { problem } from "../toast.js";
import { facts, fold, joined } from "./section.js";

/** The section; hidden where the desk sent no file of this product. */
export function historySection() {
  const body = el("div", { class: "stack" });
  const part = fold("history", t("hs-history"), body);
  part.node.hidden = true;
  let asked = null;
  const read = async (sheet) => {
    const file = await api.asset(sheet.asset.serial);
    part.node.hidden = file === null;
    if (file === null) return;
    fill(body, ...told(file));
    part.follow(sheet, { open: false, line: file.services.length > 0 ? t("hs-history-services", { n: file.services.length }) : "" });
  };
  return {
    node: part.node,
    update: (sheet) => {
      if (!sheet.asset.serial || sheet.asset.serial === asked) return;
      asked = sheet.asset.serial;
      read(sheet).catch(problem);
    },
  };
}

function told({ purchased_on: bought, made_on: made, warranty, promise, contract, services }) {
  const terms = promise ?? warranty;
  return [
    facts([
      [t("hs-purchased-on"), bought],
      [t("hs-made-on"), made],
      [t("hs-warranty"), terms ? t("hs-months", { n: terms.unit_months }) : null],
      [
        t("hs-contract"),
        contract ? joined(contract.number, t("hs-from-to", { from: contract.from, to: contract.to }), contract.scope) : null,
      ],
    ]),
    services.length > 0
      ? el(
          "ul",
          { class: "plain lines", test: "services" },
          services.map((service) =>
            el(
              "li",
              {},
              el(
                "span",
                { class: "grow" },
                el("strong", {}, service.on),
                " ",
                joined(service.fault, service.treatment, service.technician),
              ),
            ),
          ),
        )
      : null,
  ];
}
