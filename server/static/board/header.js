/** The top of the page: whose board it is, how the line is, and the ways to everything else. */
import { t } from "/assets/shared/i18n.js";
import { setText, h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { clockTime, longDay, moment } from "/assets/shared/times.js";
import { openCallOut } from "./dialogs/call_out.js";
import { openPeople } from "./dialogs/people.js";
import { toast } from "./toast.js";

/** The header and the bar that says when the board stands still. */
export class Header {
  #page;
  #connection = element("connection");
  #stale = element("stale");
  #staleText = h("span");

  constructor(page) {
    this.#page = page;
    const retry = h("button", { class: "button", type: "button", l10n: "action-retry", on: { click: () => page.retry() } });
    this.#stale.append(icon("offline"), this.#staleText, retry);
    for (const [id, name] of [["new-call-out", "plus"], ["new-call-out-float", "plus"], ["people", "people"], ["menu-people", "people"], ["sign-out", "sign_out"], ["menu-button", "more"]]) {
      element(id).prepend(icon(name));
    }
    for (const id of ["new-call-out", "new-call-out-float"]) {
      element(id).addEventListener("click", () => openCallOut(page));
    }
    for (const id of ["people", "menu-people"]) {
      element(id).addEventListener("click", () => {
        element("menu").hidePopover();
        void openPeople(page);
      });
    }
    element("sign-out").addEventListener("click", async () => {
      element("menu").hidePopover();
      try {
        await page.signOut();
      } catch (error) {
        toast(error.text, "danger");
      }
    });
  }

  render() {
    const { session, board } = this.#page;
    setText(element("organisation"), session.organisation_name);
    setText(element("person"), session.name);
    setText(element("today"), longDay(board.now()));
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

function element(id) {
  return document.getElementById(id);
}
