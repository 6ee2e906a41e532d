/** What is on technicians' accounts: what they hold, and what they used that is not cleared (R-075, R-076). */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { toast } from "/assets/desk/toast.js";
import { newId } from "/assets/desk/ids.js";
import { accounts, consent, places } from "./api.js";
import { View, action, choice, held, table, two } from "/assets/desk/view.js";

/** Pages that are read until there are rows: a page of the ledger may hold cleared parts alone. */
const MOST_PAGES = 25;

export class Accounts extends View {
  #person = "";

  async fetch() {
    const known = (await places()).filter(({ place }) => place === "van");
    const parts = [];
    let [heldParts, next] = [[], undefined];
    for (let nth = 0; nth < MOST_PAGES && (nth === 0 || (next && parts.length < 100)); nth += 1) {
      const page = await accounts({ person: this.#person, after: next });
      parts.push(...page.parts);
      heldParts = page.held ?? heldParts;
      next = page.next;
    }
    return { people: known, parts, held: heldParts, more: Boolean(next) };
  }

  contents() {
    const names = new Map(this.data.people.map(({ person, label }) => [person, label]));
    const options = [{ value: "", text: t("technicians-all") }, ...this.data.people.map(({ person, label }) => ({ value: person, text: label }))];
    return [
      h("div", { class: "bar" }, choice(t("technician"), this.#person, options, (person) => this.#choose(person)), this.#person ? h("h2", { text: t("held-title") }) : null),
      this.#person ? this.#held() : null,
      h("h2", { text: t("uncleared-title") }),
      table({
        caption: t("uncleared-title"),
        empty: t("uncleared-none"),
        rows: this.data.parts,
        columns: [
          { text: t("column-used"), cell: (part) => two(moment(part.at, this.desk.now()), names.get(part.person) ?? "") },
          { text: t("column-part"), kind: "wide", cell: (part) => two(`${part.name} × ${part.quantity}`, part.part_number) },
          { text: t("column-visit"), cell: (part) => h("a", { href: `/visits/${part.visit}`, text: part.number }) },
          { text: t("column-state"), kind: "acts", cell: (part) => this.#clearing(part) },
        ],
      }),
      this.data.more ? h("p", { class: "soft", text: t("accounts-more") }) : null,
    ];
  }

  #held() {
    const may = this.desk.may("stock:write");
    return table({
      caption: t("held-title"),
      empty: t("held-none"),
      rows: this.data.held,
      columns: [
        { text: t("column-part"), kind: "wide", cell: (line) => two(line.name, line.part_number) },
        { text: t("column-quantity"), kind: "number", cell: (line) => String(line.quantity) },
        { text: t("column-serials"), cell: (line) => h("span", { class: "small figures", text: line.serials.join(", ") }) },
        may ? { text: t("column-state"), kind: "acts", cell: (line) => action(t("write-handed_back"), () => this.#handBack(line)) } : null,
      ],
    });
  }

  #handBack({ part_number: number, name, quantity, serials }) {
    const lines = serials.length ? serials.map((serial) => ({ part_number: number, name, serial })) : [{ part_number: number, name, quantity }];
    this.page.write("handed_back", { from: `van/${this.#person}`, lines });
  }

  #clearing(part) {
    const words = h("span", { class: "mark warning" }, h("span", { text: t(`clearing-${part.clearing}`) }));
    if (part.clearing === "waiting_for_leader" && this.desk.may("decisions:write")) {
      return h("div", { class: "acts-row" }, words, action(t("consent"), (button) => this.#consent(button, part), { kind: "primary" }));
    }
    if (part.clearing === "waiting_for_old_part") {
      return h("div", { class: "acts-row" }, words, h("a", { class: "button quiet", href: `/old-parts#parts?find=${encodeURIComponent(part.number)}`, text: t("to-old-part") }));
    }
    return words;
  }

  async #consent(button, part) {
    part.consentId ??= newId();
    if (await held(button, () => consent(part.visit, { id: part.consentId }))) {
      toast(t("consent-done", { number: part.number }));
    }
    await this.load();
  }

  #choose(person) {
    this.#person = person;
    void this.load();
  }
}
