/** Old parts by the day on which something is due, what is overdue first; several can be packed for one shipment. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { View, action, choice, table, two } from "/assets/desk/view.js";
import { newId } from "/assets/desk/ids.js";
import { readTechnicians } from "/assets/dispatch/api.js";
import { oldPart, oldParts, pack } from "./api.js";
import { panel } from "./panel.js";
import { dueWords } from "./words.js";

const STAGES = ["completed", "promised", "handed_over", "shipped", "judged", "disposed", "withdrawn"];
const DISPOSITIONS = ["return", "local_sale", "local_destruction", "give_away", "kept_by_customer"];

export class Parts extends View {
  #filter = { stage: "", technician: "", disposition: "", find: "", all: false };
  #chosen = new Map();

  async fetch() {
    const { wanted } = this.page;
    if (wanted.has("find")) {
      this.#filter.find = wanted.get("find");
      this.#filter.all = true;
    }
    const id = wanted.get("part");
    const [page, people, one] = await Promise.all([oldParts(this.#filter), this.data?.people ?? readTechnicians(), id ? oldPart(id) : null]);
    return { ...page, people, one };
  }

  contents() {
    const { one } = this.data;
    return [this.#bar(), this.#packing(), h("div", { class: one ? "split" : "" }, h("div", {}, this.#table(), this.more("rows", (after) => oldParts({ ...this.#filter, after }))), one ? panel(this, one) : null)];
  }

  #bar() {
    const filter = this.#filter;
    const change = (name) => (value) => {
      filter[name] = value;
      void this.load();
    };
    const find = h("input", { class: "input", type: "search", autocomplete: "off", spellcheck: "false", placeholder: t("find-old-parts"), "aria-label": t("find-old-parts"), data: { keep: "find" } });
    find.value = filter.find;
    const search = h("form", { class: "find", role: "search", on: { submit: (event) => (event.preventDefault(), this.#find(find.value.trim())) } }, find, h("button", { class: "button", type: "submit", "aria-label": t("find") }, icon("search")));
    const all = h("input", { type: "checkbox", data: { keep: "all" }, on: { change: (event) => change("all")(event.currentTarget.checked) } });
    all.checked = filter.all;
    const options = (none, values, word) => [{ value: "", text: t(none) }, ...values.map((value) => ({ value, text: t(`${word}-${value}`) }))];
    const people = [{ value: "", text: t("technicians-all") }, ...this.data.people.map(({ name }) => ({ value: name, text: name }))];
    return h(
      "div",
      { class: "bar old-filters" },
      choice(t("column-stage"), filter.stage, options("stages-all", STAGES, "stage"), change("stage")),
      choice(t("technician"), filter.technician, people, change("technician")),
      choice(t("column-disposition"), filter.disposition, options("dispositions-all", DISPOSITIONS, "disposition"), change("disposition")),
      search,
      h("label", { class: "check" }, all, h("span", { text: t("old-parts-all") })),
    );
  }

  #packing() {
    if (this.#chosen.size === 0) {
      return null;
    }
    return h("div", { class: "notice packing" }, icon("part"), h("span", { text: t("chosen", { count: this.#chosen.size }) }), action(t("pack-chosen"), () => this.#pack(), { kind: "primary" }), action(t("choose-none"), () => this.#clear()));
  }

  #table() {
    const may = this.desk.may("old_parts:write") && this.data.rows.some((row) => row.may_pack);
    return table({
      caption: t("view-parts"),
      empty: t("old-parts-none"),
      rows: this.data.rows,
      row: ({ id }) => ({ class: this.data.one?.row.id === id ? "is-chosen" : null }),
      columns: [
        may ? { text: t("column-pack"), kind: "tick", cell: (row) => this.#tick(row) } : null,
        { text: t("column-due"), kind: "due", cell: (row) => this.#due(row) },
        { text: t("column-part"), kind: "wide", cell: (row) => [h("a", { class: "first", href: `#parts?part=${row.id}`, text: row.data.name, data: { keep: row.id } }), h("span", { class: "small soft second", text: [row.data.part_number, t("pieces", { count: row.data.quantity }), row.data.reason].filter(Boolean).join(" · ") })] },
        { text: t("column-order"), kind: "spare", cell: ({ data }) => two(data.order_number, data.equipment_number) },
        { text: t("technician"), kind: "spare", cell: ({ data }) => two(data.technician, data.region) },
        { text: t("column-stage"), cell: (row) => this.#stage(row) },
        { text: t("column-disposition"), kind: "spare extra", cell: ({ data }) => two(t(`disposition-${data.disposition}`), data.shipment ?? "") },
      ],
    });
  }

  #tick(row) {
    if (!row.may_pack) {
      return null;
    }
    const box = h("input", { type: "checkbox", "aria-label": t("choose-part", { name: row.data.name, number: row.data.order_number }), data: { keep: `tick ${row.id}` } });
    box.checked = this.#chosen.has(row.id);
    box.addEventListener("change", () => {
      if (box.checked) {
        this.#chosen.set(row.id, row);
      } else {
        this.#chosen.delete(row.id);
      }
      this.draw();
    });
    return h("label", { class: "tick-target" }, box);
  }

  #due(row) {
    const { text, kind } = dueWords(row, this.data.on);
    return [h("span", { class: kind ? `mark ${kind}` : "soft" }, kind ? icon(kind === "danger" ? "attention" : "clock") : null, h("span", { text })), row.data.due_on ? h("span", { class: "small soft second", text: row.data.due_on }) : null];
  }

  #stage({ data, state }) {
    const next = data.next_step ? t("next-step", { step: t(`step-${data.next_step}`) }) : t("nothing-left");
    const flags = data.flags.length ? h("span", { class: "mark warning small", title: data.flags.map((flag) => t(`flag-${flag}`)).join("\n") }, icon("attention"), h("span", { text: t("flags-count", { count: data.flags.length }) })) : null;
    return [...two(t(`stage-${state}`), next), flags];
  }

  #pack() {
    const id = newId();
    const rows = [...this.#chosen.values()];
    new Dialog({
      title: t("pack-title", { count: rows.length }),
      lead: t("pack-lead"),
      contents: [
        h("ul", { class: "plain-list" }, rows.map(({ data }) => h("li", { text: `${data.order_number} · ${data.name} × ${data.quantity}` }))),
        field("freight", "freight", { type: "number", min: "0", step: "0.01", inputmode: "decimal" }),
        field("remark", "remark", { maxlength: 190 }),
      ],
      submitText: t("pack-submit"),
      submit: async (dialog) => {
        const freight = dialog.value("freight");
        const body = { id, parts: rows.map((row) => row.id), remark: dialog.value("remark"), ...(freight ? { freight_fen: Math.round(Number(freight) * 100) } : {}) };
        const { number } = await pack(body);
        this.#chosen.clear();
        dialog.close();
        toast(t("packed-done", { number }));
        this.page.go("shipments", { shipment: id });
      },
    });
  }

  #clear() {
    this.#chosen.clear();
    this.draw();
  }

  #find(find) {
    this.#filter.find = find;
    if (this.page.wanted.has("find")) {
      this.page.go("parts");
    } else {
      void this.load();
    }
  }
}
