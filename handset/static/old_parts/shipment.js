// A shipment of old parts: its packing list and a label for each part, to be printed, and sending it off.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { icon } from "../pictures.js";
import { session } from "../session.js";
import { problem } from "../toast.js";
import { facts } from "../visit/section.js";

/** Shows the shipment with this number and follows it. */
export async function mountShipment(root, shipment) {
  const read = async () => {
    const rows = (await api.oldParts()).filter((row) => row.shipment === shipment);
    const sheets = await Promise.all(rows.map((row) => api.oldPart(row.id)));
    fill(root, page(shipment, rows, sheets));
  };
  await read();
  return { notice: (kind) => (["document", "reload"].includes(kind) ? read().catch(problem) : null) };
}

function page(shipment, rows, sheets) {
  const back = el("a", { class: "back", href: "#/old-parts", test: "back" }, icon("back"), t("hs-old-parts-title"));
  if (rows.length === 0) return [back, el("p", { class: "empty" }, t("hs-shipment-empty"))];
  const onTheWay = sheets.every((sheet) => sheet.events.some(({ kind }) => kind === "shipped"));
  return el(
    "article",
    { class: "sign receipt", test: "shipment" },
    el("div", { class: "visit-line" }, back),
    el(
      "section",
      { class: "voucher", test: "packing-list" },
      el(
        "header",
        { class: "voucher-head" },
        el("p", { class: "voucher-organisation" }, session()?.identity?.organisation_name ?? ""),
        el("h2", {}, t("hs-packing-list")),
        el("p", { class: "voucher-number" }, t("hs-packing-list-of", { list: [...new Set(rows.map((row) => row.packing_list))].join(", "), shipment })),
      ),
      el("ol", { class: "packing" }, sheets.map(listed)),
      facts([
        [t("hs-packed-pieces"), String(sheets.reduce((sum, { removed }) => sum + removed.quantity, 0))],
        [t("hs-packed-by"), session()?.identity?.person_name],
      ]),
    ),
    el("h2", { class: "no-print" }, t("hs-labels")),
    el("section", { class: "labels" }, sheets.map(label)),
    el(
      "div",
      { class: "stack receipt-doings" },
      onTheWay
        ? null
        : el(
            "button",
            { type: "button", class: "primary", test: "ship", onclick: () => askShipping(shipment, rows) },
            icon("arrow"),
            t("hs-do-ship"),
          ),
      el("button", { type: "button", class: "wide", test: "print", onclick: () => window.print() }, icon("copy"), t("hs-do-print")),
    ),
  );
}

function listed({ removed }) {
  return el(
    "li",
    { test: "packed-part" },
    el("strong", {}, `${removed.name} × ${removed.quantity}`),
    facts([
      [t("hs-part-number"), removed.part_number],
      [t("hs-serial"), removed.serial],
      [t("hs-equipment"), removed.equipment_number],
      [t("hs-order-number"), removed.order_number],
      [t("hs-old-part-problem"), removed.reason],
    ]),
  );
}

// What stands on the part itself (F-82), with licence plate and fault of a terminal.
function label(sheet) {
  const { removed, events } = sheet;
  const code = events.filter(({ kind }) => kind === "labelled").at(-1)?.code;
  return el(
    "section",
    { class: "label-card", test: "part-label" },
    el("strong", {}, removed.name),
    facts([
      [t("hs-part-number"), removed.part_number],
      [t("hs-serial"), removed.serial],
      [t("hs-equipment"), removed.equipment_number],
      [t("hs-order-number"), removed.order_number],
      [t("hs-old-part-problem"), removed.reason],
      [t("hs-plate"), removed.plate],
      [t("hs-part-label-fault"), removed.label_fault],
      [t("hs-label-code"), code],
    ]),
  );
}

function askShipping(shipment, rows) {
  openForm({
    title: t("hs-do-ship"),
    lead: t("hs-ship-lead", { n: rows.length }),
    test: "ship-form",
    fields: [{ kind: "day", name: "on", label: t("hs-shipped-on"), needed: true, value: Date.now() }],
    act: ({ on }) => api.onOldParts(rows.map((row) => row.id), "ship", { shipment, on }),
    done: t("hs-noted"),
  });
}
