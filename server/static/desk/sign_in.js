/** The sign-in form. It stands where the board stood; the address, and with it the open visit, stays. */
import { localise } from "/assets/shared/i18n.js";
import { setText } from "/assets/shared/dom.js";
import { session } from "./api.js";

/** The form; `entered(session)` is called when somebody has signed in. There is one of it. */
export class SignIn {
  #form = document.getElementById("sign-in-form");
  #error = document.getElementById("sign-in-error");
  #ended = document.getElementById("sign-in-ended");
  entered;

  constructor(entered) {
    this.entered = entered;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  /** Shows the form: `ended` says that a session ran out, `error` what went wrong. */
  show({ ended = false, error = null } = {}) {
    localise(this.#form);
    this.#ended.hidden = !ended;
    this.#tell(error);
    const { name, password } = this.#form.elements;
    (name.value ? password : name).focus();
  }

  async #submit() {
    const { name, password } = this.#form.elements;
    const button = this.#form.querySelector("button.primary");
    button.disabled = true;
    this.#tell(null);
    try {
      const view = await session.open(name.value.trim(), password.value);
      password.value = "";
      this.entered(view);
    } catch (error) {
      this.#tell(error);
      password.select();
    } finally {
      button.disabled = false;
    }
  }

  #tell(error) {
    this.#error.hidden = error === null;
    if (error?.status === 401) {
      this.#error.dataset.l10nId = "sign-in-refused";
      localise(this.#error);
    } else if (error) {
      delete this.#error.dataset.l10nId;
      setText(this.#error, error.text);
    }
  }
}
