// What becomes of the part that a swap takes out: what the catalogue says, nothing, or what the technician says and why.

import { t } from "/assets/shared/i18n.js";
import { el } from "../dom.js";
import { buildField } from "../forms/fields.js";
import { disposedAs, dispositionFields } from "../old_parts/disposition.js";

const WAYS = ["as_catalogue", "nothing", "as"];

/**
 * The field as `{ node, read, raw, propose, check, refuse }`: `before` is what `raw` answered earlier, `changed` follows each entry,
 * `propose` chooses the catalogue's way if nothing was chosen yet.
 */
export function comesOutField(before, changed) {
  const way = buildField(
    {
      kind: "choice",
      name: "comes_out",
      label: t("hs-comes-out"),
      needed: true,
      options: WAYS.map((value) => ({ value, label: t(`hs-comes-out-${value}`) })),
    },
    before?.way,
  );
  const details = dispositionFields().map((spec) => buildField(spec, before?.details?.[spec.name] ?? spec.value));
  const values = () => Object.fromEntries(details.map((field) => [field.spec.name, field.read()]));
  const rest = el("div", { class: "stack nested" }, details.map((field) => field.node));
  const follow = () => {
    rest.hidden = way.read() !== "as";
    const said = values();
    for (const field of details) field.node.hidden = field.spec.when ? !field.spec.when(said) : false;
  };
  const node = el("div", { class: "stack" }, way.node, rest);
  const entered = () => {
    follow();
    changed();
  };
  node.addEventListener("input", entered);
  node.addEventListener("change", entered);
  follow();
  const asked = () => (way.read() === "as" ? [way, ...details.filter((field) => !field.node.hidden)] : [way]);
  return {
    node,
    read: () => (way.read() === "as" ? { comes_out: "as", ...disposedAs(values()) } : { comes_out: way.read() }),
    raw: () => ({ way: way.raw(), details: Object.fromEntries(details.map((field) => [field.spec.name, field.raw()])) }),
    propose: () => {
      if (way.read() === null) node.querySelector('[data-test="comes_out-as_catalogue"]').click();
    },
    check: () => {
      const wrong = asked().filter((field) => {
        const problem = field.problem();
        field.say(problem);
        return problem;
      });
      wrong[0]?.node.scrollIntoView({ behavior: "smooth", block: "center" });
      return wrong.length === 0;
    },
    refuse: (text) => {
      way.say(text);
      way.node.scrollIntoView({ behavior: "smooth", block: "center" });
    },
  };
}
