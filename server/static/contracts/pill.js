/** Where a contract stands: shape, word and colour. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";

/** Shape, and the colours of a visit's state. */
const SHAPES = { coming: ["clock", "assigned"], running: ["check", "signed"], ending: ["attention", "finished"], between: ["none", "assigned"], over: ["cancelled", "cancelled"] };

/** The pill of a contract. */
export function statePill({ state, to_tell: toTell }) {
  const [shape, colour] = toTell ? ["attention", "changed"] : SHAPES[state];
  return h("span", { class: "pill", data: { state: colour } }, icon(shape), h("span", { text: t(toTell ? "contract-to-tell" : `contract-${state}`) }));
}
