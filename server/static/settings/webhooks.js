/** Webhooks: addresses of other systems that are told what happens. */
import { Dialog, field } from "/assets/desk/dialog.js";
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { ago, day, fullTime, moment } from "/assets/shared/times.js";
import { addWebhook, changeWebhook, readWebhooks, removeWebhook, rotateWebhook, testWebhook } from "./api.js";
import { Deliveries } from "./deliveries.js";
import { EVENT_TYPES, eventName } from "./event_types.js";
import { secret } from "./secret.js";
import { Section } from "./section.js";

/** What stands for each state. */
const PICTURES = { delivering: "check", failing: "attention", off: "none" };

/** The addresses. */
export class Webhooks {
  #desk;
  #section;

  constructor(desk) {
    this.#desk = desk;
    this.#section = new Section({ name: "webhooks", read: readWebhooks, draw: (all) => this.#draw(all), add: () => this.#edit(null) });
    this.element = this.#section.element;
  }

  render(news) {
    this.#section.render(news);
    // Whoever is at a button with the keyboard keeps it.
    if (news.tick && !this.element.contains(document.activeElement)) {
      void this.#section.load();
    }
  }

  #draw(all) {
    return h("ul", { class: "settings-rows" }, all.map((webhook) => this.#row(webhook)));
  }

  #row(webhook) {
    const now = this.#desk.now();
    const off = webhook.state === "off";
    const types = webhook.types ? webhook.types.map(eventName).join(t("list-comma")) : t("webhook-all-types");
    const facts = [
      webhook.state === "failing" ? t("webhook-failing-since", { time: moment(webhook.failing_since, now) }) : off ? t(`webhook-off-${webhook.off_reason}`, { day: day(webhook.off_at) }) : null,
      webhook.delivered_at == null ? (webhook.state === "failing" ? null : t("webhook-nothing-yet")) : t("webhook-delivered", { ago: ago(webhook.delivered_at, now) }),
      webhook.waiting > 0 ? t("webhook-waiting", { count: webhook.waiting }) : null,
      webhook.old_secret_until == null ? null : t("webhook-old-secret", { time: fullTime(webhook.old_secret_until) }),
    ].filter(Boolean);
    const made = t("webhook-made", { name: webhook.made_by_name, day: day(webhook.made_at) });
    return h(
      "li",
      { class: off ? "settings-row webhook is-off" : "settings-row webhook", data: { webhook: webhook.id } },
      h("div", { class: "settings-name" }, h("strong", { text: webhook.description || new URL(webhook.url).host }), h("p", { class: "small webhook-url", text: webhook.url }), h("p", { class: "small soft", text: made })),
      h(
        "div",
        { class: "webhook-state" },
        h("span", { class: "pill", data: { webhookState: webhook.state } }, icon(PICTURES[webhook.state]), h("span", { text: t(`webhook-${webhook.state}`) })),
        h("p", { class: "small", text: facts.join(" · ") }),
        h("p", { class: "small soft", text: types }),
        webhook.secret_lost ? h("p", { class: "small webhook-warning", text: t("webhook-secret-lost") }) : null,
      ),
      h(
        "div",
        { class: "settings-buttons" },
        button("all", t("webhook-deliveries"), () => this.#deliveries(webhook)),
        off ? null : button("arrow", t("webhook-test"), () => this.#test(webhook)),
        button("settings", t("webhook-edit"), () => this.#edit(webhook)),
        button("shield", t("webhook-rotate"), () => this.#rotate(webhook)),
        off ? button("check", t("webhook-switch-on"), () => this.#switch(webhook, true)) : button("none", t("webhook-switch-off"), () => this.#switch(webhook, false)),
        button("cancelled", t("webhook-remove"), () => this.#remove(webhook)),
      ),
    );
  }

  #edit(webhook) {
    const id = newId();
    const url = field("webhook-url", "url", { required: true, maxlength: 2000, type: "url", inputmode: "url", spellcheck: "false", value: webhook?.url, placeholder: "https://erp.example.com/hooks/fieldbook" });
    const about = field("webhook-description", "description", { required: false, maxlength: 200, value: webhook?.description });
    const boxes = h(
      "fieldset",
      { class: "form-part", hidden: !webhook?.types },
      h("legend", { text: t("webhook-which") }),
      h("div", { class: "webhook-types" }, EVENT_TYPES.map((type) => h("label", { class: "choice" }, h("input", { type: "checkbox", name: "type", value: type, checked: webhook?.types?.includes(type) ?? false }), h("span", {}, h("span", { text: eventName(type) }), " ", h("code", { class: "small soft", text: type }))))),
    );
    const choose = (value, text) => h("label", { class: "choice" }, h("input", { type: "radio", name: "which", value, checked: (value === "some") === Boolean(webhook?.types), on: { change: () => (boxes.hidden = value !== "some") } }), h("span", { text }));
    new Dialog({
      title: webhook ? t("webhook-edit-title") : t("webhooks-add"),
      lead: webhook ? undefined : t("webhook-add-lead"),
      wide: true,
      contents: [url, about, h("div", { class: "webhook-which", role: "radiogroup", "aria-label": t("webhook-which") }, choose("all", t("webhook-all-types")), choose("some", t("webhook-some-types"))), boxes],
      submitText: webhook ? t("webhook-save") : t("webhooks-add"),
      submit: async (dialog) => {
        const some = dialog.form.elements.which.value === "some";
        const types = [...dialog.form.querySelectorAll("[name=type]:checked")].map((box) => box.value);
        if (some && types.length === 0) {
          dialog.fail(t("webhook-no-type"));
          return;
        }
        const body = { url: dialog.value("url"), description: dialog.value("description") };
        if (webhook) {
          await changeWebhook(webhook.id, { ...body, ...(some ? { types } : { all_types: true }) });
          dialog.close();
          toast(t("webhook-saved"));
        } else {
          const made = await addWebhook({ id, ...body, ...(some ? { types } : {}) });
          dialog.settle(...secret(t("webhook-secret"), made.secret, t("webhook-secret-once")));
        }
        void this.#section.load();
      },
    });
  }

  #rotate(webhook) {
    new Dialog({
      title: t("webhook-rotate-title"),
      lead: t("webhook-rotate-lead"),
      contents: [],
      submitText: t("webhook-rotate"),
      submit: async (dialog) => {
        const made = await rotateWebhook(webhook.id);
        dialog.settle(...secret(t("webhook-secret"), made.secret, t("webhook-secret-once")));
        void this.#section.load();
      },
    });
  }

  #remove(webhook) {
    new Dialog({
      title: t("webhook-remove-title", { name: webhook.description || new URL(webhook.url).host }),
      lead: t("webhook-remove-lead"),
      contents: [],
      submitText: t("webhook-remove"),
      kind: "danger",
      submit: async (dialog) => {
        await removeWebhook(webhook.id);
        dialog.close();
        toast(t("webhook-removed"));
        void this.#section.load();
      },
    });
  }

  async #switch(webhook, on) {
    try {
      await changeWebhook(webhook.id, { on });
      const back = { text: t("webhook-switch-on"), run: () => this.#switch(webhook, true) };
      toast(t(on ? "webhook-switched-on" : "webhook-switched-off"), "good", on ? null : back);
    } catch (error) {
      toast(error.text, "danger");
    }
    await this.#section.load();
  }

  async #test(webhook) {
    try {
      await testWebhook(webhook.id);
      this.#deliveries(webhook);
    } catch (error) {
      toast(error.text, "danger");
    }
  }

  #deliveries(webhook) {
    new Deliveries(this.#desk, webhook, () => void this.#section.load());
  }
}

function button(picture, text, click) {
  return h("button", { class: "button", type: "button", on: { click: () => void click() } }, icon(picture), h("span", { text }));
}
