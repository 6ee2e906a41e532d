/** What the board consists of: built once, found by the parts by its ids. */
import { h } from "/assets/shared/dom.js";

/** The board's elements, to be put into the page. */
export function layout() {
  const days = ["current", "later", "all"].map((day) => h("option", { value: day, l10n: `day-${day}` }));
  return h(
    "div",
    { id: "board", class: "board" },
    h("div", { class: "stale notice warning", id: "stale", role: "status", hidden: true }),
    h(
      "div",
      { class: "stage" },
      h(
        "div",
        { class: "work", id: "work" },
        h("h2", { class: "visually-hidden", l10n: "visits-title" }),
        h("div", { class: "filters", id: "filters", role: "group", l10n: "filters" }),
        h(
          "div",
          { class: "tools" },
          h("label", { class: "search" }, h("span", { class: "visually-hidden", l10n: "search-label" }), h("input", { class: "input", id: "search", type: "search", autocomplete: "off", spellcheck: "false", l10n: "search" })),
          h("label", { class: "day-choice" }, h("span", { class: "visually-hidden", l10n: "day-label" }), h("select", { class: "input", id: "day" }, days)),
          h("button", { class: "button devices-button", id: "devices-button", type: "button", "aria-controls": "device-list", hidden: true }, h("span", { id: "devices-summary" })),
        ),
        h("ul", { class: "device-list", id: "device-list", hidden: true }),
        h("div", { id: "list", class: "list" }),
      ),
      h("aside", { class: "detail", id: "detail", tabindex: "-1", hidden: true }),
    ),
  );
}

/** What the board puts into the header. */
export function actions() {
  return [
    h("p", { class: "connection", id: "connection", role: "status" }),
    h("button", { class: "button quiet", id: "people", type: "button", hidden: true }, h("span", { l10n: "people-open" })),
    h("button", { class: "button primary", id: "new-call-out", type: "button", hidden: true }, h("span", { l10n: "call-out-new" })),
  ];
}

/** The button that stands over the list on a small screen. */
export function floating() {
  return h("button", { class: "button primary float", id: "new-call-out-float", type: "button", l10n: "call-out-new-float", hidden: true });
}
