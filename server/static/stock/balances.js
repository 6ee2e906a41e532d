/** What is where, and the movements behind each figure. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { newId } from "/assets/desk/ids.js";
import { balances, movements, places, undo } from "./api.js";
import { View, action, choice, held, table, two } from "/assets/desk/view.js";
import { placeName, whyWords } from "./words.js";

export class Balances extends View {
  #place = "";
  #find = "";
  #history = null;

  async fetch() {
    const [known, page] = await Promise.all([places(), balances({ place: this.#place, find: this.#find })]);
    const wanted = this.page.wanted;
    const [place, part] = [wanted.get("place"), wanted.get("part")];
    this.#history = place && part ? { place, part, ...(await movements({ place, part })) } : null;
    return { places: known, ...page };
  }

  contents() {
    const short = this.data.places.filter((place) => place.short > 0);
    const find = h("input", { class: "input", type: "search", autocomplete: "off", spellcheck: "false", placeholder: t("find-parts"), "aria-label": t("find-parts"), data: { keep: "find" } });
    find.value = this.#find;
    const search = h("form", { class: "find", role: "search", on: { submit: (event) => this.#search(event, find) } }, find, h("button", { class: "button", type: "submit", "aria-label": t("find") }, icon("search")));
    const options = [{ value: "", text: t("places-all") }, ...this.data.places.map((place) => ({ value: place.key, text: `${placeName(place.key, place.label)} (${place.parts})` }))];
    return [
      h("div", { class: "bar" }, choice(t("column-place"), this.#place, options, (value) => this.#choose(value)), search),
      short.length ? h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("short-places", { names: short.map((place) => placeName(place.key, place.label)).join(" · ") }) })) : null,
      h("div", { class: this.#history ? "split" : "" }, this.#lines(), this.#history ? this.#movements() : null),
    ];
  }

  #lines() {
    const more = this.more("lines", (after) => balances({ place: this.#place, find: this.#find, after }));
    const chosen = this.#history;
    return h(
      "div",
      {},
      table({
        caption: t("view-balances"),
        empty: this.#find ? t("balances-not-found", { find: this.#find }) : t("balances-none"),
        rows: this.data.lines,
        row: (line) => ({ class: chosen?.place === line.place && chosen?.part === line.part ? "is-chosen" : null }),
        columns: [
          { text: t("column-place"), cell: (line) => placeName(line.place, line.place_label) },
          { text: t("column-part"), kind: "wide", cell: (line) => two(line.name, line.part_number) },
          { text: t("column-quantity"), kind: "number", cell: (line) => this.#quantity(line) },
          { text: t("column-serials"), cell: (line) => this.#serials(line) },
        ],
      }),
      more,
    );
  }

  #quantity(line) {
    const words = t("movements-of", { part: line.name, place: placeName(line.place, line.place_label) });
    return h("button", { class: `figure ${line.short ? "is-short" : ""}`, type: "button", "aria-label": `${line.quantity}. ${words}`, title: words, data: { keep: `${line.place}\n${line.part}` }, on: { click: () => this.page.go("balances", { place: line.place, part: line.part }) } }, line.short ? icon("attention") : null, String(line.quantity));
  }

  #serials(line) {
    const missing = line.missing_serials.length ? h("span", { class: "mark danger small", text: t("serials-missing", { serials: line.missing_serials.join(", ") }) }) : null;
    return [line.serials.length ? h("span", { class: "small figures", text: line.serials.join(", ") }) : null, missing];
  }

  #movements() {
    const { movements: moved, place, part } = this.#history;
    const line = this.data.lines.find((known) => known.place === place && known.part === part);
    const name = line?.name ?? moved[0]?.name ?? part;
    const label = this.data.places.find((known) => known.key === place)?.label ?? "";
    return h(
      "aside",
      { class: "panel", "aria-label": t("movements") },
      h("div", { class: "panel-top" }, h("div", {}, h("h2", { text: name }), h("p", { class: "small soft", text: placeName(place, label) })), h("button", { class: "button quiet icon-only", type: "button", "aria-label": t("action-close"), on: { click: () => this.page.go("balances") } }, icon("close"))),
      h("ol", { class: "moves" }, moved.map((movement) => this.#move(movement, place))),
      this.#history.next ? action(t("more"), (button) => void this.#older(button)) : null,
    );
  }

  #move(movement, place) {
    const here = placeKeyOf(movement.to) === place;
    const other = here ? placeName(movement.from, movement.from_name) : placeName(movement.to, movement.to_name);
    const may = movement.may_undo && this.desk.may("stock:write");
    return h(
      "li",
      { class: movement.undone_by ? "move is-undone" : "move" },
      h("span", { class: `move-figure ${here ? "good" : ""}`, text: `${here ? "+" : "−"}${movement.quantity}` }),
      h(
        "div",
        {},
        h("p", { text: whyWords(movement) }),
        h("p", { class: "small soft", text: [t(here ? "move-from" : "move-to", { place: other }), movement.serial].filter(Boolean).join(" · ") }),
        h("p", { class: "small soft", text: [moment(movement.at, this.desk.now()), movement.by_name, movement.note_number].filter(Boolean).join(" · ") }),
        movement.flags?.includes("no_requisition") ? h("p", { class: "mark warning small", text: t("flag-no_requisition") }) : null,
        movement.undone_by ? h("p", { class: "mark small", text: t("undone") }) : null,
      ),
      movement.note ? h("a", { class: "button quiet", href: `#papers?note=${movement.note}`, text: t("paper") }) : null,
      may ? action(t("undo"), () => this.#undo(movement), { kind: "quiet" }) : null,
    );
  }

  #undo(movement) {
    const id = newId();
    new Dialog({
      title: t("undo-title", { part: movement.name, quantity: movement.quantity }),
      lead: t("undo-lead"),
      contents: [field("undo-reason", "reason", { required: true, maxlength: 190 })],
      submitText: t("undo"),
      kind: "danger",
      submit: async (dialog) => {
        await undo(movement.id, { id, reason: dialog.value("reason") });
        dialog.close();
        toast(t("undo-done"));
        await this.load();
      },
    });
  }

  #search(event, find) {
    event.preventDefault();
    this.#find = find.value.trim();
    void this.load().then(() => {
      const [only, ...others] = this.data?.lines ?? [];
      if (this.#find && only && others.length === 0) {
        this.page.go("balances", { place: only.place, part: only.part });
      }
    });
  }

  #choose(place) {
    this.#place = place;
    void this.load();
  }

  async #older(button) {
    await held(button, async () => {
      const { place, part, next, movements: known } = this.#history;
      const page = await movements({ place, part, before: next });
      this.#history = { place, part, movements: [...known, ...page.movements], next: page.next };
    });
    this.draw();
  }
}

function placeKeyOf(place) {
  return place.place === "van" ? `van/${place.person}` : place.name === undefined ? place.place : `${place.place}/${place.name}`;
}
