/** Desk users: added with a password to hand over, changed in role and offices, put out and taken in again. */
import { Dialog, field } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { day } from "/assets/shared/times.js";
import { OFFICES } from "/assets/shared/offices.js";
import { addUser, changeUser, giveOffices, readUsers } from "./api.js";
import { secret } from "./secret.js";
import { Section } from "./section.js";

/** Roles of people who sign in at the desk. */
const ROLES = ["dispatcher", "supervisor", "storekeeper", "quality", "accountant", "admin"];

/** The desk's users. */
export class Users {
  #desk;
  #section;

  constructor(desk) {
    this.#desk = desk;
    this.#section = new Section({ name: "users", read: readUsers, draw: (users) => this.#draw(users), add: desk.may("organisation:write") ? () => this.#add() : null });
    this.element = this.#section.element;
  }

  render(news) {
    this.#section.render(news);
  }

  #draw(users) {
    return h("ul", { class: "settings-rows" }, users.map((user) => this.#row(user)));
  }

  #row(user) {
    const own = user.id === this.#desk.session.person;
    const state = user.disabled_at != null ? t("user-disabled", { day: day(user.disabled_at) }) : user.password_given ? t("user-password-given") : "";
    const roles = h("select", { class: "input", "aria-label": t("user-role-of", { name: user.name }), disabled: user.disabled_at != null, on: { change: ({ target }) => this.#setRole(user, target) } }, ROLES.map((role) => h("option", { value: role, text: t(`role-${role}`), selected: role === user.role })));
    const all = this.#desk.may("organisation:write");
    const offices = user.disabled_at == null && (all || !own) ? button("people", t("user-offices"), () => this.#offices(user)) : null;
    const buttons = own
      ? [h("span", { class: "small soft", text: t("user-you") })]
      : !all
        ? []
        : user.disabled_at != null
        ? [button("check", t("user-enable"), () => this.#change(user, { change: "enable" }, "user-enabled"))]
        : [button("shield", t("user-give-password"), () => this.#givePassword(user)), button("cancelled", t("user-disable"), () => this.#disable(user))];
    return h(
      "li",
      { class: user.disabled_at != null ? "settings-row is-out" : "settings-row", data: { person: user.id } },
      h("div", { class: "settings-name" }, h("strong", { text: user.name }), h("p", { class: "small soft", text: [user.login, state].filter(Boolean).join(" · ") }), h("p", { class: "small", data: { test: "offices" }, text: user.offices.map((office) => t(`office-${office}`)).join(t("list-comma")) || t("user-offices-none") })),
      all ? roles : h("p", { class: "small", text: t(`role-${user.role}`) }),
      h("div", { class: "settings-buttons" }, offices, buttons),
    );
  }

  #add() {
    const contents = [
      h("div", { class: "form-row" }, field("user-name", "name", { required: true, maxlength: 80 }), field("user-login", "login", { required: true, maxlength: 80, autocapitalize: "none", spellcheck: "false" })),
      field("user-role", "role", { required: true, options: ROLES.map((role) => ({ value: role, text: t(`role-${role}`) })) }),
      h("ul", { class: "small soft roles-explained" }, ROLES.map((role) => h("li", { text: t("role-explained", { role: t(`role-${role}`), what: t(`role-${role}-may`) }) }))),
    ];
    new Dialog({
      title: t("users-add"),
      lead: t("user-add-lead"),
      contents,
      submitText: t("users-add"),
      submit: async (dialog) => {
        const name = dialog.value("name");
        const { password } = await addUser({ name, login: dialog.value("login"), role: dialog.value("role") });
        dialog.settle(...secret(t("user-password-for", { name }), password, t("user-password-once")));
        void this.#section.load();
      },
    });
  }

  #offices(user) {
    const boxes = h("div", { class: "office-choices" }, OFFICES.map((office) => h("label", { class: "choice" }, h("input", { type: "checkbox", name: "office", value: office, checked: user.offices.includes(office) }), h("span", { text: t(`office-${office}`) }))));
    new Dialog({
      title: t("user-offices-of", { name: user.name }),
      lead: t("user-offices-lead", { name: user.name }),
      wide: true,
      contents: [boxes],
      submitText: t("user-offices-save"),
      submit: async (dialog) => {
        await giveOffices(user.id, [...dialog.form.querySelectorAll("[name=office]:checked")].map((box) => box.value));
        dialog.close();
        toast(t("user-offices-done", { name: user.name }));
        void this.#section.load();
      },
    });
  }

  #givePassword(user) {
    new Dialog({
      title: t("user-give-password-title", { name: user.name }),
      lead: t("user-give-password-lead"),
      contents: [],
      submitText: t("user-give-password"),
      submit: async (dialog) => {
        const { password } = await changeUser(user.id, { change: "give_password" });
        dialog.settle(...secret(t("user-password-for", { name: user.name }), password, t("user-password-once")));
        void this.#section.load();
      },
    });
  }

  #disable(user) {
    new Dialog({
      title: t("user-disable-title", { name: user.name }),
      lead: t("user-disable-lead"),
      contents: [],
      submitText: t("user-disable"),
      kind: "danger",
      submit: async (dialog) => {
        await changeUser(user.id, { change: "disable" });
        dialog.close();
        toast(t("user-disabled-done", { name: user.name }));
        void this.#section.load();
      },
    });
  }

  #setRole(user, select) {
    const { value } = select;
    // The list shows what is so: the role is another one when somebody has said so.
    select.value = user.role;
    const role = t(`role-${value}`);
    new Dialog({
      title: t("user-role-title", { name: user.name, role }),
      lead: t("role-explained", { role, what: t(`role-${value}-may`) }),
      contents: [],
      submitText: t("user-role-give"),
      submit: async (dialog) => {
        await this.#change(user, { change: "role", role: value }, "user-role-done");
        dialog.close();
      },
    });
  }

  async #change(user, change, done) {
    try {
      await changeUser(user.id, change);
      toast(t(done, { name: user.name }));
    } catch (error) {
      toast(error.code === "conflict" ? t("user-last-admin") : error.text, "danger");
    }
    await this.#section.load();
  }
}

function button(picture, text, click) {
  return h("button", { class: "button", type: "button", on: { click: () => void click() } }, icon(picture), h("span", { text }));
}
