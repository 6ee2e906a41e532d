/** The counts by state, which are also the choice of what to see; search and day beside them. */
import { t } from "/assets/shared/i18n.js";
import { h, setAttribute, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { FILTERS } from "/assets/desk/board.js";

/** The strip of counts with search and day. */
export class Filters {
  #page;
  #buttons = new Map();

  constructor(page) {
    this.#page = page;
    const { board } = page;
    const strip = document.getElementById("filters");
    for (const filter of FILTERS) {
      const button = h(
        "button",
        { class: "filter", type: "button", data: { filter } },
        icon(filter),
        h("span", { class: "filter-count" }),
        h("span", { class: "filter-name" }),
      );
      button.addEventListener("click", () => board.ask({ filter: board.filter === filter ? "all" : filter }));
      this.#buttons.set(filter, button);
      strip.append(button);
    }
    const search = document.getElementById("search");
    search.parentElement.prepend(icon("search"));
    search.addEventListener("input", () => board.ask({ search: search.value }));
    document.getElementById("day").addEventListener("change", ({ target }) => board.ask({ day: target.value }));
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, dialog");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        search.focus();
      }
    });
  }

  render() {
    const { board } = this.#page;
    const counts = board.counts();
    for (const [filter, button] of this.#buttons) {
      setText(button.querySelector(".filter-count"), board.loaded ? String(counts[filter]) : "–");
      setText(button.querySelector(".filter-name"), t(`filter-${filter}`));
      setAttribute(button, "aria-pressed", String(board.filter === filter));
      button.classList.toggle("is-empty", counts[filter] === 0);
    }
    const search = document.getElementById("search");
    if (search.value !== board.search) {
      search.value = board.search;
    }
    document.getElementById("day").value = board.day;
  }
}
