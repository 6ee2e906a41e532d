/** Choosing another password: at will, or because the one so far was handed over. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { request } from "./api.js";
import { Dialog, field } from "./dialog.js";
import { toast } from "./toast.js";

/** Fewest characters of a password, as the server has it. */
const SHORTEST = 8;

/** Asks for another password. `done` is called once it is chosen; `given` says that the one so far was handed over. */
export function choosePassword({ given = false, done = () => toast(t("password-done")) } = {}) {
  const options = { type: "password", required: true, maxlength: 256 };
  const contents = [
    field("password-before", "before", { ...options, autocomplete: "current-password" }),
    field("password-new", "password", { ...options, minlength: SHORTEST, autocomplete: "new-password", hint: t("password-hint", { count: SHORTEST }) }),
    field("password-again", "again", { ...options, minlength: SHORTEST, autocomplete: "new-password" }),
  ];
  return new Dialog({
    title: t("password-title"),
    lead: given ? t("password-given") : t("password-lead"),
    contents,
    submitText: t("password-submit"),
    submit: async (dialog) => {
      // Spaces are part of a password.
      const { before, password, again } = Object.fromEntries(["before", "password", "again"].map((name) => [name, dialog.form.elements[name].value]));
      if (password !== again) {
        dialog.fail(t("password-differs"));
        return;
      }
      if (password === before) {
        dialog.fail(t("password-same"));
        return;
      }
      try {
        await request("POST", "/v1/desk/session/password", { body: { before, password } });
      } catch (error) {
        if (error.code === "forbidden") {
          dialog.fail(t("password-refused"));
          return;
        }
        throw error;
      }
      dialog.saved();
      dialog.close();
      done();
    },
  });
}

/** What stands in the page until the person has a password of their own. */
export function passwordFirst(done) {
  const choose = () => choosePassword({ given: true, done });
  const button = h("button", { class: "button primary", type: "button", l10n: "password-title", on: { click: choose } });
  return h("div", { class: "empty" }, icon("shield"), h("h2", { l10n: "password-first" }), h("p", { class: "soft", l10n: "password-given" }), button);
}
