/** Old parts: what is due, the way of each, shipments to head office. The place in the page is in the address. */
import { h } from "/assets/shared/dom.js";
import { localise, t } from "/assets/shared/i18n.js";
import { Parts } from "./list.js";
import { Shipments } from "./shipments.js";

export const texts = ["old_parts"];
export const styles = ["/assets/stock/stock.css", "/assets/old_parts/old_parts.css"];

const VIEWS = { parts: Parts, shipments: Shipments };

/** Opens the page in `desk`. */
export function open(desk) {
  return new Page(desk);
}

class Page {
  desk;
  #ways = h("nav", { class: "tabs", "data-l10n-id": "old-parts-views" });
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

  render(news) {
    if (news.language) {
      this.#ways.replaceChildren(...Object.keys(VIEWS).map((name) => h("a", { class: "tab", href: `#${name}`, "aria-current": name === this.#name ? "page" : null, text: t(`view-${name}`) })));
    }
    this.#view?.render(news);
  }

  close() {
    removeEventListener("hashchange", this.#moved);
    this.#view?.close();
  }

  #show() {
    const name = location.hash.slice(1).split("?")[0];
    const known = name in VIEWS ? name : "parts";
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
