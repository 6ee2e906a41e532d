/**
 * The form of a paper: from where, to where, and lines that are scanned or typed. A scanner types a number and sends Enter: a part number
 * adds a line or one more of it, a piece's own number adds that piece. Ctrl+Enter keeps the paper.
 */
import { h } from "/assets/shared/dom.js";
import { localised, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { newId } from "/assets/desk/ids.js";
import { balances, findParts, places, writeNote } from "./api.js";
import { placeName, placeOf } from "./words.js";

/** From where and to where each kind of paper goes: kinds of places that can be chosen, or the one there is. */
const WAYS = {
  received: { from: "supplier", to: ["store", "station"] },
  issued: { from: ["store", "station"], to: ["van"] },
  handed_back: { from: ["van"], to: ["store", "station"] },
  transferred: { from: ["store", "station", "van"], to: ["store", "station", "van"] },
  written_off: { from: ["store", "station", "van"], to: "outside" },
};

/** Opens the form of a paper of `kind`; `given` fills it; `done` is called when it is kept. */
export function openNoteForm(page, kind, given, done) {
  void new NoteForm(page, kind, given, done).open();
}

class NoteForm {
  #id = newId();
  #lines = [];
  #places = [];
  #body = h("tbody");
  #turn = Promise.resolve();
  #waiting = 0;
  #found = h("div", { class: "found", role: "status" });
  #scan = h("input", { class: "input", type: "text", name: "scan", autocomplete: "off", spellcheck: "false", enterkeyhint: "enter", autofocus: true });

  constructor(page, kind, given, done) {
    Object.assign(this, { page, kind, given, done });
  }

  async open() {
    try {
      this.#places = await places();
    } catch (error) {
      toast(error.text ?? String(error), "danger");
      return;
    }
    this.dialog = new Dialog({ title: t(`write-${this.kind}`), lead: t(`lead-${this.kind}`), contents: this.#contents(), submitText: t("note-keep"), wide: true, submit: () => this.#keep() });
    this.#scan.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey) {
        event.preventDefault();
        const text = this.#scan.value.trim();
        this.#scan.value = "";
        // A scanner does not wait: what comes meanwhile is looked up afterwards, in its turn.
        this.#waiting += 1;
        this.#turn = this.#turn.then(() => this.#take(text)).finally(() => (this.#waiting -= 1));
      }
    });
    this.dialog.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) {
        event.preventDefault();
        this.dialog.form.requestSubmit();
      }
    });
    for (const line of this.given.lines ?? []) {
      this.#add(line);
    }
  }

  #contents() {
    const scan = h("label", { class: "field" }, h("span", { class: "label", text: t("scan") }), h("span", { class: "hint", text: t("scan-hint") }), this.#scan);
    const received = this.kind === "received";
    const head = ["column-part", "column-serial", "column-quantity", received ? "column-invoiced" : null, received ? "column-solution" : null, "remove"].filter(Boolean);
    return [
      h("div", { class: "form-row" }, this.#placeField("from"), this.#placeField("to"), this.kind === "issued" ? field("requisition-number", "rests_on", { required: true, maxlength: 190 }) : null, received ? field("delivery-note", "rests_on", { maxlength: 190 }) : null, received ? field("deliverer", "partner", { maxlength: 190 }) : null),
      received ? h("label", { class: "check" }, h("input", { type: "checkbox", name: "brought" }), h("span", { text: t("note-brought") })) : null,
      scan,
      this.#found,
      h("div", { class: "table-frame" }, h("table", { class: "table note-lines" }, h("thead", {}, h("tr", {}, head.map((id) => h("th", { scope: "col", text: t(id) })))), this.#body)),
      field(this.kind === "written_off" ? "write-off-reason" : "remark", "remark", { maxlength: 1900, required: this.kind === "written_off" }),
    ];
  }

  #placeField(side) {
    const way = WAYS[this.kind][side];
    if (typeof way === "string") {
      return null;
    }
    const options = this.#places.filter(({ place }) => way.includes(place));
    const wanted = this.given[side] ?? "";
    // A store is known by its name: the first receipt makes it.
    if (side === "to" && this.kind === "received") {
      const stores = options.filter(({ place }) => place === "store");
      const list = h("datalist", { id: "known-stores" }, stores.map(({ label }) => h("option", { value: label })));
      return h("div", {}, field("place-to", "to", { required: true, maxlength: 190, list: "known-stores", value: stores[0]?.label ?? "" }), list);
    }
    const choices = options.map(({ key, label }) => ({ value: key, text: placeName(key, label) }));
    const chosen = field(`place-${side}`, side, { required: true, options: [{ value: "", text: t("choose") }, ...choices] });
    chosen.querySelector("select").value = wanted || (choices.length === 1 ? choices[0].value : "");
    return chosen;
  }

  #key(side) {
    const way = WAYS[this.kind][side];
    const value = typeof way === "string" ? way : this.dialog.value(side);
    return side === "to" && this.kind === "received" ? `store/${value}` : value;
  }

  /** Finds what was scanned or typed: a part of the catalogue, else a piece or part that is where parts come from. */
  async #take(text) {
    if (!text) {
      return;
    }
    this.#found.replaceChildren(h("span", { class: "soft", text: t("searching") }));
    try {
      const same = (one) => one.toUpperCase() === text.toUpperCase();
      const parts = (await findParts(text)).map((part) => ({ part_number: part.number, name: localised(part.name), serialised: part.serialised }));
      const exact = parts.find(({ part_number: number }) => same(number));
      if (exact || parts.length === 1) {
        this.#add(exact ?? parts[0]);
        return;
      }
      const from = this.#key("from");
      const held = from && from !== "supplier" ? (await balances({ place: from, find: text })).lines : [];
      const piece = held.find(({ serials }) => serials.some(same));
      if (piece) {
        this.#add({ part_number: piece.part_number, name: piece.name, serial: piece.serials.find(same) });
        return;
      }
      const others = held.filter(({ part_number: number }) => !parts.some((part) => part.part_number === number && number));
      await this.#offer([...parts, ...others.map(({ part_number: number, name }) => ({ part_number: number, name }))], text);
    } catch (error) {
      const again = [t("action-retry"), "", () => this.#take(text)];
      await this.#ask(h("span", { class: "mark danger", text: `${text}: ${error.text ?? String(error)}` }), [again, [t("scan-leave-out"), "quiet"]]);
    }
  }

  /** Asks what is to become of a scan; the next one waits until somebody has said so. Answers when what was chosen is done. */
  #ask(words, choices) {
    return new Promise((done) => {
      const act = (run) => () => {
        this.#found.replaceChildren();
        this.#scan.focus();
        done(run?.());
      };
      this.#found.replaceChildren(words, ...choices.map(([text, kind, run]) => h("button", { class: `button ${kind}`, type: "button", text, on: { click: act(run) } })));
    });
  }

  // The focus stays where a scanner types: its Enter must choose nothing.
  #offer(parts, text) {
    const picks = parts.slice(0, 12).map((part) => [part.part_number ? `${part.part_number} · ${part.name}` : part.name, "", () => this.#add(part)]);
    const unlisted = [t("add-unlisted", { name: text }), "quiet", () => this.#add({ part_number: "", name: text })];
    return this.#ask(h("span", { class: "soft", text: `${text}: ${t("found-several", { count: parts.length })}` }), [...picks, unlisted, [t("scan-leave-out"), "quiet"]]);
  }

  #add({ part_number: number, name, serial = "", serialised = false, quantity = 1 }) {
    this.#found.replaceChildren();
    const known = this.#lines.find((line) => line.part_number === number && line.name === name && !serial && !serialised && !line.inputs.serial.value);
    if (known) {
      known.inputs.quantity.value = String(Number(known.inputs.quantity.value || 0) + quantity);
      this.#scan.focus();
      return;
    }
    const input = (field_name, props) => h("input", { class: "input", autocomplete: "off", ...props, "aria-label": `${t(field_name)}: ${name}` });
    const inputs = { serial: input("column-serial", { value: serial, maxlength: "190" }), quantity: input("column-quantity", { type: "number", min: "1", max: "9999", required: true, value: String(quantity) }) };
    const cells = [h("td", {}, h("span", { class: "first", text: name }), h("span", { class: "small soft second", text: number })), h("td", {}, inputs.serial), h("td", { class: "number" }, inputs.quantity)];
    if (this.kind === "received") {
      inputs.invoiced = input("column-invoiced", { type: "number", min: "0", max: "9999" });
      inputs.solution = input("column-solution", { maxlength: "190" });
      cells.push(h("td", { class: "number" }, inputs.invoiced), h("td", {}, inputs.solution));
    }
    const line = { id: newId(), part_number: number, name, inputs };
    const row = h("tr", {}, cells, h("td", {}, h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("remove-line", { name }), on: { click: () => this.#remove(line, row) } }, icon("close"))));
    for (const each of Object.values(inputs)) {
      each.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.ctrlKey) {
          event.preventDefault();
          this.#scan.focus();
        }
      });
    }
    this.#lines.push(line);
    this.#body.append(row);
    const more = this.#waiting > 1 || this.#scan.value !== "";
    (serialised && !serial && !more ? inputs.serial : this.#scan).focus();
  }

  #remove(line, row) {
    this.#lines = this.#lines.filter((known) => known !== line);
    row.remove();
    this.#scan.focus();
  }

  async #keep() {
    if (this.#waiting > 0) {
      this.dialog.fail(t("scan-unsettled"));
      return;
    }
    if (this.#lines.length === 0) {
      this.dialog.fail(t("note-empty"));
      this.#scan.focus();
      return;
    }
    const { elements } = this.dialog.form;
    const line = ({ id, part_number: number, name, inputs }) => ({
      id,
      part_number: number,
      name,
      quantity: Number(inputs.quantity.value),
      ...(inputs.serial.value.trim() ? { serial: inputs.serial.value.trim() } : {}),
      ...(inputs.invoiced?.value ? { invoiced: Number(inputs.invoiced.value), solution: inputs.solution.value.trim() } : {}),
    });
    const written = await writeNote({
      id: this.#id,
      kind: this.kind,
      from: placeOf(this.#key("from")),
      to: placeOf(this.#key("to")),
      rests_on: elements.rests_on?.value.trim() ?? "",
      partner: elements.partner?.value.trim() ?? "",
      delivery_note_brought: elements.brought?.checked ?? false,
      remark: elements.remark.value.trim(),
      lines: this.#lines.map(line),
    });
    this.dialog.saved();
    this.dialog.close();
    toast(t("note-kept", { number: written.number }));
    this.done(written);
  }
}
