/** What was sent to an address, what came of it, and the ways to send it again. */
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { has, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { fullTime, moment } from "/assets/shared/times.js";
import { readDeliveries, recoverWebhook, replayDelivery } from "./api.js";
import { eventName } from "./event_types.js";

/** How often the list is read again while it is open. */
const AGAIN_MS = 3_000;
const HOUR_MS = 3_600_000;
/** Spans that can be sent again: what is kept is thirty days old at most. */
const SPANS = [["1", "recover-hour"], ["24", "recover-day"], ["168", "recover-week"], ["720", "recover-month"]];
const STATES = ["", "waiting", "failed", "delivered"];
const PICTURES = { waiting: "clock", delivered: "check", failed: "attention" };

/** The deliveries of `webhook`, in a dialog; `changed` is called when it closes. */
export class Deliveries {
  #desk;
  #webhook;
  #state = "";
  #shown = [];
  #before = null;
  #open = new Set();
  #list = h("div", { class: "deliveries", "aria-live": "polite" });
  #timer;

  constructor(desk, webhook, changed) {
    this.#desk = desk;
    this.#webhook = webhook;
    const states = h("select", { class: "input", "aria-label": t("deliveries-state"), on: { change: ({ target }) => void this.#narrow(target.value) } }, STATES.map((state) => h("option", { value: state, text: t(state ? `delivery-${state}` : "deliveries-all") })));
    const recover = h("button", { class: "button", type: "button", on: { click: () => this.#recover() } }, icon("swap"), h("span", { text: t("recover") }));
    const dialog = new Dialog({
      title: t("deliveries-title"),
      lead: webhook.url,
      wide: true,
      contents: [h("div", { class: "deliveries-head" }, states, recover), this.#list],
    });
    // What is chosen above the list is no entry that could be lost.
    dialog.form.addEventListener("input", () => dialog.saved());
    dialog.element.addEventListener("close", () => {
      clearInterval(this.#timer);
      changed();
    });
    this.#list.replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
    this.#timer = setInterval(() => void this.#refresh(), AGAIN_MS);
    void this.#refresh();
  }

  async #narrow(state) {
    this.#state = state;
    this.#shown = [];
    await this.#refresh();
  }

  /** Reads the newest page again; what was read of older ones stays. */
  async #refresh() {
    const state = this.#state;
    try {
      const page = await readDeliveries(this.#webhook.id, { state });
      if (state !== this.#state) {
        return;
      }
      const oldest = page.deliveries.at(-1)?.id ?? Infinity;
      const older = page.before == null ? [] : this.#shown.filter((delivery) => delivery.id < oldest);
      this.#before = older.length > 0 ? this.#before : (page.before ?? null);
      this.#shown = [...page.deliveries, ...older];
      this.#draw();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #more() {
    try {
      const page = await readDeliveries(this.#webhook.id, { state: this.#state, before: this.#before });
      this.#before = page.before ?? null;
      this.#shown.push(...page.deliveries);
      this.#draw();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error) {
    const again = h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => void this.#refresh() } });
    this.#list.replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("offline"), h("span", { text: error.text }), again));
  }

  #draw() {
    const focus = this.#list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    if (this.#shown.length === 0) {
      this.#list.replaceChildren(h("p", { class: "soft", text: t(this.#state ? "deliveries-none-so" : "deliveries-none") }));
      return;
    }
    const more = this.#before == null ? null : h("button", { class: "button", type: "button", data: { key: "more" }, text: t("deliveries-more"), on: { click: () => void this.#more() } });
    this.#list.replaceChildren(h("ul", { class: "settings-rows" }, this.#shown.map((delivery) => this.#row(delivery))), ...(more ? [more] : []));
    if (focus) {
      this.#list.querySelector(`[data-key="${focus}"]`)?.focus();
    }
  }

  #row(delivery) {
    const now = this.#desk.now();
    const { event, attempts } = delivery;
    const last = attempts[0];
    const said = [
      last ? (last.error ? why(last) : t("attempt-arrived", { status: last.status })) : t("delivery-not-tried"),
      attempts.length > 1 ? t("delivery-tries", { count: last.number }) : null,
      delivery.next_at != null && attempts.length > 0 ? t("delivery-next", { time: moment(delivery.next_at, now) }) : null,
    ].filter(Boolean);
    const details = h(
      "details",
      { open: this.#open.has(delivery.id), on: { toggle: ({ target }) => (target.open ? this.#open.add(delivery.id) : this.#open.delete(delivery.id)) } },
      h("summary", { class: "small", data: { key: `details-${delivery.id}` }, text: t("delivery-details") }),
      h("ol", { class: "attempts small" }, attempts.map((one) => attempt(one))),
      h("pre", { class: "small", tabindex: "0", text: JSON.stringify(event, null, 2) }),
    );
    return h(
      "li",
      { class: "delivery", data: { delivery: delivery.id } },
      h("span", { class: "pill", data: { deliveryState: delivery.state } }, icon(PICTURES[delivery.state]), h("span", { text: t(`delivery-${delivery.state}`) })),
      h("div", { class: "delivery-what" }, h("p", {}, h("strong", { text: eventName(event.type) }), event.data.number ? ` ${event.data.number}` : ""), h("p", { class: "small soft", text: said.join(" · ") })),
      h("time", { class: "small figures", text: moment(event.at, now), title: fullTime(event.at) }),
      h("button", { class: "button", type: "button", data: { key: `again-${delivery.id}` }, on: { click: () => void this.#replay(delivery) } }, icon("swap"), h("span", { text: t("delivery-replay") })),
      details,
    );
  }

  async #replay(delivery) {
    try {
      await replayDelivery(this.#webhook.id, delivery.id);
      toast(t("delivery-replayed"));
    } catch (error) {
      toast(error.text, "danger");
    }
    await this.#refresh();
  }

  #recover() {
    new Dialog({
      title: t("recover-title"),
      lead: t("recover-lead"),
      contents: [
        field("recover-since", "hours", { required: true, options: SPANS.map(([value, text]) => ({ value, text: t(text) })) }),
        h("label", { class: "choice" }, h("input", { type: "checkbox", name: "all" }), h("span", { text: t("recover-all") })),
      ],
      submitText: t("recover"),
      submit: async (dialog) => {
        const since = Math.max(0, Math.round(this.#desk.now() - Number(dialog.value("hours")) * HOUR_MS));
        const { events } = await recoverWebhook(this.#webhook.id, { since, all: dialog.form.elements.all.checked });
        dialog.close();
        toast(t("recovered", { count: events }));
        await this.#refresh();
      },
    });
  }
}

function attempt(one) {
  const text = [t("delivery-tries", { count: one.number }), fullTime(one.at), one.error ? why(one) : t("attempt-arrived", { status: one.status }), t("attempt-took", { ms: one.duration_ms })].join(" · ");
  return h("li", { value: one.number }, h("span", { text }), one.answer ? h("q", { class: "soft", text: one.answer }) : null);
}

/** Why a try failed, in words. */
function why(one) {
  const id = `attempt-${one.error.replaceAll("_", "-")}`;
  return has(id) ? t(id, { status: one.status ?? 0 }) : one.error;
}
