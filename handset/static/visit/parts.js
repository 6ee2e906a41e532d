// The parts table: what came out, what went in. Lines are never removed; a wrong one is struck with a reason.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { askReason } from "../dialog.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { openSwapForm } from "./swap_form.js";
import { section } from "./section.js";
import { canWrite } from "./steps.js";

/** The section with the parts. */
export function partsSection(context) {
  const count = el("span", { class: "block-count" });
  const list = el("ul", { class: "plain stack" });
  const none = el("p", { class: "soft" }, t("hs-parts-none"));
  const add = el(
    "button",
    { type: "button", class: "wide", test: "add-part", onclick: () => openSwapForm(context) },
    icon("plus"),
    t("hs-part-add"),
  );
  return {
    node: section("parts", t("hs-parts"), count, none, list, add),
    update: (sheet) => {
      const writable = canWrite(sheet);
      add.hidden = !writable;
      none.hidden = sheet.parts.length > 0;
      fill(count, String(sheet.parts.filter((line) => !line.struck).length || ""));
      fill(list, ...sheet.parts.map((line) => row(context, line, writable)));
    },
  };
}

function row(context, line, writable) {
  return el(
    "li",
    { class: `part${line.struck ? " is-struck" : ""}`, id: `line-${line.id}`, tabindex: "-1", test: "part-line" },
    el(
      "div",
      { class: "part-main" },
      el("p", { class: "part-name" }, el("strong", {}, line.name), el("span", { class: "part-quantity" }, `× ${line.quantity}`)),
      el("p", { class: "soft" }, [t(`swap-${line.kind}`), line.reason, line.part_number].filter(Boolean).join(" · ")),
      line.old_serial || line.new_serial ? serials(line) : null,
      line.label_fault ? el("p", { class: "soft" }, `${t("hs-part-label-fault")}: ${line.label_fault}`) : null,
      line.struck ? el("p", { class: "struck-why" }, t("hs-part-struck", { reason: line.struck.reason })) : null,
    ),
    writable && !line.struck
      ? el(
          "button",
          { type: "button", class: "minor", test: "strike", onclick: () => askStrike(context, line) },
          icon("close"),
          t("hs-part-strike"),
        )
      : null,
  );
}

/** Old and new number of a swapped part. */
export function serials(line) {
  return el(
    "p",
    { class: "serials" },
    el("span", { class: "figures" }, el("small", {}, t("hs-old")), line.old_serial || "–"),
    icon("arrow"),
    el("span", { class: "figures" }, el("small", {}, t("hs-new")), line.new_serial || "–"),
  );
}

function askStrike(context, line) {
  askReason({
    title: t("hs-part-strike-title", { name: line.name }),
    lead: t("hs-part-strike-lead"),
    label: t("hs-reason"),
    picks: [t("hs-strike-typo"), t("hs-strike-not-used"), t("hs-strike-twice")],
    confirm: t("hs-part-strike"),
    act: (reason) => context.act(() => api.strikePart(context.id, line.id, reason)),
  });
}
