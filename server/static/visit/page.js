/** One visit on a page of its own: everything about it, live, with its revisions and its whole history, and what can be decided. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { Board } from "/assets/desk/board.js";
import { Feed } from "/assets/desk/feed.js";
import { readComplaintsOf, readVisit } from "./api.js";
import { openRefusal } from "./dialogs/complaint.js";
import { openAcceptance, openApproval, openRequest } from "./dialogs/decide.js";
import { History } from "./history.js";
import { revisionList } from "./revisions.js";
import { SECTIONS } from "./sections.js";

export const texts = ["board", "visit", "dispatch"];
export const styles = ["/assets/visit/visit.css", "/assets/visit/page.css"];

/** What stands in the narrow column. */
const ASIDE = new Set(["sign_offs", "facts", "photos"]);

/** Opens the visit that the address names. */
export function open(desk) {
  return new Page(desk, decodeURIComponent(location.pathname.split("/")[2] ?? ""));
}

class Page {
  board = new Board();
  desk;
  #id;
  #view = null;
  #complaints = [];
  #error = null;
  #shown = new Map();
  #history;
  #head = h("div", { class: "visit-head" });
  #main = h("div", { class: "visit-main" });
  #aside = h("aside", { class: "visit-aside" });
  #decisions = h("div", { class: "section" });
  #revisions = h("div", { class: "section" });
  #feed = new Feed({
    snapshot: (board) => {
      this.board.replace(board);
      void this.#load();
    },
    visit: (visit) => this.board.takeVisit(visit),
    device: (device) => this.board.takeDevice(device),
    connection: ({ live }) => this.#head.classList.toggle("is-stale", !live),
  });

  constructor(desk, id) {
    this.desk = desk;
    this.#id = id;
    this.#history = new History(id, () => this.#context());
    desk.root.replaceChildren(h("div", { class: "visit-page" }, this.#head, h("div", { class: "visit-columns" }, this.#main, this.#aside)));
    this.board.follow(({ fresh }) => fresh.has(id) && void this.#load());
    this.#feed.start();
    void this.#load();
  }

  render({ language, tick }) {
    if (language) {
      this.#shown.clear();
      this.#history.render();
    }
    if (language || tick) {
      this.#draw();
    }
  }

  close() {
    this.#feed.stop();
  }

  #context() {
    return { page: this, view: this.#view, complaints: this.#complaints, now: this.board.now(), whole: true };
  }

  async #load() {
    try {
      const view = await readVisit(this.#id);
      this.#complaints = view.attention.includes("signature_refused") ? (await readComplaintsOf(this.#id)).rows : [];
      this.#view = view;
      this.#error = null;
      this.#history.refresh();
    } catch (error) {
      this.#error = error;
    }
    this.#draw();
  }

  #draw() {
    const view = this.#view;
    if (!view) {
      const gone = this.#error?.status === 404;
      this.#head.replaceChildren(
        this.#error
          ? h("div", { class: "empty", role: "alert" }, icon(gone ? "search" : "offline"), h("h2", { text: t(gone ? "visit-gone" : "visit-error") }), h("p", { class: "soft", text: this.#error.text }), h("a", { class: "button primary", href: "/board", text: t("visit-back-to-board") }))
          : h("p", { class: "detail-loading", role: "status" }, h("span", { class: "spinner" }), h("span", { text: t("visit-loading") })),
      );
      return;
    }
    document.title = t("page-title", { page: view.number });
    const stale = this.#error ? [h("span", { class: "notice warning", role: "status" }, icon("offline"), h("span", { text: this.#error.text }))] : [];
    this.#head.replaceChildren(
      h("a", { class: "button quiet", href: `/board#visit=${encodeURIComponent(view.id)}` }, icon("back"), h("span", { text: t("visit-back-to-board") })),
      h("h2", { class: "visit-number", text: view.number }),
      ...stale,
    );
    const context = this.#context();
    for (const [name, section] of Object.entries(SECTIONS)) {
      this.#drawSection(name, section, context);
    }
    this.#drawIf(this.#decisions, decisions(context));
    this.#drawIf(this.#revisions, view.revisions.length > 1 ? [h("h3", { class: "section-title", text: t("section-revisions") }), revisionList(context)] : []);
    // The order of reading: what it is, what a person has to decide, what was signed since, then the rest.
    this.#main.querySelector(".section-attention")?.after(this.#decisions, this.#revisions);
    this.#main.append(this.#history.element);
  }

  #drawSection(name, { content, draw }, context) {
    const mark = JSON.stringify(content(context));
    const known = this.#shown.get(name);
    if (known?.mark === mark && known.element.isConnected) {
      return;
    }
    const element = h("div", { class: `section section-${name}` }, draw(context));
    const old = (ASIDE.has(name) ? this.#aside : this.#main).querySelector(`:scope > .section-${name}`);
    if (old) {
      old.replaceWith(element);
    } else {
      (ASIDE.has(name) ? this.#aside : this.#main).append(element);
    }
    this.#shown.set(name, { mark, element });
  }

  #drawIf(place, contents) {
    place.hidden = contents.length === 0;
    place.replaceChildren(...contents);
  }
}

/** A refusal to sign that is to become a complaint, or the complaint that it became (R-068, R-191, O-04). */
function refusal({ page, view, complaints }) {
  if (!view.attention.includes("signature_refused")) {
    return [];
  }
  if (complaints.length > 0) {
    return complaints.map(({ id, data }) => h("li", {}, h("span", { text: t("refusal-complaint") }), h("span", { class: "actions" }, h("a", { class: "button", href: `/complaints#${id}` }, icon("complaint"), h("span", { text: data.label })))));
  }
  const open = () => openRefusal(page, view);
  return page.desk.may("complaints:write") ? [h("li", {}, h("span", { text: t("refusal-lead") }), h("span", { class: "actions" }, h("button", { class: "button primary", type: "button", data: { test: "refusal" }, on: { click: open } }, icon("complaint"), h("span", { text: t("refusal-accept") }))))] : [];
}

/** What a person has to decide here, offered to who may. */
function decisions(context) {
  const lines = [...refusal(context), ...leadersDecisions(context)];
  return lines.length > 0 ? [h("h3", { class: "section-title", text: t("section-decisions") }), h("ul", { class: "decisions" }, lines)] : [];
}

function leadersDecisions({ page, view }) {
  if (!page.desk.may("decisions:write")) {
    return [];
  }
  const ended = (kind, key) => new Set(view.events.filter((event) => event.kind === kind).map((event) => event[key]));
  const [accepted, decided, struck] = [ended("amendment_accepted", "opened"), ended("request_decided", "request"), ended("struck", "event")];
  const button = (text, kind, go) => h("button", { class: `button ${kind}`, type: "button", text, on: { click: go } });
  const lines = [];
  for (const event of view.events) {
    if (event.kind === "part_requested" && !decided.has(event.id) && !struck.has(event.id)) {
      lines.push(h("li", {}, h("span", { text: t("decide-request", { name: event.name, count: event.quantity, reason: event.reason }) }), h("span", { class: "actions" }, button(t("request-approve"), "primary", () => openRequest(page, view, event, true)), button(t("request-decline"), "", () => openRequest(page, view, event, false)))));
    }
    if (event.kind === "amendment_opened" && !accepted.has(event.id) && view.attention.includes("amendment_open")) {
      lines.push(h("li", {}, h("span", { text: t("decide-amendment", { reason: event.reason }) }), h("span", { class: "actions" }, button(t("accept-submit"), "primary", () => openAcceptance(page, view, event)))));
    }
  }
  const done = view.signature !== "none" || view.status === "finished";
  if (done && !view.events.some(({ kind }) => kind === "report_approved")) {
    lines.push(h("li", {}, h("span", { text: t("decide-report") }), h("span", { class: "actions" }, button(t("approve-submit"), "primary", () => openApproval(page, view)))));
  }
  return lines;
}
