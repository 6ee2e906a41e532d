/** What a month came to; also as a file. */
import { h } from "/assets/shared/dom.js";
import { language, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { day } from "/assets/shared/times.js";
import { monthFile, readMonth } from "./api.js";
import { sharesOf } from "./returns.js";
import { failed, loading } from "./state.js";

const SURVEYS = { served: "served", on_site: "on-site", by_phone: "by-phone", given_up: "given-up", not_asked: "not-asked", satisfied: "satisfied" };
const RETURNS = { due: "due", done: "done", in_time: "in-time", overdue: "overdue", defects: "defects", charges_differ: "charges-differ" };

export class Month {
  #input = h("input", { class: "input", type: "month", required: true });
  #file = h("a", { class: "button", download: "" });
  #body = h("div", { class: "care" }, loading());
  #label = h("span", { class: "label" });
  #found = null;
  #asked = 0;
  #mayRead;

  constructor({ desk }) {
    this.#mayRead = desk.may("call_outs:write") || desk.may("complaints:write");
    const now = new Date(desk.now());
    this.#input.value = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
    this.#input.addEventListener("change", () => void this.load());
    this.element = h("div", { class: "care" }, h("div", { class: "care-bar" }, h("label", { class: "field" }, this.#label, this.#input), this.#file), this.#body);
    this.#draw();
  }

  /** Reads the month. */
  async load() {
    const asked = ++this.#asked;
    const month = this.#input.value;
    if (!/^\d{4}-\d{2}$/u.test(month)) {
      return;
    }
    try {
      const found = await readMonth(month);
      if (asked === this.#asked) {
        this.#found = found;
        this.#draw();
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.#body.replaceChildren(failed(error, () => void this.load()));
      }
    }
  }

  close() {}

  render({ language: changed }) {
    if (changed) {
      this.#draw();
    }
  }

  #draw() {
    this.#label.textContent = t("aftercare-month");
    this.#file.replaceChildren(icon("download"), h("span", { text: t("month-file") }));
    this.#file.href = monthFile(this.#input.value, language());
    if (!this.#found) {
      return;
    }
    const { surveys, returns, shares, suggestions } = this.#found;
    const figures = (title, of, names) => h("section", { class: "panel" }, h("h2", { text: t(title) }), h("dl", { class: "care-figures" }, Object.entries(names).map(([key, name]) => h("div", {}, h("dt", { text: t(`aftercare-figure-${name}`) }), h("dd", { class: "figures", text: String(of[key]) })))));
    const said = suggestions.map((each) => h("li", {}, h("p", { text: each.text }), h("p", { class: "small soft", text: `${day(each.at)} · ${each.customer} · ${each.number}` })));
    this.#body.replaceChildren(
      h("div", { class: "care-two" }, figures("month-surveys", surveys, SURVEYS), figures("month-returns", returns, RETURNS)),
      ...(shares.length ? [sharesOf(shares)] : []),
      this.#mayRead ? h("section", { class: "panel" }, h("h2", { text: t("month-suggestions") }), said.length ? h("ul", { class: "care-said" }, said) : h("p", { class: "soft", text: t("month-no-suggestions") })) : "",
    );
  }
}
