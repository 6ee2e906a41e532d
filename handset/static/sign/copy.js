// The customer's copy of what was sealed: the PDF to open, save or send to a phone nearby, which works without any signal; and a code that
// leads the customer's own phone to the page where the record is checked, once the server has it.

import { t } from "/assets/shared/i18n.js";
import { svg } from "/assets/shared/dom.js";
import { api } from "../api.js";
import { openSheet } from "../dialog.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { explain } from "../words.js";

/** Buttons for the copy of `paper` (`papers.js`) as `{ node, update(sheet) }`; hidden until something is sealed. */
export function customerCopy(paper) {
  const node = el("div", { class: "copy-doings", test: "customer-copy", hidden: true });
  let open = null;
  const update = (sheet) => {
    const sealed = sheet.sign_offs.filter(({ verified }) => verified);
    node.hidden = sealed.length === 0;
    if (node.hidden) return;
    open?.update(sheet);
    fill(
      node,
      el(
        "button",
        {
          type: "button",
          class: "wide",
          test: "give-copy",
          onclick: () => {
            open = copySheet(paper, sheet, sealed[sealed.length - 1], () => (open = null));
          },
        },
        icon("phone"),
        t("hs-do-give-copy"),
      ),
      pdfLink(paper),
    );
  };
  return { node, update };
}

// Opened beside the page, so that a phone without a viewer of its own does not leave it.
const pdfLink = (paper) =>
  el("a", { class: "wide", href: paper.pdfUrl, target: "_blank", rel: "noopener", test: "open-pdf" }, icon("copy"), paper.pdfText());

function copySheet(paper, first, signOff, onclose) {
  const state = el("p", { class: "notice", role: "status", test: "copy-state" });
  const code = el("figure", { class: "check-code", test: "check-code" });
  const file = el("div", { class: "stack" });
  const update = (sheet) => {
    const received = ["received", "complete"].includes(sheet.delivery.state);
    state.className = `notice ${received ? "good" : "warning"}`;
    state.dataset.received = String(received);
    fill(state, icon(received ? "check" : "offline"), el("span", {}, t(received ? "hs-copy-received" : "hs-copy-not-yet")));
  };
  update(first);
  drawCode(paper, signOff, code, state).catch(problem);
  drawFile(paper, first, file).catch((error) => {
    fill(file, el("p", { class: "notice danger", role: "alert" }, icon("attention"), el("span", {}, explain(error))));
  });
  openSheet({
    title: t("hs-do-give-copy"),
    test: "copy-sheet",
    onclose,
    // What works now comes first.
    build: () => {
      const byFile = [el("h3", {}, t("hs-copy-file-title")), el("p", { class: "soft" }, t("hs-copy-file-lead")), file];
      return el("div", { class: "stack" }, ...(state.dataset.received === "true" ? [code, state, ...byFile] : [...byFile, state, code]));
    },
  });
  return { update };
}

async function drawCode(paper, signOff, place, state) {
  const drawn = await paper.checkCode(signOff.id);
  if (!drawn) {
    // Sealed by an early version, whose records name no page.
    state.hidden = true;
    fill(place, el("p", { class: "notice" }, icon("attention"), el("span", {}, t("hs-copy-no-code"))));
    return;
  }
  const side = drawn.across + 8;
  fill(
    place,
    svg(
      "svg",
      {
        viewBox: `-4 -4 ${side} ${side}`,
        role: "img",
        "aria-label": t("hs-copy-code"),
        "shape-rendering": "crispEdges",
        "data-link": drawn.link,
      },
      svg("path", { d: drawn.path }),
    ),
    el("figcaption", {}, t("hs-copy-scan")),
  );
}

// The file is fetched first: a browser lets a page share only right after the tap.
async function drawFile(paper, sheet, place) {
  const name = paper.pdfName(sheet);
  const file = new File([await api.pdf(paper.pdfUrl)], name, { type: "application/pdf" });
  const share = async () => {
    try {
      await navigator.share({ files: [file], title: name });
    } catch (error) {
      if (error.name !== "AbortError") problem(error);
    }
  };
  fill(
    place,
    navigator.canShare?.({ files: [file] })
      ? el("button", { type: "button", class: "primary", test: "share-pdf", onclick: share }, icon("arrow"), t("hs-do-share-pdf"))
      : null,
    el("a", { class: "wide", href: paper.pdfUrl, download: name, test: "save-pdf" }, icon("download"), t("hs-do-save-pdf")),
  );
}
