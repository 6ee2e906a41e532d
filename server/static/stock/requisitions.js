/** Parts that were asked for from the site: a leader approves or refuses, the store issues. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { ago, fullTime } from "/assets/shared/times.js";
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { newId } from "/assets/desk/ids.js";
import { decide, issue, requisitions } from "./api.js";
import { View, action, held, table, two } from "/assets/desk/view.js";
import { partName } from "./words.js";

const EVERY_MS = 60_000;

export class Requisitions extends View {
  #all = false;
  #loadedAt = 0;

  fetch() {
    this.#loadedAt = Date.now();
    return requisitions({ all: this.#all });
  }

  render(news) {
    super.render(news);
    if (news.tick && !this.grown && Date.now() - this.#loadedAt > EVERY_MS && !document.querySelector("dialog[open]")) {
      void this.load();
    }
  }

  contents() {
    const { requisitions: rows, next } = this.data;
    const waiting = rows.filter(({ state }) => state === "pending").length;
    const all = h("input", { type: "checkbox", data: { keep: "all" }, on: { change: (event) => this.#show(event.currentTarget.checked) } });
    all.checked = this.#all;
    return [
      h("div", { class: "bar" }, h("p", { class: "bar-words", text: t(next ? "requisitions-waiting-more" : "requisitions-waiting", { count: waiting }) }), h("label", { class: "check" }, all, h("span", { text: t("requisitions-all") }))),
      table({
        caption: t("view-requisitions"),
        empty: t("requisitions-none"),
        rows: this.#all ? rows : rows.toSorted((one, other) => Number(other.request.urgent) - Number(one.request.urgent)),
        columns: [
          { text: t("column-asked"), cell: ({ request, by_name: name }) => [two(ago(request.at, this.desk.now()), name ?? ""), h("span", { class: "visually-hidden", text: fullTime(request.at) })] },
          { text: t("column-part"), kind: "wide", cell: (asked) => this.#part(asked) },
          { text: t("column-visit"), cell: (asked) => [h("a", { class: "first", href: `/visits/${asked.visit}`, text: asked.number }), h("span", { class: "small soft second", text: asked.customer })] },
          { text: t("column-at-hand"), cell: (asked) => this.#atHand(asked) },
          { text: t("column-state"), kind: "acts", cell: (asked) => this.#acts(asked) },
        ],
      }),
      this.more("requisitions", (after) => requisitions({ all: this.#all, after })),
    ];
  }

  #part({ request }) {
    const urgent = request.urgent ? h("span", { class: "mark danger" }, icon("urgent"), h("span", { text: t("urgent") })) : null;
    return [h("span", { class: "first" }, `${partName(request)} × ${request.quantity}`, urgent), h("span", { class: "small soft second", text: request.reason })];
  }

  #atHand({ at_hand: places, state, request }) {
    if (state === "issued" || state === "declined") {
      return null;
    }
    const enough = places.some(({ quantity }) => quantity >= request.quantity);
    const words = places.length === 0 ? t("at-hand-none") : places.map(({ place_label: name, quantity }) => `${name} ${quantity}`).join(" · ");
    return h("span", { class: enough ? "mark good" : "mark warning" }, icon(enough ? "check" : "attention"), h("span", { text: words }));
  }

  #acts(asked) {
    const { state, request, note } = asked;
    const decision = request.decision;
    const told = h("span", { class: `mark ${state === "declined" ? "danger" : state === "issued" ? "good" : ""}` }, h("span", { text: t(`requisition-${state}`) }));
    const why = decision ? h("span", { class: "small soft second", text: [decision.by_name, decision.reason, note].filter(Boolean).join(" · ") }) : null;
    if (state === "pending" && this.desk.may("decisions:write")) {
      return h("div", { class: "acts-row" }, action(t("approve"), (button) => this.#approve(button, asked), { kind: "primary" }), action(t("refuse"), () => this.#refuse(asked)));
    }
    if (state === "approved" && this.desk.may("stock:write")) {
      return [h("div", { class: "acts-row" }, action(t("issue"), () => this.#issue(asked), { kind: "primary" })), why];
    }
    return [told, why];
  }

  #show(all) {
    this.#all = all;
    void this.load();
  }

  // The id stays with the request until it is through: a second click after a lost answer changes nothing.
  async #approve(button, asked) {
    asked.decisionId ??= newId();
    const body = { id: asked.decisionId, request: asked.request.event, approved: true, by_name: this.desk.session.name, reason: "" };
    if (await held(button, () => decide(asked.visit, body))) {
      toast(t("approved-done", { part: partName(asked.request) }));
    }
    await this.load();
  }

  #refuse(asked) {
    const id = newId();
    new Dialog({
      title: t("refuse-title", { part: partName(asked.request) }),
      lead: t("refuse-lead", { name: asked.by_name ?? "" }),
      contents: [field("refuse-reason", "reason", { required: true, maxlength: 190 })],
      submitText: t("refuse"),
      kind: "danger",
      submit: async (dialog) => {
        await decide(asked.visit, { id, request: asked.request.event, approved: false, by_name: this.desk.session.name, reason: dialog.value("reason") });
        dialog.close();
        toast(t("refused-done", { part: partName(asked.request) }));
        await this.load();
      },
    });
  }

  #issue(asked) {
    const known = asked.at_hand.map(({ place, place_label: name, quantity }) => ({ place, name, quantity })).filter(({ place }) => place.startsWith("store/"));
    const list = h("datalist", { id: "issue-stores" }, known.map(({ name, quantity }) => h("option", { value: name, label: t("at-hand-count", { count: quantity }) })));
    const serials = asked.at_hand.flatMap((line) => line.serials);
    const pieces = h("datalist", { id: "issue-serials" }, serials.map((serial) => h("option", { value: serial })));
    new Dialog({
      title: t("issue-title", { part: partName(asked.request), quantity: asked.request.quantity }),
      lead: t("issue-lead", { name: asked.by_name ?? "", number: asked.number }),
      contents: [
        field("issue-store", "store", { required: true, list: "issue-stores", value: known[0]?.name ?? "", maxlength: 190 }),
        asked.request.quantity === 1 ? field("issue-serial", "serial", { list: "issue-serials", maxlength: 190, required: serials.length > 0 }) : null,
        list,
        pieces,
      ],
      submitText: t("issue"),
      submit: async (dialog) => {
        const serial = asked.request.quantity === 1 ? dialog.value("serial") : "";
        const { note } = await issue(asked.visit, asked.request.event, { store: dialog.value("store"), serial: serial || null });
        dialog.close();
        toast(t("issued-done", { number: note ?? "" }));
        await this.load();
      },
    });
  }
}
