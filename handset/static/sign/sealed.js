// After signing: the signature as it was given, what it stands for, whether the server has it, and the proof to take along.

import { t } from "/assets/shared/i18n.js";
import { strokesImage } from "/assets/shared/strokes.js";
import { fullTime } from "/assets/shared/times.js";
import { photoUrl } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { customerCopy } from "./copy.js";
import { problem } from "../toast.js";
import { deliveryText } from "../words.js";

/** Shows the signatures on `paper` (`papers.js`) and follows their delivery. */
export function sealedView(root, paper, first) {
  const { id } = paper;
  const state = el("p", { class: "sealed-delivery", role: "status", test: "sealed-delivery" });
  const list = el("div", { class: "stack" });
  const copy = customerCopy(paper);
  const draw = (sheet) => {
    copy.update(sheet);
    state.className = `sealed-delivery delivery is-${sheet.delivery.state}`;
    state.dataset.state = sheet.delivery.state;
    fill(
      state,
      icon(sheet.delivery.state === "on_this_phone" ? "phone" : sheet.delivery.state === "parked" ? "attention" : "check"),
      deliveryText(sheet.delivery),
    );
    fill(
      list,
      paper.hasChanged(sheet)
        ? el("p", { class: "notice warning" }, icon("attention"), t("attention-changed_after_signature"))
        : null,
      ...sheet.sign_offs.map((signOff) => record(paper, sheet, signOff)),
    );
  };
  draw(first);
  fill(
    root,
    el(
      "article",
      { class: "sign sealed", test: "sealed" },
      el("div", { class: "sealed-mark" }, icon("signed"), el("h1", {}, t("hs-sealed-title"))),
      el("p", { class: "lead" }, t("hs-sealed-lead")),
      state,
      copy.node,
      list,
      el("a", { class: "primary", href: paper.done(first).href, test: "sealed-done" }, icon("check"), paper.done(first).text),
      el("a", { class: "minor", href: paper.home }, paper.back),
    ),
  );
  return {
    notice: (kind, document) => {
      if (kind === "outbox" || kind === "reload" || (kind === "document" && document === id))
        return paper.open().then(draw).catch(problem);
      return null;
    },
  };
}

function record(paper, sheet, signOff) {
  const name = signOff.signer?.name ?? "";
  const [label, named] = paper.label(sheet);
  return el(
    "section",
    { class: "block sealed-record", test: "sign-off" },
    el("h2", {}, signOff.kind ? t(`sign_off-${signOff.kind}`) : t("hs-seal-unreadable")),
    signOff.strokes
      ? el("figure", { class: "paper sealed-paper" }, strokesImage(signOff.strokes, { label: t("hs-signature-of", { name }) }))
      : null,
    signOff.stamp ? el("img", { class: "stamp-picture", src: photoUrl(signOff.stamp), alt: t("hs-stamp-of", { name }) }) : null,
    signOff.unsigned
      ? el(
          "p",
          { class: "notice warning" },
          icon("attention"),
          el("span", {}, [signOff.unsigned.reason, signOff.unsigned.words].filter(Boolean).join(" · ")),
        )
      : null,
    signOff.verified ? null : el("p", { class: "notice danger" }, icon("shield_broken"), t(`seal-${signOff.code}`)),
    el(
      "dl",
      { class: "facts" },
      name ? [el("dt", {}, t("hs-signed-by")), el("dd", {}, [name, signOff.signer.role].filter(Boolean).join(" · "))] : null,
      signOff.signer?.remarks ? [el("dt", {}, t("hs-signer-remarks")), el("dd", {}, signOff.signer.remarks)] : null,
      signOff.signed_at
        ? [el("dt", {}, t(signOff.unsigned ? "hs-recorded-at" : "hs-signed-at")), el("dd", {}, fullTime(signOff.signed_at))]
        : null,
      el("dt", {}, label),
      el("dd", {}, named),
    ),
    el(
      "a",
      { class: "wide", href: paper.sealUrl(signOff.id), download: `seal-${paper.number(sheet)}.json`, test: "seal-file" },
      icon("download"),
      t("hs-seal-file"),
    ),
  );
}
