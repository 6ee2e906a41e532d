// Entering a part swap: found in the catalogue or typed, with the numbers scanned. A barcode scanner types like a keyboard and ends with
// Enter: Enter goes to the next field, and from the last one to the save button. What was entered is kept until it is saved, also over
// a reload.

import { localised, t } from "/assets/shared/i18n.js";
import { openSheet } from "../dialog.js";
import { draft } from "../drafts.js";
import { el } from "../dom.js";
import { quickPicks, type } from "../forms/fields.js";
import { nextOnEnter } from "../forms/form.js";
import { scanField } from "../forms/scan.js";
import { partSearch } from "../parts/search.js";
import { icon } from "../pictures.js";
import { note } from "../toast.js";
import { explain } from "../words.js";
import { comesOutField } from "./comes_out.js";

const KINDS = ["part", "terminal", "sim"];
const REASONS = ["worn", "broken", "no-power", "water", "upgrade", "other-fault"];
const LABEL_FAULTS = ["no-position", "no-data", "no-power", "damaged"];
const MAX_QUANTITY = 9999;
const EMPTY = { kind: "part", name: "", quantity: 1, reason: "", part_number: "", old_serial: "", new_serial: "", label_fault: "" };
// Which field a refusal belongs to when the device names none.
const FIELD_OF = {
  swap_same_serial: "new_serial",
  disposition_not_allowed: "comes_out",
  approver_missing: "comes_out",
};
// The device asks for it under another name.
const FIELD_NAMED = { disposition: "comes_out" };

/** Opens the form. */
export function openSwapForm(context) {
  const kept = draft(context.id, "swap");
  const swap = { ...EMPTY, ...kept.read()?.swap };
  openSheet({ title: t("hs-part-add"), test: "swap-form", build: (close) => form(context, swap, kept.read()?.comes_out, kept, close) });
}

function form(context, swap, before, kept, close) {
  const comesOut = comesOutField(before, () => keep());
  const keep = () => kept.keep({ swap, comes_out: comesOut.raw() });
  const set = (name, value) => {
    swap[name] = value;
    keep();
    faults[name].hidden = true;
  };
  const inputs = {};
  const faults = {};
  const fault = (name) => {
    faults[name] = el("p", { class: "field-error", role: "alert", hidden: true, id: `fault-${name}` });
    return faults[name];
  };
  const text = (name, entries = {}) => {
    inputs[name] = el("input", {
      id: `swap-${name}`,
      class: "input",
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "next",
      "aria-describedby": `fault-${name}`,
      value: swap[name],
      oninput: (event) => set(name, event.target.value),
      ...entries,
    });
    return inputs[name];
  };
  const serial = (name, test) => scanField(text(name, { test, class: "input figures", autocapitalize: "characters", autocorrect: "off" }));
  const numbered = el("p", { class: "soft", hidden: true, test: "serialised" }, t("hs-part-serialised"));
  const search = partSearch({
    onpick: (part) => {
      type(inputs.name, localised(part.name));
      type(inputs.part_number, part.number);
      numbered.hidden = !part.serialised;
      comesOut.propose();
      inputs.reason.focus();
    },
  });

  const plate = context.sheet().asset.plate;
  const labelFault = el(
    "div",
    { class: "field", id: "label-fault" },
    el("label", { class: "label", for: "swap-label_fault" }, t("hs-part-label-fault")),
    el("p", { class: "soft" }, plate ? t("hs-part-label-plate", { plate }) : t("hs-part-label-no-plate")),
    text("label_fault", { test: "label-fault" }),
    quickPicks(
      LABEL_FAULTS.map((word) => t(`hs-label-fault-${word}`)),
      inputs.label_fault,
    ),
    fault("label_fault"),
  );
  const showKind = () => {
    labelFault.hidden = swap.kind !== "terminal";
  };

  const quantity = text("quantity", {
    type: "number",
    inputmode: "numeric",
    min: "1",
    max: String(MAX_QUANTITY),
    test: "part-quantity",
    value: String(swap.quantity),
    oninput: (event) => set("quantity", Number.parseInt(event.target.value, 10) || 0),
  });
  const step = (by) => {
    const next = Math.min(MAX_QUANTITY, Math.max(1, (Number.parseInt(quantity.value, 10) || 0) + by));
    quantity.value = String(next);
    set("quantity", next);
  };

  const general = el("p", { class: "field-error", role: "alert", hidden: true });
  const saveButton = el("button", { type: "submit", class: "primary", test: "save-part" }, t("hs-part-save"));

  const save = async (event) => {
    event.preventDefault();
    if (!comesOut.check()) return;
    saveButton.disabled = true;
    general.hidden = true;
    try {
      await context.do("exchange_part", { swap: trimmed(swap), comes_out: comesOut.read() });
      kept.clear();
      close();
      note(t("hs-part-saved"));
    } catch (error) {
      const name = FIELD_NAMED[error.field] ?? error.field ?? FIELD_OF[error.code];
      if (name === "comes_out") {
        // The catalogue cannot say what becomes of a part that it does not know.
        comesOut.refuse(error.field === "disposition" ? t("hs-comes-out-unknown") : explain(error));
        return;
      }
      const place = faults[name] ?? general;
      place.textContent = faults[name] && error.code === "swap_incomplete" ? t(`hs-swap-needs-${name}`) : explain(error);
      place.hidden = false;
      inputs[name]?.focus();
    } finally {
      saveButton.disabled = false;
    }
  };

  const built = el(
    "form",
    { class: "stack swap-form", novalidate: true, onsubmit: save },
    el(
      "div",
      { class: "segments", role: "radiogroup", "aria-label": t("hs-swap-kind") },
      KINDS.map((kind) =>
        el(
          "label",
          { class: "segment" },
          el("input", {
            type: "radio",
            name: "kind",
            value: kind,
            checked: swap.kind === kind,
            test: `kind-${kind}`,
            onchange: () => {
              swap.kind = kind;
              keep();
              showKind();
            },
          }),
          el("span", {}, t(`swap-${kind}`)),
        ),
      ),
    ),
    search.node,
    el(
      "div",
      { class: "field-row" },
      field("name", t("hs-part-name"), text("name", { test: "part-name" }), fault("name")),
      field("quantity", t("hs-part-quantity"), stepper(quantity, step), fault("quantity")),
    ),
    field(
      "reason",
      t("hs-part-reason"),
      text("reason", { test: "part-reason" }),
      quickPicks(
        REASONS.map((word) => t(`hs-reason-${word}`)),
        inputs.reason,
      ),
      fault("reason"),
    ),
    numbered,
    field("old_serial", t("hs-part-old-serial"), serial("old_serial", "old-serial"), fault("old_serial")),
    field("new_serial", t("hs-part-new-serial"), serial("new_serial", "new-serial"), fault("new_serial")),
    labelFault,
    comesOut.node,
    field("part_number", t("hs-part-number"), text("part_number", { test: "part-number", class: "input figures" }), fault("part_number")),
    general,
    saveButton,
  );
  showKind();
  return nextOnEnter(built, saveButton);
}

function field(name, label, control, ...rest) {
  return el("div", { class: `field field-${name}` }, el("label", { class: "label", for: `swap-${name}` }, label), control, ...rest);
}

function stepper(input, step) {
  return el(
    "div",
    { class: "stepper" },
    el("button", { type: "button", "aria-label": t("hs-less"), test: "quantity-less", onclick: () => step(-1) }, icon("none")),
    input,
    el("button", { type: "button", "aria-label": t("hs-more"), test: "quantity-more", onclick: () => step(1) }, icon("plus")),
  );
}

// A label belongs to a removed terminal only; scanners may send blanks around a number.
function trimmed(swap) {
  const clean = Object.fromEntries(Object.entries(swap).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value]));
  return clean.kind === "terminal" ? clean : { ...clean, label_fault: "" };
}
