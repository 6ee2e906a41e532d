// What can be done in a section: a button for each action that the device allows now, and nothing for the others.

import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { note, problem } from "../toast.js";
import { t } from "/assets/shared/i18n.js";

/**
 * Buttons as `{ node, update(sheet) }`. Each of `list` is `{ action, label, picture, run(sheet), main, test }`: `run` opens a form or acts
 * at once, `main` makes it stand out.
 */
export function doings(list) {
  const node = el("div", { class: "doings" });
  let shown = null;
  return {
    node,
    update: (sheet) => {
      const allowed = list.filter((one) => sheet.allowed.includes(one.action) && (one.when?.(sheet) ?? true));
      const key = allowed.map((one) => one.test ?? one.action).join(" ");
      if (key === shown) return;
      shown = key;
      node.hidden = allowed.length === 0;
      fill(node, ...allowed.map((one) => button(one)));
    },
  };
}

function button({ action, label, picture, run, main, test }) {
  const run_once = async (event) => {
    const pressed = event.currentTarget;
    pressed.disabled = true;
    try {
      await run();
    } catch (error) {
      problem(error);
    } finally {
      pressed.disabled = false;
    }
  };
  return el(
    "button",
    { type: "button", class: main ? "wide is-main" : "wide", test: `do-${test ?? action}`, onclick: run_once },
    icon(picture),
    el("span", {}, label),
  );
}

/** Does something at once and offers to take it back for as long as the message shows. */
export async function atOnce(context, action, fields, said) {
  const { id } = await context.do(action, fields);
  const undo = () => context.do("strike_event", { event: id, reason: t("hs-strike-mistake") }).catch(problem);
  note(said, id && context.sheet().allowed.includes("strike_event") ? { undo } : {});
}
