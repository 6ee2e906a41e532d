// A form in a sheet: described by its fields, kept as a draft until the device has it, and left open with what was typed if the
// device refuses.

import { t } from "/assets/shared/i18n.js";
import { openSheet } from "../dialog.js";
import { el } from "../dom.js";
import { note } from "../toast.js";
import { explain } from "../words.js";
import { buildField } from "./fields.js";

/**
 * Opens a form. `fields` describe it (`fields.js`; `when(values)` shows a field only then); `act(values)` does what it is for; `done`
 * is said afterwards. `keep` is the draft's place. Empty entries of fields that are not needed are left out of `values`, texts are not.
 */
export function openForm({ title, test, lead, fields, confirm, act, done, keep }) {
  openSheet({
    title,
    test,
    build: (close) => form({ lead, fields, confirm, act, done, keep }, close),
  });
}

function form({ lead, fields, confirm, act, done, keep }, close) {
  const before = keep?.read() ?? {};
  const built = fields.map((spec) => buildField(spec, before[spec.name] ?? spec.value));
  const general = el("p", { class: "field-error", role: "alert", hidden: true });
  const button = el("button", { type: "submit", class: "primary", test: "confirm" }, confirm ?? t("hs-form-keep"));

  const shown = () => built.filter((field) => !field.node.hidden);
  const values = () => Object.fromEntries(built.map((field) => [field.spec.name, field.read()]));
  const showWanted = () => {
    const now = values();
    for (const field of built) field.node.hidden = field.spec.when ? !field.spec.when(now) : false;
  };
  const say = (text) => {
    general.textContent = text ?? "";
    general.hidden = !text;
  };

  const submit = async (event) => {
    event.preventDefault();
    say(null);
    const wrong = shown().filter((field) => {
      const problem = field.problem();
      field.say(problem);
      return problem;
    });
    if (wrong.length > 0) {
      wrong[0].focus();
      wrong[0].node.scrollIntoView({ behavior: "smooth", block: "center" });
      return;
    }
    button.disabled = true;
    try {
      const said = shown().map((field) => [field.spec.name, field.read()]);
      await act(Object.fromEntries(said.filter(([, value]) => value !== undefined && value !== null)));
      keep?.clear();
      close();
      if (done) note(done);
    } catch (error) {
      const field = built.find((one) => one.spec.name === error.field);
      if (field) {
        field.say(explain(error));
        field.focus();
      } else say(explain(error));
    } finally {
      button.disabled = false;
    }
  };

  const node = el(
    "form",
    { class: "stack form", novalidate: true, onsubmit: submit },
    lead ? el("p", { class: "soft" }, lead) : null,
    built.map((field) => field.node),
    general,
    button,
  );
  const changed = () => {
    showWanted();
    keep?.keep(Object.fromEntries(built.map((field) => [field.spec.name, field.raw()])));
  };
  node.addEventListener("input", changed);
  node.addEventListener("change", changed);
  showWanted();
  return nextOnEnter(node, button);
}

/** Enter goes to the next field and from the last one to `last`: scanners end with Enter and must not send a half-filled form. */
export function nextOnEnter(form, last) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input.input")) return;
    event.preventDefault();
    const inputs = [...form.querySelectorAll("input.input")].filter((one) => one.offsetParent !== null);
    const next = inputs[inputs.indexOf(event.target) + 1] ?? last;
    next.focus();
    if (next.select && next.type === "text") next.select();
  });
  return form;
}
