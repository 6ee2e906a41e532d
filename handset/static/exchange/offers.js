// One way, without a conversation: what waits on this phone as codes or a file, and taking what a colleague's phone shows or gave.

import { t } from "/assets/shared/i18n.js";
import { svg } from "/assets/shared/dom.js";
import { api, offerUrl } from "../api.js";
import { openSheet } from "../dialog.js";
import { el, fill } from "../dom.js";
import { scanCode, canScan } from "../forms/scan.js";
import { icon } from "../pictures.js";
import { note, problem } from "../toast.js";
import { deliveryText } from "../words.js";

/** White around a code, in squares (ISO/IEC 18004). */
const QUIET = 4;

/** What can be handed over of the documents in the outbox, and what can be taken. */
export function offers(documents) {
  const waiting = documents.filter((one) => one.changes > 0);
  const file = el("input", {
    type: "file",
    hidden: true,
    test: "exchange-take-file",
    onchange: async (event) => {
      const [chosen] = event.target.files;
      if (chosen) await take(chosen);
      event.target.value = "";
    },
  });
  return [
    el("h2", {}, t("hs-exchange-one-way")),
    el("p", { class: "soft" }, t("hs-exchange-one-way-lead")),
    waiting.length > 0
      ? el("ul", { class: "plain stack" }, waiting.map(row))
      : el("p", { class: "empty" }, t("hs-exchange-nothing")),
    file,
    el("button", { type: "button", class: "wide", onclick: () => file.click() }, icon("plus"), t("hs-exchange-take-file")),
    canScan() ? el("button", { type: "button", class: "wide", onclick: readCodes }, icon("scan"), t("hs-exchange-take-codes")) : null,
  ];
}

function row(one) {
  const name = one.number || t(`hs-kind-${one.kind ?? "unknown"}`);
  return el(
    "li",
    { class: "stack" },
    el("div", { class: "outbox-row" }, icon("phone"), el("span", { class: "grow" }, el("strong", {}, name), el("span", { class: "row-line" }, deliveryText(one.state)))),
    el(
      "div",
      { class: "stack" },
      el("button", { type: "button", class: "wide", test: "offer-codes", onclick: () => showCodes(one.id).catch(problem) }, t("hs-exchange-codes")),
      el("a", { class: "wide", href: offerUrl(one.id), download: `${name}.fieldbook-offer`, test: "offer-file" }, t("hs-exchange-file")),
    ),
  );
}

async function showCodes(id) {
  const codes = await api.offerCodes(id);
  let at = 0;
  openSheet({
    title: t("hs-exchange-codes"),
    test: "offer-sheet",
    build: () => {
      const body = el("div", { class: "stack" });
      const draw = () =>
        fill(
          body,
          el("p", { test: "offer-code" }, t("hs-exchange-code-of", { n: at + 1, of: codes.length })),
          drawCode(codes[at]),
          codes.length > 1
            ? el(
                "button",
                {
                  type: "button",
                  class: "wide is-main",
                  onclick: () => {
                    at = (at + 1) % codes.length;
                    draw();
                  },
                },
                t("hs-exchange-next-code"),
              )
            : null,
        );
      draw();
      return body;
    },
  });
}

function drawCode({ across, path }) {
  const side = across + 2 * QUIET;
  return el(
    "div",
    { class: "check-code offer-code" },
    svg(
      "svg",
      { viewBox: `${-QUIET} ${-QUIET} ${side} ${side}`, role: "img", "aria-label": t("hs-exchange-codes"), "shape-rendering": "crispEdges" },
      svg("path", { d: path }),
    ),
  );
}

// Codes say where they belong: byte 12 is the number, byte 13 how many there are.
async function readCodes() {
  const parts = new Map();
  let of = 0;
  const next = async (text) => {
    const part = bytesOf(text);
    if (!part || part.length < 15) return note(t("hs-problem-no_offer"));
    of = part[13];
    parts.set(part[12], part);
    note(t("hs-exchange-read", { n: parts.size, of }));
    return parts.size < of ? scanCode(next) : take(joined([...parts.values()]));
  };
  scanCode(next);
}

function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

// Parts as a file has them: each behind its length, two bytes, the low one first.
function joined(parts) {
  return new Blob(parts.flatMap((part) => [Uint8Array.of(part.length & 255, part.length >> 8), part]));
}

async function take(blob) {
  try {
    const { changes } = await api.takeOffer(blob);
    note(t("hs-exchange-taken", { n: changes }));
  } catch (error) {
    problem(error);
  }
}
