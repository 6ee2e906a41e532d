/** How the line is, and what can be begun from the board. */
import { t } from "/assets/shared/i18n.js";
import { h, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { clockTime, moment } from "/assets/shared/times.js";
import { openPeople } from "./dialogs/people.js";

/** The header's part of the board and the bar that says when it stands still. */
export class Header {
  #page;
  #connection = element("connection");
  #stale = element("stale");
  #staleText = h("span");

  constructor(page) {
    this.#page = page;
    const retry = h("button", { class: "button", type: "button", l10n: "action-retry", on: { click: () => page.retry() } });
    this.#stale.append(icon("offline"), this.#staleText, retry);
    for (const [id, name, permission, go] of [
      ["new-call-out", "plus", "call_outs:write", enterCallOut],
      ["new-call-out-float", "plus", "call_outs:write", enterCallOut],
      ["people", "people", "people:write", openPeople],
    ]) {
      const button = element(id);
      button.prepend(icon(name));
      button.hidden = !page.desk.may(permission);
      button.addEventListener("click", () => void go(page));
    }
  }

  render() {
    this.#renderConnection();
  }

  #renderConnection() {
    const { live, since, error } = this.#page.connection;
    const state = live ? "live" : since === null ? "connecting" : "broken";
    const text = {
      live: () => t("connection-live", { since: clockTime(since) }),
      connecting: () => t("connection-connecting"),
      broken: () => t("connection-broken", { since: clockTime(since) }),
    }[state]();
    if (this.#connection.dataset.state !== state) {
      this.#connection.dataset.state = state;
      this.#connection.replaceChildren(icon(live ? "live" : "offline"), h("span", { class: "connection-text" }));
    }
    setText(this.#connection.querySelector(".connection-text"), text);
    const stale = state === "broken" && this.#page.board.loaded;
    this.#stale.hidden = !stale;
    if (stale) {
      setText(this.#staleText, t("connection-stale", { since: moment(since, Date.now()), reason: error.text }));
      setText(this.#stale.querySelector("button"), t("action-retry"));
    }
  }
}

/** To the register, with the form for a call open: there is one way to enter a call-out. */
export function enterCallOut() {
  location.assign("/register#new");
}

function element(id) {
  return document.getElementById(id);
}
