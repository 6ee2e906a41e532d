/**
 * The timeline: a row for each technician, hours of a day or days of a week across. A visit stands where somebody was there, from arrival
 * to finish; before that at its appointment, and without one before the hours. Elements are made once and changed in place, so that a plan under one's eyes stays still.
 */
import { t } from "/assets/shared/i18n.js";
import { h, setAttribute, setText } from "/assets/shared/dom.js";
import { setPill, stateOf, statePill } from "/assets/shared/status.js";
import { clockTime, day, moment } from "/assets/shared/times.js";
import { drawDue, dueNext, duePlace } from "/assets/desk/sla.js";

/** The hours of a day that are shown unless a visit is earlier or later. */
const FIRST_HOUR = 7;
const LAST_HOUR = 20;
const HOUR_MS = 3_600_000;
/** How long a visit is drawn that nobody has come to, in **milliseconds**. */
const USUAL_MS = HOUR_MS;
/** Somebody stays no longer than this: what took longer was several stays, in **milliseconds**. */
const MOST_MS = 12 * HOUR_MS;
/** How far behind the names the first visit is brought, in **pixels**. */
const CLEARANCE_PX = 16;

/** The timeline of a {@link Page}. */
export class Timeline {
  #page;
  #rows = new Map();
  #blocks = new Map();
  #scale = h("div", { class: "plan-scale", "aria-hidden": "true" });
  #body = h("div", { class: "plan-rows", role: "list" });
  #empty = h("p", { class: "soft plan-empty" });
  #hours = [FIRST_HOUR, LAST_HOUR];
  /** For which days the first visit was brought into view. */
  #revealed = "";

  constructor(page) {
    this.#page = page;
    this.element = h("div", { class: "plan-timeline" }, this.#scale, this.#body, this.#empty);
  }

  /** Draws what the page knows; `all` also what has not changed. */
  draw(all) {
    const { board, days, technicians } = this.#page;
    const now = board.now();
    const times = new Map([...board.visits.values()].map((visit) => [visit, drawnAt(visit, now)]));
    const shown = [...times].filter(([visit, { from }]) => visit.technician && (days.holds(from) || (from == null && isOpen(visit)))).map(([visit]) => visit);
    this.#measure(shown.map((visit) => times.get(visit)).filter(({ from }) => from != null));
    this.element.dataset.view = days.view;
    this.#drawScale();
    // Somebody who has a visit and is on no list has a row too: no visit is left out without a word.
    const listed = new Set(technicians.map(({ id }) => id));
    const others = new Map(shown.filter((visit) => !listed.has(visit.technician)).map((visit) => [visit.technician, { id: visit.technician, name: visit.technician_name }]));
    const rows = [...technicians, ...others.values()].map((technician) => this.#row(technician));
    for (const [place, row] of rows.entries()) {
      if (this.#body.children[place] !== row.element) {
        this.#body.insertBefore(row.element, this.#body.children[place] ?? null);
      }
    }
    const kept = new Set();
    const lanes = new Map();
    for (const visit of shown.sort((a, b) => (times.get(a).from ?? 0) - (times.get(b).from ?? 0) || a.number.localeCompare(b.number))) {
      kept.add(visit.id);
      this.#place(this.#block(visit, now, all), visit, times.get(visit), this.#rows.get(visit.technician), lanes);
    }
    for (const [id, block] of this.#blocks) {
      if (!kept.has(id)) {
        block.element.remove();
        this.#blocks.delete(id);
      }
    }
    for (const [id, row] of this.#rows) {
      const count = shown.filter((visit) => visit.technician === id).length;
      setText(row.count, count > 0 ? t("plan-count", { count }) : t("plan-free"));
      row.element.style.setProperty("--lanes", String(Math.max(1, lanes.get(id)?.length ?? 1)));
    }
    this.#empty.hidden = technicians.length > 0;
    setText(this.#empty, t("plan-nobody"));
    this.#reveal(shown.filter((visit) => times.get(visit).from != null), times, now);
  }

  /** On a screen that shows a few hours only: the first visit that is not over, once for what is shown, so that nobody is scrolled away. */
  #reveal(timed, times, now) {
    const { days } = this.#page;
    const first = timed.find((visit) => isOpen(visit) && times.get(visit).until > now) ?? timed[0];
    const mark = `${days.view} ${days.from}`;
    const block = first && this.#blocks.get(first.id)?.element;
    if (!block || this.#revealed === mark || !this.element.isConnected) {
      return;
    }
    this.#revealed = mark;
    const who = this.#rows.get(first.technician).element.firstElementChild.getBoundingClientRect();
    this.element.scrollLeft += block.getBoundingClientRect().left - who.right - CLEARANCE_PX;
  }

  #measure(times) {
    const first = times.map(({ from }) => new Date(from).getHours());
    const last = times.map(({ from, until }) => Math.min(24, Math.ceil((until - new Date(from).setHours(0, 0, 0, 0)) / HOUR_MS)));
    this.#hours = [Math.min(FIRST_HOUR, ...first), Math.max(LAST_HOUR, ...last)];
  }

  #drawScale() {
    const { days } = this.#page;
    const [first, last] = this.#hours;
    const names = days.view === "week" ? days.days.map((at) => day(at)) : Array.from({ length: last - first }, (_, place) => `${String(first + place).padStart(2, "0")}:00`);
    this.element.style.setProperty("--columns", String(names.length));
    const mark = names.join();
    if (this.#scale.dataset.mark !== mark) {
      this.#scale.dataset.mark = mark;
      this.#scale.replaceChildren(h("span", {}), h("span", { class: "plan-untimed-name" }), ...names.map((name) => h("span", { class: "plan-column-name", text: name })));
    }
    setText(this.#scale.querySelector(".plan-untimed-name"), t("plan-untimed"));
  }

  #row({ id, name }) {
    let row = this.#rows.get(id);
    if (!row) {
      const label = h("div", { class: "plan-who" }, h("strong", { text: name }), h("span", { class: "small soft" }));
      const untimed = h("div", { class: "plan-untimed" });
      const lane = h("div", { class: "plan-lane" });
      row = { element: h("section", { class: "plan-row", role: "listitem", "aria-label": name, data: { technician: id } }, label, untimed, lane), count: label.lastElementChild, untimed, lane };
      this.#rows.set(id, row);
    }
    return row;
  }

  #block(visit, now, all) {
    let block = this.#blocks.get(visit.id);
    if (!block) {
      const parts = { time: h("span", { class: "plan-time" }), customer: h("strong", { class: "plan-customer" }), pill: statePill("assigned"), due: duePlace() };
      const element = h("button", { class: "plan-visit", type: "button", data: { visit: visit.id }, on: { click: (event) => event.detail === 0 || !element.dataset.dragged ? this.#page.choose(this.#page.board.visits.get(visit.id)) : undefined, keydown: (event) => this.#step(event, element) } }, h("span", { class: "plan-visit-top" }, parts.time, parts.due), parts.customer, parts.pill);
      block = { element, ...parts, visit: null };
      this.#blocks.set(visit.id, block);
    }
    const due = dueNext(visit, now);
    if (block.visit !== visit || all || block.level !== due?.level || due) {
      block.visit = visit;
      block.level = due?.level;
      const { from } = drawnAt(visit, now);
      setText(block.time, from == null ? t("no-appointment") : clockTime(from));
      setText(block.customer, visit.customer_name);
      setPill(block.pill, stateOf(visit));
      drawDue(block.due, due, now);
      setAttribute(block.element, "title", [[visit.number, visit.appointment_at == null ? "" : t("visit-appointment", { time: moment(visit.appointment_at, now) })].filter(Boolean).join(" · "), visit.address, [visit.product, visit.model].filter(Boolean).join(" "), visit.fault].join("\n"));
      block.element.dataset.state = stateOf(visit);
    }
    return block;
  }

  #place({ element }, visit, { from: start, until }, row, lanes) {
    const { days } = this.#page;
    if (start == null) {
      if (element.parentElement !== row.untimed) {
        row.untimed.append(element);
      }
      return;
    }
    if (element.parentElement !== row.lane) {
      row.lane.append(element);
    }
    const [from, share] = days.view === "week" ? [days.placeOf(start), 1] : this.#within(start, until);
    const taken = lanes.get(visit.technician) ?? [];
    lanes.set(visit.technician, taken);
    // The first line on which nothing stands there yet.
    let line = taken.findIndex((end) => end <= from + 0.001);
    if (line < 0) {
      line = taken.length;
    }
    if (days.view === "week") {
      line = taken.filter((each) => each === from).length;
      taken.push(from);
    } else {
      taken[line] = from + share;
    }
    element.style.setProperty("--from", String(from));
    element.style.setProperty("--share", String(share));
    element.style.setProperty("--line", String(line));
  }

  // Where a visit begins and how much it takes, in hours of the scale.
  #within(start, until) {
    const [first, last] = this.#hours;
    const hour = (at) => (at - new Date(at).setHours(0, 0, 0, 0)) / HOUR_MS - first;
    const from = Math.max(0, hour(start));
    return [from, Math.max(0.9, Math.min(last - first - from, (until - start) / HOUR_MS))];
  }

  /** The technician and the instant at a place of the window, or null. */
  at(x, y) {
    // By where rows are, not by what is under the pointer: that is the visit that is dragged.
    const row = [...this.#body.children].find((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return y >= top && y < bottom;
    });
    if (!row) {
      return null;
    }
    const lane = row.querySelector(".plan-lane").getBoundingClientRect();
    const technician = row.dataset.technician;
    if (x < lane.left || x > lane.right) {
      return { technician };
    }
    const { days } = this.#page;
    const share = (x - lane.left) / lane.width;
    if (days.view === "week") {
      return { technician, day: days.days[Math.min(6, Math.floor(share * 7))] };
    }
    const [first, last] = this.#hours;
    // Quarters of an hour, as people agree them.
    const minutes = Math.round(((first + share * (last - first)) * 60) / 15) * 15;
    return { technician, at: new Date(days.from).setHours(0, minutes, 0, 0) };
  }

  // Arrows lead from visit to visit: along the row, and to the rows above and below.
  #step(event, element) {
    const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!by) {
      return;
    }
    event.preventDefault();
    const rows = [...this.#body.children].map((row) => [...row.querySelectorAll(".plan-visit")].sort((a, b) => a.getBoundingClientRect().left - b.getBoundingClientRect().left));
    let row = rows.findIndex((blocks) => blocks.includes(element));
    const place = rows[row].indexOf(element);
    if (by[0] !== 0) {
      rows[row][place + by[0]]?.focus();
      return;
    }
    do {
      row += by[1];
    } while (rows[row] && rows[row].length === 0);
    rows[row]?.[Math.min(place, rows[row].length - 1)]?.focus();
  }
}

// From when until when a visit is drawn: from arrival to finish, or until now while somebody is there; else at its appointment, if it has one.
function drawnAt(visit, now) {
  const arrived = visit.arrived_at ?? visit.started_at;
  const left = visit.finished_at ?? (["on_site", "working"].includes(stateOf(visit)) ? now : null);
  if (arrived != null && left != null && (left - arrived <= MOST_MS || visit.appointment_at == null)) {
    return { from: arrived, until: Math.max(arrived, Math.min(left, arrived + MOST_MS)) };
  }
  return { from: visit.appointment_at, until: (visit.appointment_at ?? 0) + USUAL_MS };
}

function isOpen(visit) {
  return !visit.complete && visit.signature === "none" && !["cancelled", "finished"].includes(visit.status);
}
