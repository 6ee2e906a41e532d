/** Every change of the visit with its author and command, as the server took them; read page by page when it is asked for. */
import { has, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { fullTime, moment } from "/assets/shared/times.js";
import { readHistory } from "./api.js";
import { deviceName } from "./people.js";

/** Commands that are told in the words of what they append. */
const EVENTS = {
  assign: "assigned", cancel: "cancelled", arrive: "arrived", start: "started", finish: "finished", reopen: "reopened", void_trip: "void_trip",
  join_crew: "crew_joined", leave_crew: "crew_left", name_lead: "lead_named", attempt_contact: "contact_attempted", set_appointment: "appointment_set",
  refuse_appointment: "appointment_refused", depart: "departed", foresee_delay: "delay_foreseen", note_site: "site_noted", correct_data: "data_corrected",
  answer_check: "check_answered", set_class: "class_set", suspend: "suspended", resume: "resumed", promise_completion: "completion_promised",
  put_promise_at_risk: "promise_at_risk", note_exception: "exception_noted", report: "reported", note_disagreement: "disagreement_noted", note_wish: "wish_noted",
  request_part: "part_requested", decide_request: "request_decided", note_permission: "permission_noted", decide_service_type: "service_type_decided",
  charge: "charged", agree_fee: "fee_agreed", collect_money: "money_collected", receive_money: "money_received", request_invoice: "invoice_requested",
  name_dealer: "dealer_named", inform_dealer: "dealer_informed", note_repeat: "repeat_noted", answer_survey: "survey_answered", note_return_visit: "return_visit_noted",
  open_amendment: "amendment_opened", accept_amendment: "amendment_accepted", approve_report: "report_approved", link_order: "order_linked", strike_event: "struck",
};

/** The history of one visit: folded until somebody wants it. */
export class History {
  #context;
  #id;
  #changes = [];
  #next = 0;
  #list = h("ol", { class: "history" });
  #more = h("button", { class: "button", type: "button", on: { click: () => void this.#read() } });
  #error = h("p", { class: "notice danger", role: "alert", hidden: true });
  #summary = h("summary");

  /** `context()` is what names of people and phones are looked up in. */
  constructor(id, context) {
    this.#id = id;
    this.#context = context;
    this.element = h("details", { class: "history-fold", on: { toggle: ({ target }) => target.open && this.#changes.length === 0 && void this.#read() } }, this.#summary, this.#list, this.#error, this.#more);
    this.render();
  }

  /** Draws it again: another language, or other names. */
  render() {
    this.#summary.textContent = t("history-title");
    this.#more.textContent = t("history-more");
    this.#more.hidden = this.#next === undefined || this.#changes.length === 0;
    this.#list.replaceChildren(...this.#changes.map((change) => this.#line(change)));
  }

  /** Reads what came since the page was opened, if it is unfolded. */
  refresh() {
    if (this.element.open && this.#next === undefined) {
      this.#next = this.#changes.length;
      void this.#read();
    }
  }

  async #read() {
    try {
      const { changes, next } = await readHistory(this.#id, this.#next ?? this.#changes.length);
      const known = new Set(this.#changes.map(({ place }) => place));
      this.#changes.push(...changes.filter(({ place }) => !known.has(place)));
      this.#next = next;
      this.#error.hidden = true;
    } catch (error) {
      this.#error.hidden = false;
      this.#error.textContent = error.text;
    }
    this.render();
  }

  #line({ place, command, person_name: name, device, at, received_at: receivedAt, change }) {
    const event = EVENTS[command];
    const what = event && has(`event-${event}`) ? t(`event-${event}`) : has(`command-${command}`) ? t(`command-${command}`) : (command ?? t("history-unknown"));
    const where = device ? t("timeline-on-device", { device: deviceName(this.#context(), device) ?? t("device-unknown") }) : t("timeline-at-desk");
    return h(
      "li",
      { class: "history-line" },
      h("span", { class: "figures small soft", text: String(place) }),
      h("div", {}, h("strong", { text: what }), h("p", { class: "small soft", text: t("who-where", { name: name ?? t("person-unknown"), where }) })),
      h("div", { class: "small history-times" }, h("span", { title: fullTime(at), text: t("history-at", { time: moment(at, Date.now()) }) }), h("span", { class: "soft", title: fullTime(receivedAt), text: t("history-received", { time: moment(receivedAt, Date.now()) }) })),
      h("code", { class: "small soft history-hash", title: change, text: change.slice(0, 10) }),
    );
  }
}
