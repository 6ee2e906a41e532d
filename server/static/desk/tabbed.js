/** A page of several views, of which one is shown. Which one, and what it is to show, is in the address: `#view?what=…`. */
import { h } from "/assets/shared/dom.js";
import { localise, t } from "/assets/shared/i18n.js";

/** A page whose `views` are `{name: class of a View}`; the first one is shown unless the address names another. */
export class Tabbed {
  desk;
  #views;
  #ways;
  #place = h("div", { class: "place" });
  #view = null;
  #name = "";
  #moved = () => this.#show();

  /** Fills the page of `desk`; `label` is the text that names the tabs. */
  constructor(desk, views, label) {
    this.desk = desk;
    this.#views = views;
    this.#ways = h("nav", { class: "tabs", "data-l10n-id": label });
    desk.root.replaceChildren(h("div", { class: "tabbed" }, this.#ways, this.#place));
    localise(desk.root);
    addEventListener("hashchange", this.#moved);
    this.#show();
  }

  /** The view that is shown. */
  get view() {
    return this.#view;
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
      this.#ways.replaceChildren(...Object.keys(this.#views).map((name) => h("a", { class: "tab", href: `#${name}`, "aria-current": name === this.#name ? "page" : null, text: t(`view-${name}`) })));
    }
    this.#view?.render(news);
  }

  close() {
    removeEventListener("hashchange", this.#moved);
    this.#view?.close();
  }

  #show() {
    const name = location.hash.slice(1).split("?")[0];
    const known = Object.hasOwn(this.#views, name) ? name : Object.keys(this.#views)[0];
    if (known !== this.#name) {
      this.#view?.close();
      this.#name = known;
      this.#view = new this.#views[known](this);
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
