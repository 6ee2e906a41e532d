/** Keys of other systems: made for some things, shown once, revoked. */
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { ago, day } from "/assets/shared/times.js";
import { makeKey, readKeys, revokeKey } from "./api.js";
import { secret } from "./secret.js";
import { Section } from "./section.js";

const DAY_MS = 86_400_000;

/** The keys. */
export class Keys {
  #desk;
  #section;

  constructor(desk) {
    this.#desk = desk;
    this.#section = new Section({ name: "keys", read: readKeys, draw: (keys) => this.#draw(keys), add: () => this.#add() });
    this.element = this.#section.element;
  }

  render(news) {
    this.#section.render(news);
  }

  #draw(keys) {
    return h("ul", { class: "settings-rows" }, keys.map((key) => this.#row(key)));
  }

  #row(key) {
    const now = this.#desk.now();
    const over = key.revoked_at != null || (key.expires_at != null && key.expires_at <= now);
    const state = key.revoked_at != null ? t("key-revoked", { day: day(key.revoked_at) }) : key.expires_at == null ? t("key-endless") : t(over ? "key-ended" : "key-ends", { day: day(key.expires_at) });
    const used = key.last_used_at == null ? t("key-unused") : t("key-used", { ago: ago(key.last_used_at, now) });
    return h(
      "li",
      { class: over ? "settings-row is-out" : "settings-row", data: { key: key.id } },
      h("div", { class: "settings-name" }, h("strong", { text: key.name }), h("p", { class: "small soft", text: [t("key-made", { name: key.made_by_name, day: day(key.made_at) }), state, used].join(" · ") })),
      h("p", { class: "small", text: key.scopes.map((scope) => t(`scope-${scope.replace(":", "-")}`)).join(t("list-comma")) }),
      h("div", { class: "settings-buttons" }, over ? null : h("button", { class: "button", type: "button", on: { click: () => this.#revoke(key) } }, icon("cancelled"), h("span", { text: t("key-revoke") }))),
    );
  }

  #add() {
    const scopes = this.#desk.session.permissions;
    const boxes = h(
      "fieldset",
      { class: "form-part" },
      h("legend", { text: t("key-scopes") }),
      scopes.map((scope) => h("label", { class: "choice" }, h("input", { type: "checkbox", name: "scope", value: scope }), h("span", { text: t(`scope-${scope.replace(":", "-")}`) }), h("code", { class: "small soft", text: scope }))),
    );
    const ends = [["90", "key-days-90"], ["365", "key-days-365"], ["", "key-endless"]].map(([value, text]) => ({ value, text: t(text) }));
    new Dialog({
      title: t("keys-add"),
      lead: t("key-add-lead"),
      contents: [field("key-name", "name", { required: true, maxlength: 80 }), field("key-end", "end", { required: false, options: ends }), boxes],
      submitText: t("keys-add"),
      submit: async (dialog) => {
        const chosen = [...dialog.form.querySelectorAll("[name=scope]:checked")].map((box) => box.value);
        if (chosen.length === 0) {
          dialog.fail(t("key-no-scope"));
          return;
        }
        const days = Number(dialog.form.elements.end.value);
        const name = dialog.value("name");
        const { key } = await makeKey({ name, scopes: chosen, expires_at: days > 0 ? Math.round(this.#desk.now() + days * DAY_MS) : undefined });
        dialog.settle(...secret(name, key, t("key-once")));
        void this.#section.load();
      },
    });
  }

  #revoke(key) {
    new Dialog({
      title: t("key-revoke-title", { name: key.name }),
      lead: t("key-revoke-lead"),
      contents: [],
      submitText: t("key-revoke"),
      kind: "danger",
      submit: async (dialog) => {
        await revokeKey(key.id);
        dialog.close();
        toast(t("key-revoked-done", { name: key.name }));
        void this.#section.load();
      },
    });
  }
}
