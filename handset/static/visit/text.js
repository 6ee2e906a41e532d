// A free text that two people may write at once (findings, treatment): saved at every pause, kept as a draft until the device
// has it, and joined with what arrives from others while somebody types.

import { t } from "/assets/shared/i18n.js";
import { draft, mergeText } from "../drafts.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { explain } from "../words.js";
import { fold } from "./section.js";

const PAUSE_MS = 700;
// Where the count of characters begins to show; the device refuses longer texts.
const LIMIT = 1900;
const NEAR_LIMIT = 1700;

// What stands beside the title of a folded text.
const EXCERPT = 24;

const excerpt = (text) => {
  const characters = [...text.trim()];
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT).join("")}…` : characters.join("");
};

/** The section of one text: `field` is `findings` or `treatment`. */
export function textSection(context, field) {
  const kept = draft(context.id, field);
  const state = el("span", { class: "saved", role: "status", test: `${field}-state` });
  const count = el("p", { class: "count", hidden: true });
  const input = el("textarea", {
    class: "input text-input",
    rows: "4",
    test: field,
    "aria-labelledby": `${field}-title`,
    placeholder: t(`hs-${field}-hint`),
  });
  const part = fold(field, t(`hs-${field}`), input, count, state);
  const { node } = part;

  let base = null; // what the device is known to say
  let writable = false;
  let pause = null;
  let saving = null;
  let composing = false;
  let waiting = null; // the newest sheet that came while saving or composing

  const dirty = () => base !== null && input.value !== base;

  const show = (kind, text) => {
    state.className = `saved saved-${kind}`;
    fill(state, kind === "saved" ? icon("check") : kind === "problem" ? icon("attention") : null, text);
  };

  const save = () => {
    clearTimeout(pause);
    if (saving || composing || !dirty() || !writable) return saving;
    const text = input.value;
    show("busy", t("hs-saving"));
    saving = (async () => {
      try {
        await context.do(`write_${field}`, { text });
        base = text;
        if (input.value === text) kept.clear();
        else keep();
        show("saved", t("hs-saved-here"));
      } catch (error) {
        show("problem", t("hs-not-saved", { why: explain(error) }));
        return;
      } finally {
        saving = null;
        takeWaiting();
      }
      if (dirty()) await save();
    })();
    return saving;
  };

  const keep = () => kept.keep({ base, text: input.value });

  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 4}px`;
    const length = [...input.value].length;
    count.hidden = length < NEAR_LIMIT;
    count.classList.toggle("is-over", length > LIMIT);
    count.textContent = t("hs-count", { n: length, limit: LIMIT });
  };

  const take = (sheet) => {
    const theirs = sheet[field];
    writable = sheet.allowed.includes(`write_${field}`);
    input.readOnly = !writable;
    node.classList.toggle("is-read-only", !writable);
    if (base === null) {
      const left = kept.read();
      base = theirs;
      input.value = left ? mergeText(left.base ?? "", left.text, theirs) : theirs;
    } else if (theirs !== base) {
      const caret = input.selectionStart;
      const merged = mergeText(base, input.value, theirs);
      base = theirs;
      if (merged !== input.value) {
        input.value = merged;
        if (document.activeElement === input) input.setSelectionRange(caret, caret);
        show("note", t("hs-text-joined"));
      }
    }
    if (dirty()) {
      keep();
      if (writable) schedule();
      else show("problem", t("hs-not-saved-closed"));
    }
    part.follow(sheet, { open: !["assigned", "travelling", "cancelled"].includes(sheet.status), line: excerpt(input.value) });
    requestAnimationFrame(grow);
  };

  const takeWaiting = () => {
    const sheet = waiting;
    waiting = null;
    if (sheet) take(sheet);
  };

  const schedule = () => {
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE_MS);
  };

  input.addEventListener("input", () => {
    keep();
    grow();
    show("busy", t("hs-typing"));
    schedule();
  });
  input.addEventListener("compositionstart", () => {
    composing = true;
  });
  input.addEventListener("compositionend", () => {
    composing = false;
    takeWaiting();
    schedule();
  });
  input.addEventListener("blur", save);
  node.addEventListener("toggle", grow);

  return {
    node,
    update: (sheet) => {
      if (saving || composing) waiting = sheet;
      else take(sheet);
    },
    leave: save,
  };
}
