// The customer reads and signs: the paper exactly as it will be sealed, who signs, the glass or a picture of the stamp, one button.
// While this screen is open the whole page speaks the customer's language.

import { language, t } from "/assets/shared/i18n.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { explain, listed } from "../words.js";
import { languageChoice } from "./languages.js";
import { signaturePad } from "./pad.js";
import { sealedView } from "./sealed.js";
import { stampField } from "./stamp.js";

/**
 * Shows `paper` (`papers.js`) for a sign-off of `kind` (without one: the kind that comes next), or the signature if it is signed.
 * `onLanguage(tag)` changes the page's language.
 */
export async function mountSign(root, paper, { kind: asked, onLanguage }) {
  const sheet = await paper.open();
  const kind = asked ?? paper.kind(sheet);
  if (paper.isSigned(sheet, asked)) return sealedView(root, paper, sheet);
  let shown;
  try {
    shown = await paper.read(language(), kind);
  } catch (error) {
    fill(root, backLink(paper), el("div", { class: "notice warning", role: "alert" }, icon("attention"), el("p", {}, explain(error))));
    return {};
  }
  return signView(root, paper, kind, shown, onLanguage);
}

const backLink = ({ home, back }) => el("a", { class: "back", href: home, test: "back" }, icon("back"), back);

function signView(root, paper, kind, first, onLanguage) {
  const { id } = paper;
  let shown = first;
  let sealed = null;
  let busy = false; // the device's own notice of what is done here comes before its answer
  const sheetOfPaper = el("div", {}, paper.show(shown));
  const changed = el(
    "p",
    { class: "notice warning", role: "alert", hidden: true, test: "content-changed" },
    icon("attention"),
    el("span", {}, t("hs-sign-changed")),
  );
  const cannot = el("p", { class: "notice warning", role: "alert", hidden: true, test: "unprintable" });
  const signer = signerForm(id);
  const padFault = el("p", { class: "field-error", role: "alert", hidden: true });
  const general = el("p", { class: "field-error", role: "alert", hidden: true });
  const clear = el(
    "button",
    { type: "button", class: "minor", test: "clear-pad", onclick: () => pad.clear() },
    icon("undo"),
    t("hs-sign-clear"),
  );
  const pad = signaturePad({
    label: t("hs-sign-pad"),
    onchange: () => {
      clear.disabled = pad.isEmpty();
      frame.classList.toggle("is-empty", pad.isEmpty());
      padFault.hidden = true;
    },
    onfull: () => show(padFault, t("hs-sign-full")),
  });
  const frame = el(
    "div",
    { class: "pad-frame is-empty" },
    pad.node,
    el("span", { class: "pad-hint", "aria-hidden": "true" }, t("hs-sign-here")),
  );
  clear.disabled = true;
  const button = el("button", { type: "submit", class: "primary primary-sign", test: "seal" }, icon("signed"), t("hs-sign-seal"));

  // What no paper can show is told before it is signed; on the paper it stands as a number.
  const tellUnprintable = () => {
    cannot.hidden = shown.unprintable.length === 0;
    fill(cannot, icon("attention"), el("span", {}, t("hs-sign-unprintable", { characters: listed(shown.unprintable) })));
  };
  tellUnprintable();

  const showNow = async () => {
    const next = await paper.read(language(), kind);
    if (next.digest === shown.digest) return false;
    shown = next;
    fill(sheetOfPaper, paper.show(shown));
    tellUnprintable();
    pad.clear();
    return true;
  };
  const showAgain = async () => {
    if (!(await showNow())) return;
    changed.hidden = false;
    changed.scrollIntoView({ behavior: "smooth", block: "start" });
  };
  // The picture of the stamp belongs to what is signed: the voucher names it from then on.
  const takeStamp = async (take) => {
    busy = true;
    try {
      await take();
      await showNow();
    } finally {
      busy = false;
    }
  };
  const stamp = paper.takesStamp ? stampField(id, takeStamp) : null;

  const seal = async (event) => {
    event.preventDefault();
    button.disabled = true;
    busy = true;
    pad.lock(true);
    for (const place of [general, padFault, signer.fault]) place.hidden = true;
    try {
      const mark = markOf(pad, stamp?.sha256());
      await paper.seal({ kind, digest: shown.digest, language: language(), signer: signer.value(), mark });
      signer.done();
      sealed = sealedView(root, paper, await paper.open());
      window.scrollTo({ top: 0 });
    } catch (error) {
      if (error.code === "content_changed") await showAgain().catch(problem);
      else if (error.code === "signer_missing") signer.missing(explain(error));
      else if (error.code === "no_strokes" || error.code === "seal_strokes") show(padFault, t("hs-sign-no-strokes"));
      else show(general, explain(error));
      pad.lock(false);
    } finally {
      busy = false;
      button.disabled = false;
    }
  };

  fill(
    root,
    el(
      "article",
      { class: "sign", test: "sign" },
      el("div", { class: "visit-line" }, backLink(paper), languageChoice(onLanguage)),
      el("h1", {}, paper.title(kind)),
      el("p", { class: "lead" }, t("hs-sign-lead")),
      changed,
      cannot,
      sheetOfPaper,
      el(
        "form",
        { class: "stack sign-form", novalidate: true, onsubmit: seal },
        el("p", { class: "statement", test: "statement" }, shown.voucher.statement),
        signer.node,
        el(
          "div",
          { class: "field" },
          el("div", { class: "pad-head" }, el("span", { class: "label" }, t("hs-sign-signature")), clear),
          frame,
          padFault,
        ),
        stamp?.node,
        general,
        button,
        el("p", { class: "soft small" }, t("hs-sign-promise")),
      ),
    ),
  );

  return {
    notice: async (kind, document) => {
      if (sealed) return sealed.notice(kind, document);
      if (!busy && (kind === "reload" || (kind === "document" && document === id))) await showAgain().catch(problem);
      return null;
    },
    leave: () => sealed?.leave?.(),
  };
}

// What stands under the sign-off: the pen, the stamp, or both. An empty glass is told by the device.
function markOf(pad, stamp) {
  if (stamp && pad.isEmpty()) return { mark: "stamp", stamp };
  return stamp ? { mark: "strokes_and_stamp", strokes: pad.strokes(), stamp } : { mark: "strokes", strokes: pad.strokes() };
}

// Who signs. Kept as a draft, so that a change of language or a reload asks nobody to type a name twice.
function signerForm(id) {
  const kept = draft(id, "signer");
  const before = kept.read() ?? { name: "", role: "", remarks: "" };
  const keep = () => kept.keep(value());
  const name = el("input", {
    id: "signer-name",
    class: "input",
    type: "text",
    autocomplete: "off",
    autocapitalize: "words",
    enterkeyhint: "next",
    test: "signer-name",
    value: before.name,
    "aria-describedby": "signer-fault",
    oninput: keep,
  });
  const role = el("input", {
    id: "signer-role",
    class: "input",
    type: "text",
    autocomplete: "off",
    enterkeyhint: "next",
    test: "signer-role",
    value: before.role,
    oninput: keep,
  });
  const remarks = el("textarea", {
    id: "signer-remarks",
    class: "input",
    rows: "2",
    test: "signer-remarks",
    value: before.remarks,
    oninput: keep,
  });
  const fault = el("p", { class: "field-error", role: "alert", id: "signer-fault", hidden: true });
  const value = () => ({ name: name.value.trim(), role: role.value.trim(), remarks: remarks.value.trim() });
  for (const [from, to] of [
    [name, role],
    [role, remarks],
  ]) {
    from.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      to.focus();
    });
  }
  return {
    node: el(
      "div",
      { class: "stack" },
      field("signer-name", t("hs-signer-name"), name, fault),
      field("signer-role", t("hs-signer-role"), role),
      field("signer-remarks", t("hs-signer-remarks"), remarks),
    ),
    fault,
    value,
    missing: (text) => {
      show(fault, text);
      name.focus();
      name.scrollIntoView({ behavior: "smooth", block: "center" });
    },
    done: () => kept.clear(),
  };
}

function field(id, label, control, fault) {
  return el("div", { class: "field" }, el("label", { class: "label", for: id }, label), control, fault);
}

function show(place, text) {
  place.textContent = text;
  place.hidden = false;
}
