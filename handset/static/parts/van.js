// What is in the van: the sum of what was issued and what was used. Below zero is shown as something to look at, never hidden.

import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { t } from "/assets/shared/i18n.js";
import { problem } from "../toast.js";

/** Shows the van stock and follows it. */
export async function mountVan(root) {
  let stock = { lines: [], used_twice: [], contradictions: [], unreadable: 0 };
  let asked = "";
  const list = el("ul", { class: "plain stack", test: "van-lines" });
  const notes = el("div", { class: "stack" });
  const draw = () => {
    const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
    const text = (line) => [line.part_number, line.name, ...line.serials].join("\n").toLowerCase();
    const lines = stock.lines.filter((line) => words.every((word) => text(line).includes(word)));
    fill(notes, ...remarks(stock));
    fill(
      list,
      ...(lines.length > 0
        ? lines.map(row)
        : [el("li", { class: "empty" }, t(stock.lines.length > 0 ? "hs-van-none-found" : "hs-van-empty"))]),
    );
  };
  const read = async () => {
    try {
      stock = await api.vanStock();
      draw();
    } catch (error) {
      problem(error);
    }
  };
  fill(
    root,
    el(
      "div",
      { class: "stack room" },
      el("h1", { class: "greeting" }, t("hs-van-title")),
      el("p", { class: "lead" }, t("hs-van-lead")),
      el(
        "div",
        { class: "scan-field" },
        icon("search"),
        el("input", {
          class: "input",
          type: "search",
          autocomplete: "off",
          placeholder: t("hs-van-search"),
          "aria-label": t("hs-van-search"),
          test: "van-search",
          oninput: (event) => {
            asked = event.target.value;
            draw();
          },
        }),
      ),
      notes,
      list,
    ),
  );
  await read();
  return { notice: (kind) => (["document", "reference", "reload"].includes(kind) ? read() : null) };
}

function remarks({ used_twice: twice, contradictions, unreadable }) {
  return [
    ...twice.map((one) => warning(t("hs-van-used-twice", { serial: one.serial, part: one.part_number }))),
    contradictions.length > 0 ? warning(t("hs-van-contradictions", { n: contradictions.length })) : null,
    unreadable > 0 ? warning(t("hs-van-unreadable", { n: unreadable })) : null,
  ];
}

const warning = (text) => el("p", { class: "notice warning" }, icon("attention"), el("span", {}, text));

function row(line) {
  const short = line.quantity < 0 || line.missing_serials.length > 0;
  return el(
    "li",
    { class: `van-line${short ? " is-short" : ""}`, test: "van-line" },
    el(
      "span",
      { class: "grow" },
      el("strong", {}, line.name),
      el("span", { class: "row-line soft figures" }, line.part_number),
      line.serials.length > 0 ? el("span", { class: "row-line figures" }, line.serials.join(", ")) : null,
      short ? el("span", { class: "row-line to-check" }, icon("attention"), t("hs-van-to-check")) : null,
      line.missing_serials.length > 0 ? el("span", { class: "row-line figures" }, line.missing_serials.join(", ")) : null,
    ),
    el("span", { class: "van-quantity" }, String(line.quantity)),
  );
}
