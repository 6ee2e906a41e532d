/** Papers of the store: the list, the register of differences (R-245), and one paper as it is printed. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { fullTime, moment } from "/assets/shared/times.js";
import { note, notes } from "./api.js";
import { View, action, choice, table, two } from "/assets/desk/view.js";
import { partName, placeName } from "./words.js";

const KINDS = ["received", "issued", "handed_back", "transferred", "written_off"];

export class Notes extends View {
  #kind = "";

  async fetch() {
    const one = this.page.wanted.get("note");
    const page = await notes(this.#narrowed());
    return { ...page, one: one ? await note(one) : null };
  }

  contents() {
    const options = [{ value: "", text: t("papers-all") }, ...KINDS.map((kind) => ({ value: kind, text: t(`note-${kind}`) })), { value: "differing", text: t("papers-differing") }];
    return [
      h("div", { class: "bar" }, choice(t("column-kind"), this.#kind, options, (kind) => this.#choose(kind))),
      h("div", { class: this.data.one ? "split" : "" }, h("div", {}, this.#list(), this.more("notes", (before) => notes({ ...this.#narrowed(), before }))), this.data.one ? paper(this.data.one, () => this.page.go("papers")) : null),
    ];
  }

  #list() {
    return table({
      caption: t("view-papers"),
      empty: t("papers-none"),
      rows: this.data.notes,
      row: (one) => ({ class: this.data.one?.id === one.id ? "is-chosen" : null }),
      columns: [
        { text: t("column-number"), cell: (one) => h("a", { class: "first figures", href: `#papers?note=${one.id}`, text: one.number, data: { keep: one.id } }) },
        { text: t("column-kind"), cell: (one) => two(t(`note-${one.kind}`), moment(one.at, this.desk.now())) },
        { text: t("column-way"), kind: "wide", cell: (one) => two(`${placeName(one.from, one.from_name)} → ${placeName(one.to, one.to_name)}`, one.partner || one.rests_on || one.remark) },
        { text: t("column-lines"), cell: (one) => two(one.lines.length === 1 ? `${one.lines[0].name} × ${one.lines[0].quantity}` : t("lines-count", { count: one.lines.length }), one.lines.some(differs) ? t("differs") : "") },
      ],
    });
  }

  #choose(kind) {
    this.#kind = kind;
    void this.load();
  }

  #narrowed() {
    return this.#kind === "differing" ? { differing: true } : { kind: this.#kind };
  }
}

function differs({ invoiced, quantity }) {
  return invoiced !== undefined && invoiced !== quantity;
}

/** A paper as it is printed, one copy for each who gets one. */
function paper(one, close) {
  const priced = one.lines.some((line) => line.invoiced !== undefined);
  const head = ["column-part-number", "column-part", "column-serial", "column-quantity", priced ? "column-invoiced" : null, priced ? "column-solution" : null].filter(Boolean);
  const row = (line) => {
    const texts = [line.part_number, line.name, line.serial ?? "", String(line.quantity), ...(priced ? [line.invoiced === undefined ? "" : String(line.invoiced), line.solution ?? ""] : [])];
    return h("tr", {}, texts.map((text, column) => h("td", { class: column === 3 || column === 4 ? "number" : null, data: { label: t(head[column]) }, text })));
  };
  const facts = [
    [t("place-from"), placeName(one.from, one.from_name)],
    [t("place-to"), placeName(one.to, one.to_name)],
    [t(one.kind === "issued" ? "requisition-number" : "delivery-note"), one.rests_on],
    [t("deliverer"), one.partner],
    [t("remark"), one.remark],
    [t("written-by"), one.by_name],
  ].filter(([, text]) => text);
  const copies = one.copies.map((copy) => t(`copy-${copy}`)).join(" · ");
  return h(
    "article",
    { class: "panel sheet" },
    h("div", { class: "panel-top no-print" }, h("h2", { text: t(`note-${one.kind}`) }), h("div", { class: "acts-row" }, action(t("print"), () => print(), { picture: "copy" }), action(t("action-close"), close, { kind: "quiet" }))),
    h("h2", { class: "only-print", text: t(`note-${one.kind}`) }),
    h("p", { class: "sheet-number" }, h("strong", { class: "figures", text: one.number }), h("span", { class: "soft", text: fullTime(one.at) })),
    h("dl", { class: "facts" }, facts.map(([name, text]) => [h("dt", { text: name }), h("dd", { text })]).flat()),
    h("div", { class: "table-frame" }, h("table", { class: "table" }, h("caption", { class: "visually-hidden", text: partName({ name: one.number }) }), h("thead", {}, h("tr", {}, head.map((id) => h("th", { scope: "col", text: t(id) })))), h("tbody", {}, one.lines.map(row)))),
    h("p", { class: "small", text: t("copies", { count: one.copies.length, copies }) }),
    one.delivery_note_brought ? h("p", { class: "small soft", text: t("note-brought-copy") }) : null,
    h("div", { class: "signatures only-print" }, one.copies.map((copy) => h("span", { text: `${t(`copy-${copy}`)}: ` }))),
  );
}
