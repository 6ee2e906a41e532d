/** Care after the work: customers to ask, repairs to look at again, the month. The place in the page is in the address. */
import { h } from "/assets/shared/dom.js";
import { localise, t } from "/assets/shared/i18n.js";
import { Month } from "./month.js";
import { Returns } from "./returns.js";
import { Surveys } from "./surveys.js";

export const texts = ["aftercare"];
export const styles = ["/assets/stock/stock.css", "/assets/aftercare/aftercare.css"];

const VIEWS = { surveys: Surveys, returns: Returns, month: Month };

/** Opens the page in `desk`. */
export function open(desk) {
  return new Page(desk);
}

class Page {
  desk;
  #ways = h("nav", { class: "tabs", "data-l10n-id": "aftercare-views" });
  #place = h("div", { class: "stock-place" });
  #view = null;
  #name = "";
  #moved = () => this.#show();

  constructor(desk) {
    this.desk = desk;
    desk.root.replaceChildren(h("div", { class: "stock aftercare" }, this.#ways, this.#place));
    localise(desk.root);
    addEventListener("hashchange", this.#moved);
    this.#show();
  }

  /** The views that this person may open. */
  get #names() {
    const asks = this.desk.may("call_outs:write") || this.desk.may("complaints:write");
    return Object.keys(VIEWS).filter((name) => (name === "month" ? this.desk.may("reports:read") : asks));
  }

  render(news) {
    if (news.language) {
      this.#ways.replaceChildren(...this.#names.map((name) => h("a", { class: "tab", href: `#${name}`, "aria-current": name === this.#name ? "page" : null, text: t(`aftercare-view-${name}`) })));
    }
    this.#view?.render(news);
  }

  close() {
    removeEventListener("hashchange", this.#moved);
  }

  #show() {
    const wanted = location.hash.slice(1);
    const known = this.#names.includes(wanted) ? wanted : this.#names[0];
    if (!known) {
      this.#place.replaceChildren(h("div", { class: "notice warning", role: "alert", text: t("page-closed") }));
      return;
    }
    this.#name = known;
    this.#view = new VIEWS[known](this.desk);
    this.#place.replaceChildren(this.#view.element);
    for (const tab of this.#ways.children) {
      if (tab.getAttribute("href") === `#${known}`) {
        tab.setAttribute("aria-current", "page");
      } else {
        tab.removeAttribute("aria-current");
      }
    }
    void this.#view.load();
  }
}
