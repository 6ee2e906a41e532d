/** Shipments to head office: the list, one with its packing list and labels to print, and its steps (R-131; F-81, F-82). */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { fullTime, moment } from "/assets/shared/times.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { View, action, table, two, yuan } from "/assets/desk/view.js";
import { oldParts, shipment, shipments, step } from "./api.js";

export class Shipments extends View {
  async fetch() {
    const wanted = this.page.wanted.get("shipment");
    // The day it is where the organisation is.
    const [found, { on }] = await Promise.all([wanted ? shipment(wanted) : shipments({}), oldParts({ limit: 1 })]);
    return wanted ? { one: found, on } : { ...found, on };
  }

  contents() {
    return this.data.one ? this.#one(this.data.one) : this.#list();
  }

  #list() {
    return [
      h("p", { class: "soft", text: t("shipments-lead") }),
      table({
        caption: t("view-shipments"),
        empty: t("shipments-none"),
        rows: this.data.shipments,
        columns: [
          { text: t("shipment"), cell: (one) => h("a", { class: "first figures", href: `#shipments?shipment=${one.id}`, text: one.number }) },
          { text: t("packed"), cell: (one) => two(moment(one.at, this.desk.now()), one.by_name) },
          { text: t("parts-count"), kind: "number", cell: (one) => String(one.count) },
          { text: t("freight"), kind: "number", cell: (one) => yuan(one.freight_fen) },
          { text: t("remark"), kind: "wide", cell: (one) => one.remark },
        ],
      }),
      this.more("shipments", (before) => shipments({ before })),
    ];
  }

  #one(one) {
    const next = (wanted) => one.parts.some(({ data }) => data.next_step === wanted || (wanted === "ship" && data.next_step === "request_freight"));
    const may = this.desk.may("old_parts:write");
    const buttons = [
      may && next("ship") ? action(t("do-ship"), () => this.#ship(one), { kind: "primary" }) : null,
      may && next("receive") ? action(t("do-receive"), () => this.#receive(one), { kind: "primary" }) : null,
      action(t("print-list"), () => this.#print("list")),
      action(t("print-labels"), () => this.#print("labels")),
      action(t("back-to-shipments"), () => this.page.go("shipments"), { kind: "quiet" }),
    ];
    return [h("div", { class: "bar no-print" }, h("h2", { class: "bar-words", text: t("shipment-title", { number: one.number }) }), h("div", { class: "acts-row" }, buttons)), this.#packingList(one), labels(one)];
  }

  #packingList(one) {
    const total = one.parts.reduce((sum, { data }) => sum + (data.total_fen ?? 0), 0);
    const head = ["column-nth", "column-order", "equipment", "part-number", "column-part", "column-quantity", "unit-price", "total", "problem", "column-stage"];
    const row = ({ data, state }, nth) => h("tr", {}, [String(nth + 1), data.order_number, data.equipment_number, data.part_number, data.name, String(data.quantity), yuan(data.unit_price_fen), yuan(data.total_fen), data.reason, t(`stage-${state}`)].map((text, column) => h("td", { class: column === 5 || column === 6 || column === 7 ? "number" : null, data: { label: t(head[column]) }, text })));
    return h(
      "article",
      { class: "panel sheet packing-list" },
      h("h2", { text: t("packing-list-title") }),
      h("p", { class: "sheet-number" }, h("strong", { class: "figures", text: one.number }), h("span", { class: "soft", text: [fullTime(one.at), one.by_name].filter(Boolean).join(" · ") })),
      h("div", { class: "table-frame" }, h("table", { class: "table" }, h("caption", { class: "visually-hidden", text: t("packing-list-title") }), h("thead", {}, h("tr", {}, head.map((id) => h("th", { scope: "col", text: t(id) })))), h("tbody", {}, one.parts.map(row)))),
      h("p", { text: [t("parts-sum", { count: one.parts.length }), t("sum", { amount: yuan(total) }), one.freight_fen === undefined ? "" : t("freight-sum", { amount: yuan(one.freight_fen) }), one.remark].filter(Boolean).join(" · ") }),
      h("div", { class: "signatures only-print" }, ["signed-packer", "signed-carrier", "signed-receiver"].map((id) => h("span", { text: `${t(id)}: ` }))),
    );
  }

  #print(what) {
    this.element.dataset.print = what;
    print();
  }

  #ship(one) {
    this.#ask(t("do-ship"), one, [field("shipped-on", "on", { type: "date", required: true, value: this.data.on })], (dialog) => ({ step: "ship", on: dialog.value("on") }));
  }

  #receive(one) {
    this.#ask(t("do-receive"), one, [field("received-by", "by_name", { required: true, maxlength: 190, value: this.desk.session.name })], (dialog) => ({ step: "receive", by_name: dialog.value("by_name") }));
  }

  #ask(title, one, contents, body) {
    new Dialog({
      title,
      lead: t("shipment-step-lead", { number: one.number, count: one.parts.length }),
      contents,
      submitText: title,
      submit: async (dialog) => {
        await step(one.id, body(dialog));
        dialog.close();
        toast(t("recorded", { name: one.number }));
        await this.load();
      },
    });
  }
}

/** A label for each part (R-080, F-82). */
function labels(one) {
  const label = ({ data }, nth) => {
    const facts = [
      [t("part-number"), data.part_number],
      [t("equipment"), [data.equipment_number, data.plate].filter(Boolean).join(" · ")],
      [t("column-order"), data.order_number],
      [t("problem"), data.label_fault || data.reason],
      [t("technician"), data.technician],
    ].filter(([, text]) => text);
    return h("li", { class: "label-card" }, h("p", { class: "sheet-number" }, h("strong", { text: data.name }), h("span", { class: "figures", text: `${one.number}/${nth + 1}` })), h("dl", { class: "facts" }, facts.map(([name, text]) => [h("dt", { text: name }), h("dd", { text })]).flat()));
  };
  return h("section", { class: "labels", "aria-label": t("labels") }, h("h2", { class: "no-print", text: t("labels") }), h("ol", { class: "label-cards" }, one.parts.map(label)));
}
