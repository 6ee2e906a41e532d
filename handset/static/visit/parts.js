// The parts table: what came out, what went in. Lines are never removed; a wrong one is struck with a reason. Below it what is asked of
// the desk because it is not in the van.

import { t } from "/assets/shared/i18n.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { askReason } from "../forms/reason.js";
import { icon } from "../pictures.js";
import { doings } from "./doings.js";
import { openSwapForm } from "./swap_form.js";
import { fold, joined } from "./section.js";

/** The section with the parts. */
export function partsSection(context) {
  const list = el("ul", { class: "plain stack" });
  const none = el("p", { class: "soft" }, t("hs-parts-none"));
  const requests = el("div", { class: "stack" });
  const add = el(
    "button",
    { type: "button", class: "wide is-main", test: "add-part", onclick: () => openSwapForm(context) },
    icon("plus"),
    t("hs-part-add"),
  );
  const acts = doings([{ action: "request_part", label: t("hs-do-request-part"), picture: "part", run: () => askPart(context) }]);
  const part = fold("parts", t("hs-parts"), none, list, requests, add, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      add.hidden = !sheet.allowed.includes("swap_part");
      none.hidden = sheet.parts.length > 0;
      fill(list, ...sheet.parts.map((line) => row(context, line, sheet)));
      fill(requests, ...sheet.part_requests.map(request));
      acts.update(sheet);
      const counting = sheet.parts.filter((line) => !line.struck).length;
      const waiting = sheet.part_requests.filter((one) => one.state === "pending").length;
      part.follow(sheet, {
        open: !["assigned", "travelling", "cancelled"].includes(sheet.status),
        line: joined(
          counting > 0 ? t("hs-parts-count", { n: counting }) : null,
          waiting > 0 ? t("hs-requests-count", { n: waiting }) : null,
        ),
      });
    },
  };
}

function row(context, line, sheet) {
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
    sheet.allowed.includes("strike_part") && !line.struck
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

function request(one) {
  return el(
    "div",
    { class: `part is-request is-${one.state}`, test: "part-request" },
    el(
      "div",
      { class: "part-main" },
      el("p", { class: "part-name" }, el("strong", {}, one.name), el("span", { class: "part-quantity" }, `× ${one.quantity}`)),
      el("p", { class: "soft" }, joined(one.urgent ? t("urgency-urgent") : null, one.part_number, one.reason)),
      el("p", { class: "request-state" }, joined(t(`hs-request-${one.state}`), one.decision?.by_name, one.decision?.reason)),
    ),
  );
}

function askStrike(context, line) {
  askReason({
    title: t("hs-part-strike-title", { name: line.name }),
    lead: t("hs-part-strike-lead"),
    label: t("hs-reason"),
    picks: [t("hs-strike-typo"), t("hs-strike-not-used"), t("hs-strike-twice")],
    confirm: t("hs-part-strike"),
    act: (reason) => context.do("strike_part", { line: line.id, reason }),
  });
}

function askPart(context) {
  openForm({
    title: t("hs-do-request-part"),
    lead: t("hs-request-lead"),
    test: "request-form",
    fields: [
      { kind: "part", name: "part", label: t("hs-part-search") },
      { kind: "line", name: "name", label: t("hs-part-name"), needed: true },
      { kind: "line", name: "part_number", label: t("hs-part-number") },
      { kind: "count", name: "quantity", label: t("hs-part-quantity"), needed: true },
      { kind: "toggle", name: "urgent", label: t("hs-request-urgent"), needed: true },
      { kind: "text", name: "reason", label: t("hs-request-reason"), needed: true, rows: 2 },
    ],
    act: (said) => context.do("request_part", said),
    done: t("hs-request-done"),
    keep: draft(context.id, "request_part"),
  });
}
