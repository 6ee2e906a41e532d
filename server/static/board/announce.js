/** Tells screen readers and the window title what changed; sighted people see the row light up. */
import { t } from "/assets/shared/i18n.js";
import { setText } from "/assets/shared/dom.js";
import { stateOf } from "/assets/shared/status.js";

/** The spoken side of the board. */
export class Announcer {
  #page;
  #place = document.getElementById("announcement");
  #told = new Map();

  constructor(page) {
    this.#page = page;
  }

  render({ fresh = new Set() }) {
    const { board } = this.#page;
    const attention = board.counts().attention;
    const title = t("page-title", { page: t("page-board") });
    document.title = attention > 0 ? t("page-title-attention", { count: attention, title }) : title;
    const news = [];
    for (const visit of board.visits.values()) {
      const state = stateOf(visit);
      if (fresh.has(visit.id) && this.#told.get(visit.id) !== state) {
        news.push(t("announcement", { number: visit.number, state: t(`state-${state}`) }));
      }
      this.#told.set(visit.id, state);
    }
    if (news.length > 0) {
      setText(this.#place, news.join(" "));
    }
  }
}
