/** What is looked at again: shares, what calls left open, what is due. */
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { chooseKind, endCall, readReturns } from "./api.js";
import { openEnd, openReturnCall, openSend } from "./dialogs.js";
import { button, failed, loading, nothing } from "./state.js";

export class Returns {
  #desk;
  #list = null;
  #place = h("div", { class: "care" }, loading());
  element = this.#place;

  constructor({ desk }) {
    this.#desk = desk;
  }

  /** Reads the list again. */
  async load() {
    try {
      this.#list = await readReturns();
      this.#draw();
    } catch (error) {
      this.#place.replaceChildren(failed(error, () => void this.load()));
    }
  }

  close() {}

  render({ language, tick }) {
    if (this.#list && (language || (tick && !this.#place.contains(document.activeElement)))) {
      this.#draw();
    }
  }

  #draw() {
    const { shares, open_calls: open, defects, rows, due, overdue } = this.#list;
    this.#place.replaceChildren(
      ...(shares.length ? [sharesOf(shares)] : []),
      ...(open.length || defects.length ? [this.#open(open, defects)] : []),
      h("section", { class: "panel" }, h("div", { class: "care-line" }, h("h2", { text: t("returns-due", { count: due }) }), overdue ? h("span", { class: "pill", data: { state: "changed" } }, icon("clock"), h("span", { text: t("returns-overdue", { count: overdue }) })) : null), rows.length ? h("ul", { class: "care-works" }, rows.map((row) => this.#row(row))) : nothing(t("returns-none"))),
    );
  }

  #row(row) {
    const now = this.#desk.now();
    const { kinds, shares } = this.#list;
    const hands = { desk: this.#desk, kinds, units: shares.map(({ by }) => by).filter(Boolean), changed: () => void this.load() };
    const term = row.not_before && row.not_before > now ? t("returns-from", { from: moment(row.not_before, now), by: moment(row.due_at, now) }) : t(row.late ? "returns-late" : "returns-by", { by: moment(row.due_at, now) });
    const choose = h(
      "select",
      { class: "input", "aria-label": t("returns-kind"), on: { change: (event) => void this.#choose(row, event.target.value) } },
      row.kind ? null : h("option", { value: "", text: t("returns-kind-open") }),
      kinds.map((kind) => h("option", { value: kind, selected: row.kind === kind, text: t(`occasion-${kind}`) })),
    );
    const sent = row.sent.map((each) => h("p", { class: "small" }, h("a", { href: `/visits/${each.visit}`, text: t(row.state === "not_signed" ? "returns-not-signed" : "returns-sent", { name: each.technician_name }) })));
    const tries = row.calls.map((call) => h("p", { class: "small soft", text: t("returns-tried", { at: moment(call.at, now), name: call.by_name, note: call.content.note }) }));
    const who = [row.technician_name && t("returns-worker", { name: row.technician_name }), row.first_contact && t("returns-first", { name: row.first_contact }), row.suggested && t("returns-suggested", { unit: t(`unit-${row.suggested}`) })].filter(Boolean);
    return h(
      "li",
      { class: "care-work", data: { work: row.work } },
      h("div", { class: "care-what" }, h("div", { class: "care-line" }, h("strong", { text: row.customer.name }), h("a", { class: "figures", href: `tel:${row.customer.phone.replace(/[^0-9+]/gu, "")}`, text: row.customer.phone })), h("p", { class: "small soft", text: [row.number, row.model, row.fault].filter(Boolean).join(" · ") }), h("p", { class: "small soft", text: who.join(" · ") }), sent, tries),
      h("div", { class: "care-term" }, h("span", { class: row.late ? "late" : "", text: term }), row.is_kind_open ? h("span", { class: "small soft", text: t("returns-shortest") }) : null, row.is_pick_up ? h("span", { class: "small", text: t("returns-pick-up") }) : kinds.length > 1 ? choose : null),
      h("div", { class: "care-acts" }, button("phone", t("returns-call"), () => openReturnCall(row, hands), "primary"), this.#desk.may("dispatch:write") && !row.is_pick_up && row.state !== "sent" ? button("people", t("returns-send"), () => void openSend(row, hands)) : null),
    );
  }

  #open(calls, defects) {
    const now = this.#desk.now();
    const end = (call, what) => openEnd(what, (text) => endCall(call.id, { what, text }), () => void this.load());
    const duty = (text, due, act) => h("li", { class: "care-duty" }, h("span", {}, h("span", { text }), h("span", { class: `small ${due < now ? "late" : "soft"}`, text: t(due < now ? "returns-late" : "returns-by", { by: moment(due, now) }) })), act);
    const items = calls.flatMap(({ call, number, customer, is_visit: isVisit }) => [
      call.notice_by && !call.noticed_at
        ? duty(t("duty-notice", { name: customer.name, number, state: call.content.state }), call.notice_by, h("div", { class: "care-acts" }, button("check", t("duty-notice-given"), () => end(call, "noticed")), isVisit && this.#desk.may("dispatch:write") ? h("a", { class: "button", href: `/visits/${call.work}` }, icon("arrow"), h("span", { text: t("duty-visit") })) : null))
        : null,
      call.content.answer_by && !call.answered_at ? duty(t("duty-answer", { name: customer.name, number, question: call.content.question }), call.content.answer_by, button("check", t("duty-answered"), () => end(call, "answered"))) : null,
    ]);
    const found = defects.map((defect) => duty(t("duty-notice", { name: defect.customer, number: defect.number, state: defect.found.state }), defect.notice_by, h("a", { class: "button", href: `/visits/${defect.visit}` }, icon("arrow"), h("span", { text: t("duty-visit") }))));
    return h("section", { class: "panel" }, h("h2", { text: t("duties") }), h("ul", { class: "care-duties" }, found, items.filter(Boolean)));
  }

  async #choose(row, kind) {
    try {
      await chooseKind(row.work, kind);
    } catch (error) {
      toast(error.text, "danger");
    }
    await this.load();
    this.#place.querySelector(`[data-work="${row.work}"] select`)?.focus();
  }
}

/** How much of each share is made. */
export function sharesOf(shares) {
  return h(
    "section",
    { class: "panel" },
    h("h2", { text: t("shares") }),
    h(
      "ul",
      { class: "care-shares" },
      shares.map((share) => {
        const name = t(`unit-${share.by ?? "anyone"}`);
        return h("li", {}, h("span", { class: "care-line" }, h("strong", { text: name }), h("span", { class: share.made >= share.needed ? "made" : "soft", text: t("share-made", { made: share.made, needed: share.needed }) })), h("progress", { max: Math.max(1, share.needed), value: Math.min(share.made, share.needed), "aria-label": name }), h("span", { class: "small soft", text: t("share-of", { percent: share.percent, repairs: share.repairs, first: share.first, last: share.last }) }));
      }),
    ),
  );
}
