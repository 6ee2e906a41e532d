// The fields a form is built of. Each is described by a plain value and answers `{ node, read, raw, problem, focus }`: what it says,
// how it is kept as a draft, and what is wrong with it before the device is asked.

import { localised, t } from "/assets/shared/i18n.js";
import { fenOf, typed, yuan } from "../money.js";
import { el } from "../dom.js";
import { icon } from "../pictures.js";
import { partSearch } from "../parts/search.js";
import { scanField } from "./scan.js";

const MAX_COUNT = 9999;

/**
 * Builds the field `spec` with the value `raw` in it. Every spec has `kind`, `name` and `label`; `needed` asks for an entry, `hint`
 * explains. The kinds are the keys of `KINDS`.
 */
export function buildField(spec, raw) {
  const built = KINDS[spec.kind](spec, raw);
  const fault = el("p", { class: "field-error", role: "alert", hidden: true, id: `fault-${spec.name}` });
  const node = el(
    "div",
    { class: `field field-${spec.kind}`, test: `field-${spec.name}` },
    built.labelled
      ? el("label", { class: "label", for: `field-${spec.name}` }, spec.label, optional(spec))
      : el("p", { class: "label", id: `label-${spec.name}` }, spec.label, optional(spec)),
    spec.hint ? el("p", { class: "soft" }, spec.hint) : null,
    built.node,
    fault,
  );
  const say = (text) => {
    fault.textContent = text ?? "";
    fault.hidden = !text;
  };
  node.addEventListener("input", () => say(null));
  return { ...built, spec, node, say };
}

const optional = (spec) => (spec.needed ? null : el("span", { class: "soft optional" }, ` ${t("hs-optional")}`));

const KINDS = {
  line: (spec, raw) => written(spec, raw, input(spec, { type: "text", ...spec.entries })),
  text: (spec, raw) => written(spec, raw, el("textarea", { ...common(spec), rows: String(spec.rows ?? 3) })),
  // A number from a type plate or a barcode.
  serial: (spec, raw) => {
    const line = input(spec, { type: "text", class: "input figures", autocapitalize: "characters", autocorrect: "off" });
    return { ...written(spec, raw, line), node: scanField(line) };
  },
  count,
  number,
  money,
  choice,
  toggle,
  moment: (spec, raw) => at(spec, raw, "datetime-local"),
  day: (spec, raw) => at(spec, raw, "date"),
  consent,
  part,
  prices,
};

function common(spec) {
  return {
    id: `field-${spec.name}`,
    class: "input",
    test: spec.test ?? spec.name,
    autocomplete: "off",
    "aria-describedby": `fault-${spec.name}`,
    placeholder: spec.placeholder ?? null,
  };
}

const input = (spec, entries) => el("input", { ...common(spec), spellcheck: "false", enterkeyhint: "next", ...entries });

function written(spec, raw, control) {
  control.value = raw ?? "";
  return {
    labelled: true,
    node: withPicks(spec.picks, control),
    read: () => control.value.trim(),
    raw: () => control.value,
    problem: () => (spec.needed && control.value.trim() === "" ? t("hs-form-needed") : null),
    focus: () => control.focus(),
  };
}

function withPicks(picks, control) {
  if (!picks?.length) return control;
  return el("div", { class: "stack" }, quickPicks(picks, control), control);
}

/** Buttons that fill `control` with a usual answer. */
export function quickPicks(picks, control) {
  return el(
    "div",
    { class: "picks" },
    picks.map((text) => el("button", { type: "button", class: "pick", test: "pick", onclick: () => type(control, text) }, text)),
  );
}

/** Puts `text` into `control` as if it had been typed. */
export function type(control, text) {
  control.value = text;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function count(spec, raw) {
  const control = input(spec, { type: "number", inputmode: "numeric", min: "0", max: String(spec.max ?? MAX_COUNT) });
  control.value = String(raw ?? spec.value ?? 1);
  const number = () => Number.parseInt(control.value, 10);
  const step = (by) => type(control, String(Math.min(spec.max ?? MAX_COUNT, Math.max(spec.min ?? 1, (number() || 0) + by))));
  const button = (by, label, picture) =>
    el(
      "button",
      { type: "button", "aria-label": label, test: `${spec.name}-${by < 0 ? "less" : "more"}`, onclick: () => step(by) },
      icon(picture),
    );
  const by = spec.step ?? 1;
  return {
    labelled: true,
    node: el("div", { class: "stepper" }, button(-by, t("hs-less"), "none"), control, button(by, t("hs-more"), "plus")),
    read: number,
    raw: () => control.value,
    problem: () => (Number.isInteger(number()) && number() >= (spec.min ?? 1) ? null : t("hs-form-number")),
    focus: () => control.focus(),
  };
}

// A whole number that may be left out.
function number(spec, raw) {
  const control = input(spec, { type: "text", inputmode: "numeric", class: "input figures" });
  control.value = raw ?? "";
  const isNumber = () => /^\d{1,9}$/.test(control.value.trim());
  return {
    labelled: true,
    node: control,
    read: () => (isNumber() ? Number.parseInt(control.value, 10) : undefined),
    raw: () => control.value,
    problem: () => {
      if (control.value.trim() === "") return spec.needed ? t("hs-form-needed") : null;
      return isNumber() ? null : t("hs-form-digits");
    },
    focus: () => control.focus(),
  };
}

function money(spec, raw) {
  const control = input(spec, { type: "text", inputmode: "decimal", class: "input figures" });
  control.value = raw ?? "";
  const fen = () => fenOf(control.value);
  return {
    labelled: true,
    node: el("div", { class: "money-field" }, el("span", { "aria-hidden": "true" }, "¥"), control),
    read: () => (control.value.trim() === "" ? undefined : fen()),
    raw: () => control.value,
    problem: () => {
      if (control.value.trim() === "") return spec.needed ? t("hs-form-needed") : null;
      return fen() === null ? t("hs-form-money") : null;
    },
    focus: () => control.focus(),
  };
}

// One of several: `options` are `{ value, label }`.
function choice(spec, raw) {
  let chosen = raw ?? spec.value ?? null;
  const inputs = spec.options.map(({ value }) =>
    el("input", {
      type: "radio",
      name: spec.name,
      checked: value === chosen,
      test: `${spec.name}-${value}`,
      onchange: () => {
        chosen = value;
      },
    }),
  );
  return {
    labelled: false,
    node: el(
      "div",
      {
        class: `choices ${widthOf(spec.options)}`,
        role: "radiogroup",
        "aria-labelledby": `label-${spec.name}`,
        id: `field-${spec.name}`,
      },
      spec.options.map(({ label }, index) => el("label", { class: "choice-tile" }, inputs[index], el("span", {}, label))),
    ),
    read: () => chosen,
    raw: () => chosen,
    problem: () => (spec.needed && chosen === null ? t("hs-form-choose") : null),
    focus: () => inputs[0]?.focus(),
  };
}

// Short words stand beside each other on a phone, figures in one row.
const SHORT = 6;
const FIGURE = 3;

function widthOf(options) {
  const longest = Math.max(...options.map(({ label }) => label.length));
  return longest <= FIGURE ? "is-tiny" : longest <= SHORT ? "is-short" : "is-wide";
}

// Yes or no; `value` is what stands there at first, or nothing, so that nobody says yes by not looking.
function toggle(spec, raw) {
  const options = [
    { value: true, label: spec.yes ?? t("hs-yes") },
    { value: false, label: spec.no ?? t("hs-no") },
  ];
  return choice({ ...spec, options }, raw);
}

// An instant: `picks` are `{ label, at }` in milliseconds. A day is read as its date, or with `end` as its last instant.
function at(spec, raw, kind) {
  const control = input(spec, { type: kind });
  const text = (ms) => local(ms).slice(0, kind === "date" ? 10 : 16);
  // What stands there at first is an instant; a draft is what was typed.
  control.value = typeof raw === "number" ? text(raw) : (raw ?? "");
  const read = () => {
    if (control.value === "") return undefined;
    if (kind === "date") return spec.end ? new Date(`${control.value}T23:59:59.999`).getTime() : control.value;
    return new Date(control.value).getTime();
  };
  return {
    labelled: true,
    node: el(
      "div",
      { class: "stack" },
      spec.picks?.length
        ? el(
            "div",
            { class: "picks" },
            spec.picks.map((pick) =>
              el("button", { type: "button", class: "pick", test: "pick", onclick: () => type(control, text(pick.at)) }, pick.label),
            ),
          )
        : null,
      control,
    ),
    read,
    raw: () => control.value,
    problem: () => (spec.needed && control.value === "" ? t("hs-form-needed") : null),
    focus: () => control.focus(),
  };
}

// `2026-11-22T14:05:00` of an instant where the reader is.
function local(ms) {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

// Who agreed, and how it was said.
function consent(spec, raw) {
  const by = buildField(
    { kind: "line", name: `${spec.name}-by`, label: t("hs-consent-by"), needed: spec.needed, picks: spec.picks },
    raw?.by_name ?? spec.value?.by_name,
  );
  const ways = ["in_person", "phone", "written"].map((value) => ({ value, label: t(`hs-consent-${value}`) }));
  const how = buildField(
    { kind: "choice", name: `${spec.name}-how`, label: t("hs-consent-how"), needed: true, options: ways },
    raw?.how ?? spec.value?.how ?? "in_person",
  );
  return {
    labelled: false,
    node: el("div", { class: "stack nested" }, by.node, how.node),
    read: () => (by.read() === "" ? undefined : { by_name: by.read(), how: how.read() }),
    raw: () => ({ by_name: by.raw(), how: how.raw() }),
    problem: () => by.problem() ?? how.problem(),
    focus: () => by.focus(),
  };
}

// A search in the catalogue that fills the fields `name` and `part_number` beside it; it has no value of its own.
function part() {
  const search = partSearch({
    onpick: (found) => {
      const form = search.node.closest("form");
      type(form.querySelector("#field-name"), localised(found.name));
      type(form.querySelector("#field-part_number"), found.number);
    },
  });
  return { labelled: false, node: search.node, read: () => undefined, raw: () => null, problem: () => null, focus: search.focus };
}

// Lines of the price list that fill the fields `text` and `amount_fen` beside them; it has no value of its own.
function prices(spec) {
  const node = el(
    "div",
    { class: "picks" },
    spec.prices.map((price) =>
      el(
        "button",
        {
          type: "button",
          class: "pick",
          test: "price",
          onclick: () => {
            const form = node.closest("form");
            type(form.querySelector("#field-text"), localised(price.label));
            type(form.querySelector("#field-amount_fen"), typed(price.amount_fen));
          },
        },
        `${localised(price.label)} ${yuan(price.amount_fen)}`,
      ),
    ),
  );
  return {
    labelled: false,
    node,
    read: () => undefined,
    raw: () => null,
    problem: () => null,
    focus: () => node.querySelector("button")?.focus(),
  };
}
