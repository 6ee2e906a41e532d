/** Stock-takes: begin, count with a scanner or by hand, end, book the differences (R-239, F-87). */
import { h } from "/assets/shared/dom.js";
import { localised, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { fullTime, moment } from "/assets/shared/times.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { newId } from "/assets/desk/ids.js";
import { beginTake, book, close, count, findParts, places, sheet, takes } from "./api.js";
import { View, action, held, table, two } from "/assets/desk/view.js";
import { placeName, placeOf } from "./words.js";

export class Takes extends View {
  #only = false;
  /** What is kept is not drawn yet, because somebody is typing. */
  #stale = false;

  async fetch() {
    const wanted = this.page.wanted.get("take");
    return wanted ? { one: await sheet(wanted) } : takes({});
  }

  contents() {
    return this.data.one ? this.#sheet(this.data.one) : this.#list();
  }

  #list() {
    return [
      h("div", { class: "bar" }, h("p", { class: "bar-words soft", text: t("takes-lead") }), this.desk.may("stock:write") ? action(t("take-begin"), () => void this.#begin(), { kind: "primary", picture: "plus" }) : null),
      table({
        caption: t("view-takes"),
        empty: t("takes-none"),
        rows: this.data.takes,
        columns: [
          { text: t("column-number"), cell: (take) => h("a", { class: "first figures", href: `#takes?take=${take.id}`, text: take.number }) },
          { text: t("column-place"), kind: "wide", cell: (take) => two(placeName(take.place, take.place_label), take.blind ? t("take-blind") : "") },
          { text: t("column-began"), cell: (take) => two(moment(take.began_at, this.desk.now()), take.began_by_name) },
          { text: t("column-state"), cell: (take) => state(take) },
        ],
      }),
      this.more("takes", (before) => takes({ before })),
    ];
  }

  #sheet(one) {
    const counting = one.closed_at === undefined;
    const may = this.desk.may("stock:write");
    const shown = this.#only ? one.lines.filter((line) => line.counted === undefined || (line.difference ?? 0) !== 0) : one.lines;
    const only = h("input", { type: "checkbox", data: { keep: "only" }, on: { change: (event) => this.#narrow(event.currentTarget.checked) } });
    only.checked = this.#only;
    const leads = this.desk.may("decisions:write");
    const differs = !counting && one.differing > 0;
    const mayBook = leads || (may && !one.lines.some((line) => line.difference < 0));
    const buttons = [
      counting && may ? action(t("take-close"), (button) => void this.#close(button, true), { kind: "primary" }) : null,
      !counting && (one.blind ? leads : may) ? action(t("take-reopen"), (button) => void this.#close(button, false)) : null,
      differs && mayBook ? action(t("take-book"), () => this.#book(one), { kind: "primary" }) : null,
      differs && !mayBook ? h("span", { class: "soft small", text: t("take-leader-books") }) : null,
    ].filter(Boolean);
    const seen = !(one.blind && counting);
    return [
      h("article", { class: "sheet" },
        h("div", { class: "bar" }, h("div", { class: "bar-words" }, h("h2", { text: t("take-title", { number: one.number, place: placeName(one.place, one.place_label) }) }), h("p", { class: "small soft", text: [t("take-began", { at: fullTime(one.began_at), name: one.began_by_name ?? "" }), one.blind ? t("take-blind") : ""].filter(Boolean).join(" · ") })), state(one), h("div", { class: "acts-row no-print" }, buttons, action(t("print"), () => print(), { kind: "quiet" }), action(t("back-to-list"), () => this.page.go("takes"), { kind: "quiet" }))),
        counting && may ? this.#counter(one) : null,
        h("div", { class: "bar" }, h("p", { class: "bar-words", text: t("take-figures", { lines: one.lines.length, uncounted: one.uncounted, differing: one.differing }) }), h("label", { class: "check no-print" }, only, h("span", { text: t("take-only") }))),
        !counting && one.differing > 0 && one.bookings.length > 0 ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("take-late") })) : null,
        table({
          caption: one.number,
          empty: t("take-empty"),
          rows: shown,
          columns: [
            { text: t("column-part"), kind: "wide", cell: (line) => two(line.name, [line.part_number, line.serial].filter(Boolean).join(" · ")) },
            seen ? { text: t("column-book"), kind: "number", cell: (line) => String(line.book) } : null,
            { text: t("column-counted"), kind: "number", cell: (line) => (counting && may ? this.#input(line) : line.counted === undefined ? h("span", { class: "soft", text: t("not-counted") }) : String(line.counted)) },
            seen ? { text: t("column-difference"), kind: "number", cell: (line) => difference(line) } : null,
            { text: t("column-counted-by"), cell: (line) => counted(line, this.desk.now()) },
          ],
        }),
        one.bookings.length ? h("section", {}, h("h3", { text: t("bookings") }), h("ul", { class: "plain-list" }, one.bookings.map((booking) => h("li", { text: t("booking-line", { at: fullTime(booking.at), name: booking.by_name ?? "", reason: booking.reason, count: booking.movements.length }) })))) : null,
        h("div", { class: "signatures only-print" }, ["copy-store", "copy-finance"].map((id) => h("span", { text: `${t(id)}: ` }))),
      ),
    ];
  }

  #counter(one) {
    const scan = h("input", { class: "input", type: "text", autocomplete: "off", spellcheck: "false", enterkeyhint: "enter", data: { keep: "scan" } });
    const found = h("div", { class: "found", role: "status" });
    scan.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        const text = scan.value.trim();
        scan.value = "";
        void this.#scan(one, text, found);
      }
    });
    return h("div", { class: "counter no-print" }, h("label", { class: "field" }, h("span", { class: "label", text: t("count-scan") }), h("span", { class: "hint", text: t("count-scan-hint") }), scan), found);
  }

  /** A piece that is scanned is there; of a part the field for its number comes next. */
  async #scan(one, text, found) {
    const same = (other) => (other ?? "").toUpperCase() === text.toUpperCase();
    if (!text) {
      return;
    }
    const piece = one.lines.find((line) => line.serial && same(line.serial));
    if (piece) {
      await this.#keep(piece, 1);
      this.#toScan();
      return;
    }
    const known = one.lines.find((line) => !line.serial && (same(line.part_number) || same(line.name)));
    if (known) {
      const input = this.element.querySelector(`[data-keep="${CSS.escape(keyOf(known))}"]`);
      input?.focus();
      input?.select();
      return;
    }
    try {
      const parts = await findParts(text);
      const part = parts.find(({ number }) => same(number)) ?? (parts.length === 1 ? parts[0] : null);
      const named = part ? { part_number: part.number, name: localised(part.name) } : { part_number: "", name: text };
      this.#ask(named, part?.serialised ?? false, found);
    } catch (error) {
      found.replaceChildren(h("span", { class: "mark danger", text: error.text ?? String(error) }));
    }
  }

  /** A part that the books do not know here. */
  #ask(named, serialised, found) {
    const name = serialised ? "serial" : "quantity";
    const input = h("input", { class: "input", "aria-label": t(serialised ? "column-serial" : "column-counted"), ...(serialised ? { maxlength: "190" } : { type: "number", min: "0", max: "1000000" }) });
    const form = h("form", { class: "found-form" }, h("span", { text: t("count-new", { part: named.part_number ? `${named.part_number} · ${named.name}` : named.name }) }), input, h("button", { class: "button primary", text: t("count-keep") }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) {
        void this.#keep(name === "serial" ? { ...named, serial: input.value.trim() } : named, name === "serial" ? 1 : Number(input.value)).then(() => this.#toScan());
      }
    });
    found.replaceChildren(form);
    input.focus();
  }

  #input(line) {
    const input = h("input", { class: "input count-input", type: "number", min: "0", max: line.serial ? "1" : "1000000", "aria-label": `${t("column-counted")}: ${line.name} ${line.serial ?? ""}`, value: line.counted === undefined ? null : String(line.counted), data: { keep: keyOf(line) } });
    const before = input.value;
    const keep = async () => {
      if (input.value !== "" && input.value !== before) {
        await this.#keep(line, Number(input.value));
      }
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        void keep().then(() => this.#toScan(keyOf(line)));
      }
    });
    input.addEventListener("change", () => void keep());
    // After the focus has moved on.
    input.addEventListener("blur", () => setTimeout(() => this.#stale && !this.#isTyping() && this.draw()));
    return input;
  }

  async #keep(line, quantity) {
    if (line.sending === quantity) {
      return;
    }
    line.sending = quantity;
    const { part_number: number, name, serial } = line;
    try {
      this.data = { one: await count(this.data.one.id, [{ id: newId(), part_number: number, name, quantity, ...(serial ? { serial } : {}) }]) };
      this.desk.announce(t("count-kept", { part: name, count: quantity }));
      this.#stale = this.#isTyping(keyOf(line));
      if (!this.#stale) {
        this.draw();
      }
    } catch (error) {
      line.sending = undefined;
      toast(error.text ?? String(error), "danger");
    }
  }

  /** Whether somebody is typing a count, other than that of the line `but`: a field that is taken away would keep half a number. */
  #isTyping(but = "") {
    const active = document.activeElement;
    return this.element.contains(active) && active.classList.contains("count-input") && active.dataset.keep !== but && active.value !== active.defaultValue;
  }

  /** On to the next scan, unless somebody has gone on to count another line than `from`. */
  #toScan(from = "") {
    const active = document.activeElement;
    if (!active.classList.contains("count-input") || active.dataset.keep === from) {
      this.element.querySelector('[data-keep="scan"]')?.focus();
    }
  }

  async #begin() {
    let known;
    try {
      known = await places();
    } catch (error) {
      toast(error.text ?? String(error), "danger");
      return;
    }
    known = known.map(({ key, label }) => ({ value: key, text: placeName(key, label) }));
    const id = newId();
    const blind = h("input", { type: "checkbox", name: "blind" });
    new Dialog({
      title: t("take-begin"),
      lead: t("take-begin-lead"),
      contents: [field("column-place", "place", { required: true, options: [{ value: "", text: t("choose") }, ...known] }), h("label", { class: "check" }, blind, h("span", { text: t("take-blind-choice") }))],
      submitText: t("take-begin"),
      submit: async (dialog) => {
        await beginTake({ id, place: placeOf(dialog.value("place")), blind: blind.checked });
        dialog.close();
        this.page.go("takes", { take: id });
      },
    });
  }

  async #close(button, closed) {
    await held(button, async () => {
      this.data = { one: await close(this.data.one.id, closed) };
    });
    this.draw();
  }

  #book(one) {
    const id = newId();
    const lines = one.lines.filter((line) => line.counted !== undefined && line.difference !== 0);
    new Dialog({
      title: t("take-book-title", { count: lines.length }),
      lead: one.uncounted ? t("take-book-uncounted", { count: one.uncounted }) : t("take-book-lead"),
      contents: [h("ul", { class: "plain-list" }, lines.slice(0, 12).map((line) => h("li", { text: `${line.name} ${line.serial ?? ""} ${line.difference > 0 ? "+" : "−"}${Math.abs(line.difference)}` }))), field("take-reason", "reason", { required: true, maxlength: 190 })],
      submitText: t("take-book"),
      submit: async (dialog) => {
        this.data = { one: await book(one.id, { id, reason: dialog.value("reason") }) };
        dialog.close();
        toast(t("take-booked"));
        this.draw();
      },
    });
  }

  #narrow(only) {
    this.#only = only;
    this.draw();
  }
}

function keyOf(line) {
  return `${line.part_number}\n${line.name}\n${line.serial ?? ""}`;
}

function state(take) {
  const closed = take.closed_at !== undefined;
  return h("span", { class: `mark ${closed ? "" : "good"}` }, icon(closed ? "check" : "working"), h("span", { text: t(closed ? "take-closed" : "take-counting") }));
}

function difference({ difference: found }) {
  if (found === undefined) {
    return "";
  }
  return h("span", { class: found === 0 ? "mark good" : "mark danger" }, h("span", { text: found > 0 ? `+${found}` : String(found).replace("-", "−") }));
}

function counted({ counts }, now) {
  const last = counts.at(-1);
  return last ? two(last.by_name ?? "", [moment(last.at, now), counts.length > 1 ? t("counted-times", { count: counts.length }) : ""].filter(Boolean).join(" · ")) : "";
}
