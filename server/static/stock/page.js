/** Stock: requisitions, what is where, papers, accounts of technicians, stock-takes. The place in the page is in the address. */
import { h } from "/assets/shared/dom.js";
import { localise, t } from "/assets/shared/i18n.js";
import { Accounts } from "./accounts.js";
import { Balances } from "./balances.js";
import { openNoteForm } from "./note_form.js";
import { Notes } from "./notes.js";
import { Requisitions } from "./requisitions.js";
import { Takes } from "./takes.js";
import { action } from "./view.js";

export const texts = ["stock"];
export const styles = ["/assets/stock/stock.css"];

const VIEWS = { requisitions: Requisitions, balances: Balances, papers: Notes, accounts: Accounts, takes: Takes };

/** Opens the page in `desk`. */
export function open(desk) {
  return new Page(desk);
}

class Page {
  desk;
  #ways = h("nav", { class: "tabs", "data-l10n-id": "stock-views" });
  #place = h("div", { class: "stock-place" });
  #view = null;
  #name = "";
  #moved = () => this.#show();

  constructor(desk) {
    this.desk = desk;
    desk.root.replaceChildren(h("div", { class: "stock" }, this.#ways, this.#place));
    localise(desk.root);
    addEventListener("hashchange", this.#moved);
    this.#show();
  }

  /** What the address says besides the view. */
  get wanted() {
    return new URLSearchParams(location.hash.split("?")[1] ?? "");
  }

  /** Goes to a view, with what it is to show. */
  go(name, wanted = {}) {
    const given = new URLSearchParams(wanted).toString();
    location.hash = given ? `${name}?${given}` : name;
  }

  /** Opens the form of a paper; the view is read anew when it is kept. */
  write(kind, given = {}) {
    openNoteForm(this, kind, given, () => void this.#view?.load());
  }

  render(news) {
    if (news.language) {
      this.#ways.replaceChildren(...Object.keys(VIEWS).map((name) => h("a", { class: "tab", href: `#${name}`, "aria-current": name === this.#name ? "page" : null, text: t(`view-${name}`) })));
      const kinds = ["received", "issued", "handed_back", "transferred"].filter(() => this.desk.may("stock:write"));
      const all = this.desk.may("decisions:write") ? [...kinds, "written_off"] : kinds;
      this.desk.actions.replaceChildren(...all.map((kind) => action(t(`write-${kind}`), () => this.write(kind), { kind: kind === "received" ? "primary" : "" })));
    }
    this.#view?.render(news);
  }

  close() {
    removeEventListener("hashchange", this.#moved);
    this.#view?.close();
  }

  #show() {
    const name = location.hash.slice(1).split("?")[0];
    const known = name in VIEWS ? name : "requisitions";
    if (known !== this.#name) {
      this.#view?.close();
      this.#name = known;
      this.#view = new VIEWS[known](this);
      this.#place.replaceChildren(this.#view.element);
      for (const tab of this.#ways.children) {
        tab.toggleAttribute("aria-current", false);
        if (tab.getAttribute("href") === `#${known}`) {
          tab.setAttribute("aria-current", "page");
        }
      }
    }
    void this.#view.load();
  }
}
