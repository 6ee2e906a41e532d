/** The plan: who goes where when, today or this week, by technician; visits are moved by dragging or by the keyboard. */
import { t } from "/assets/shared/i18n.js";
import { h, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { day, longDay } from "/assets/shared/times.js";
import { Board } from "/assets/desk/board.js";
import { Feed } from "/assets/desk/feed.js";
import { DUE_PICTURES } from "/assets/desk/sla.js";
import { toast } from "/assets/desk/toast.js";
import { readTechnicians } from "/assets/dispatch/api.js";
import { Days } from "./days.js";
import { Drag } from "./drag.js";
import { openMove } from "./move.js";
import { Timeline } from "./timeline.js";
import { Unassigned } from "./unassigned.js";

export const texts = ["board", "visit", "dispatch", "plan"];
export const styles = ["/assets/plan/plan.css"];

/** Opens the plan in `desk`. */
export function open(desk) {
  return new Page(desk);
}

class Page {
  board = new Board();
  technicians = [];
  desk;
  days;
  #error = null;
  #title = h("h2", { class: "plan-title" });
  #views = ["day", "week"].map((view) => h("button", { class: "button", type: "button", data: { view }, on: { click: () => this.#show(new Days(view, this.days.holds(this.board.now()) ? this.board.now() : this.days.from)) } }));
  #steps = [
    ["back", "plan-before", () => this.#show(this.days.moved(-1))],
    ["forward", "plan-after", () => this.#show(this.days.moved(1))],
  ].map(([picture, text, go]) => [h("button", { class: "button icon-only", type: "button", on: { click: go } }, icon(picture)), text]);
  #today = h("button", { class: "button", type: "button", on: { click: () => this.#show(new Days(this.days.view, this.board.now())) } });
  #notice = h("div", { class: "notice danger", role: "alert", hidden: true });
  #legend = h("ul", { class: "plan-legend small" });
  #timeline;
  #unassigned;
  #feed = new Feed({
    snapshot: (board) => this.board.replace(board),
    visit: (visit) => this.board.takeVisit(visit),
    device: (device) => this.board.takeDevice(device),
    connection: ({ live, error }) => {
      this.#error = live ? null : error;
      this.render();
    },
  });

  constructor(desk) {
    this.desk = desk;
    const asked = new URLSearchParams(location.search);
    const at = Date.parse(`${asked.get("day") ?? ""}T12:00`);
    this.days = new Days(asked.get("view") === "week" ? "week" : "day", Number.isFinite(at) ? at : desk.now());
    this.#timeline = new Timeline(this);
    this.#unassigned = new Unassigned(this);
    const may = desk.may("dispatch:write");
    if (may) {
      new Drag(desk.root, this.#timeline, ({ visit, callOut }, to) => (callOut ? this.#unassigned.send(callOut, { technician: to.technician, at: this.#timeOf(to, null) }) : this.#drop(this.board.visits.get(visit), to)));
    }
    const [before, after] = this.#steps.map(([button]) => button);
    desk.root.replaceChildren(h("div", { class: "plan" }, h("div", { class: "plan-tools" }, before, this.#today, after, this.#title, h("div", { class: "plan-views", role: "group" }, this.#views)), this.#notice, this.#unassigned.element, this.#timeline.element, this.#legend));
    this.board.follow(({ fresh }) => {
      // A visit that is new here may be one of them.
      if (fresh.size > 0) {
        void this.#unassigned.load();
      }
      this.render();
    });
    this.#feed.start();
    void this.#readTechnicians();
  }

  /** Opens what moves a visit, or the visit itself for who may not. */
  choose(visit) {
    if (this.desk.may("dispatch:write") && visit.signature === "none" && !["cancelled", "finished"].includes(visit.status)) {
      openMove(this, visit);
    } else {
      location.assign(`/visits/${encodeURIComponent(visit.id)}`);
    }
  }

  render({ language, tick } = {}) {
    if (tick) {
      void this.#unassigned.load();
    } else if (language) {
      this.#unassigned.draw();
    }
    const { days } = this;
    setText(this.#title, days.view === "day" ? longDay(days.from) : t("plan-week-of", { from: day(days.from), to: day(days.until - 1) }));
    for (const button of this.#views) {
      setText(button, t(`plan-${button.dataset.view}`));
      button.setAttribute("aria-pressed", String(button.dataset.view === days.view));
    }
    for (const [button, text] of this.#steps) {
      button.setAttribute("aria-label", t(text));
      button.title = t(text);
    }
    setText(this.#today, t("plan-today"));
    this.#notice.hidden = !this.#error;
    setText(this.#notice, this.#error?.text ?? "");
    if (language || this.#legend.children.length === 0) {
      this.#legend.replaceChildren(...["half", "soon", "late"].map((level) => h("li", { class: "sla", data: { level } }, icon(DUE_PICTURES[level]), h("span", { text: t(`due-${level}-legend`) }))), h("li", { text: t("plan-length") }));
    }
    this.#timeline.draw(language);
  }

  close() {
    this.#feed.stop();
  }

  #show(days) {
    this.days = days;
    const date = new Date(days.from);
    const two = (number) => String(number).padStart(2, "0");
    history.replaceState(null, "", `/plan?view=${days.view}&day=${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`);
    this.render({ language: true });
  }

  // On a day of the week the hour stays; what is done or off is not moved.
  #drop(visit, to) {
    if (visit.signature !== "none" || ["cancelled", "finished"].includes(visit.status)) {
      toast(t("move-too-late", { number: visit.number }), "danger");
      return;
    }
    openMove(this, visit, { technician: to.technician, at: this.#timeOf(to, visit.appointment_at) });
  }

  #timeOf({ at, day: onto }, before) {
    const hour = new Date(before ?? new Date(this.days.from).setHours(9, 0, 0, 0));
    return onto === undefined ? at : new Date(onto).setHours(hour.getHours(), hour.getMinutes(), 0, 0);
  }

  async #readTechnicians() {
    try {
      this.technicians = await readTechnicians();
    } catch (error) {
      this.#error = error;
    }
    this.render();
  }
}
