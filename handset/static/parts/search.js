// Finding a part in the catalogue on this phone: by number, by name, by the initials of its Chinese name, with one slip of the finger.

import { localised, t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { yuan } from "../money.js";
import { explain } from "../words.js";

const PAUSE_MS = 150;

/** A search as `{ node, focus() }`; `onpick(part)` is called with the part that was tapped. */
export function partSearch({ onpick }) {
  const list = el("ul", { class: "plain found", test: "found-parts" });
  const state = el("p", { class: "soft", role: "status", hidden: true });
  const input = el("input", {
    class: "input",
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    placeholder: t("hs-part-search"),
    "aria-label": t("hs-part-search"),
    test: "part-search",
  });
  let van = new Map();
  let turn = 0;
  let pause = null;

  const say = (text) => {
    state.textContent = text ?? "";
    state.hidden = !text;
  };
  const look = async () => {
    clearTimeout(pause);
    const asked = input.value.trim();
    turn += 1;
    const mine = turn;
    if (asked === "") {
      fill(list);
      say(null);
      return [];
    }
    try {
      const found = await api.parts(asked);
      if (mine !== turn) return [];
      fill(list, ...found.map((part) => row(part, van.get(part.number), pick)));
      say(found.length === 0 ? t("hs-part-search-none") : null);
      return found;
    } catch (error) {
      say(explain(error));
      return [];
    }
  };
  const pick = (part) => {
    fill(list);
    say(null);
    input.value = "";
    onpick(part);
  };
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE_MS);
  });
  // A scanned number is typed and ends with Enter: if it names one part, that is it.
  input.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    const asked = input.value.trim();
    const exact = (await look()).find((part) => part.number === asked);
    if (exact) pick(exact);
  });
  api
    .vanStock()
    .then(({ lines }) => {
      van = countByPart(lines);
    })
    .catch(() => say(null));
  return {
    node: el("div", { class: "stack part-search" }, el("div", { class: "scan-field" }, icon("search"), input), state, list),
    focus: () => input.focus(),
  };
}

// How many of each part number are in the van.
function countByPart(lines) {
  const counts = new Map();
  for (const line of lines) counts.set(line.part_number, (counts.get(line.part_number) ?? 0) + line.quantity);
  return counts;
}

// How many are in the van, in words.
function inVan(quantity) {
  if (quantity === undefined) return t("hs-van-unknown");
  return quantity < 0 ? t("hs-van-below") : t("hs-van-has", { n: quantity });
}

function row(part, quantity, pick) {
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "found-part", test: "found-part", "data-part": part.number, onclick: () => pick(part) },
      el(
        "span",
        { class: "grow" },
        el("strong", {}, localised(part.name)),
        el("span", { class: "row-line soft" }, [part.number, part.models.slice(0, 3).join(", ")].filter(Boolean).join(" · ")),
      ),
      el(
        "span",
        { class: "found-figures" },
        el("span", { class: quantity > 0 ? "is-here" : "soft" }, inVan(quantity)),
        part.unit_price_fen === undefined ? null : el("span", { class: "soft" }, yuan(part.unit_price_fen)),
      ),
    ),
  );
}
