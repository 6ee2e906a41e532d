// Old parts by the day on which they are due. Several are packed for one shipment at once.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { holderText } from "../custody.js";
import { dayOf } from "../dates.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { joined } from "../visit/section.js";
import { deliveryText } from "../words.js";

// What is still with the technician or on its way to the storekeeper.
const OPEN = new Set(["completed", "promised", "handed_over"]);
// A day that nobody set comes after all others.
const NEVER = "9999-12-31";

/** Shows the old parts and follows them. */
export async function mountOldParts(root) {
  const chosen = new Set();
  let rows = [];
  const body = el("div", { class: "stack agenda-list" });
  const bar = el("div", { class: "choice-bar", hidden: true });
  const draw = () => {
    const open = rows.filter((row) => OPEN.has(row.progress) && !row.left).sort(byDue);
    const others = rows.filter((row) => !open.includes(row));
    for (const id of chosen) if (!open.some((row) => row.id === id)) chosen.delete(id);
    fill(
      body,
      rows.length === 0 ? el("p", { class: "empty", test: "old-parts-empty" }, t("hs-old-parts-empty")) : null,
      group("open", open.map((row) => choosable(row, chosen, drawBar))),
      group("done", others.map((row) => el("div", { class: "paper-choice" }, oldPartRow(row)))),
    );
    drawBar();
  };
  const drawBar = () => {
    bar.hidden = chosen.size === 0;
    fill(
      bar,
      el(
        "button",
        { type: "button", class: "primary", test: "pack", onclick: () => askPacking([...chosen], rows) },
        icon("part"),
        t("hs-do-pack", { n: chosen.size }),
      ),
    );
  };
  const read = async () => {
    rows = await api.oldParts();
    draw();
  };
  fill(
    root,
    el(
      "div",
      { class: "stack room" },
      el("h1", { class: "greeting" }, t("hs-old-parts-title")),
      el("p", { class: "lead" }, t("hs-old-parts-lead")),
      body,
      bar,
    ),
  );
  await read();
  return { notice: (kind) => (["agenda", "document", "outbox", "reload"].includes(kind) ? read().catch(problem) : null) };
}

const byDue = (a, b) => (a.required_on ?? NEVER).localeCompare(b.required_on ?? NEVER);

function group(name, lines) {
  if (lines.length === 0) return null;
  return el("section", { class: "stack", test: `old-parts-${name}` }, el("h2", { class: "day-name" }, t(`hs-old-parts-${name}`)), lines);
}

function choosable(row, chosen, changed) {
  const choose = (event) => {
    if (event.target.checked) chosen.add(row.id);
    else chosen.delete(row.id);
    changed();
  };
  return el(
    "div",
    { class: "paper-choice" },
    el(
      "label",
      { class: "paper-tick" },
      el("input", {
        type: "checkbox",
        checked: chosen.has(row.id),
        "aria-label": t("hs-old-part-choose", { name: row.name }),
        test: "choose-old-part",
        onchange: choose,
      }),
    ),
    oldPartRow(row),
  );
}

// One old part as a line that opens its page.
function oldPartRow(row) {
  const late = row.overdue_days > 0;
  return el(
    "a",
    { class: `paper-row${row.left ? " has-left" : ""}`, href: `#/old-parts/${row.id}`, test: "old-part-row", "data-progress": row.progress },
    el(
      "span",
      { class: "paper-top" },
      el("span", { class: "chip" }, t(`old_part-progress-${row.progress}`)),
      late ? el("span", { class: "chip chip-late", "data-due": "late" }, icon("clock"), t("hs-overdue-days", { n: row.overdue_days })) : null,
      !late && row.required_on && OPEN.has(row.progress)
        ? el("span", { class: "chip", "data-due": "ahead" }, icon("clock"), t("hs-due-on", { when: dayOf(row.required_on) }))
        : null,
    ),
    el("span", { class: "paper-name" }, joined(`${row.name} × ${row.quantity}`, row.serial)),
    el("span", { class: "soft" }, joined(t(`disposition-${row.disposition}`), row.order_number, row.shipment)),
    el("span", {}, joined(row.holders.map(holderText).join(" / "), row.next_step ? t(`old_part-next-${row.next_step}`) : null)),
    row.flags.length > 0
      ? el("span", { class: "to-check" }, icon("attention"), el("span", {}, row.flags.map((flag) => t(`old_part-flag-${flag}`)).join(t("hs-joint"))))
      : null,
    el("span", { class: `delivery is-${row.delivery.state}` }, deliveryText(row.delivery)),
  );
}

function askPacking(ids, rows) {
  const known = [...new Set(rows.map((row) => row.shipment).filter(Boolean))];
  openForm({
    title: t("hs-do-pack", { n: ids.length }),
    lead: t("hs-pack-lead"),
    test: "pack-form",
    fields: [
      { kind: "line", name: "shipment", label: t("hs-shipment"), needed: true, picks: known },
      { kind: "line", name: "packing_list", label: t("hs-packing-list-number"), needed: true },
    ],
    act: async (said) => {
      await api.onOldParts(ids, "pack", said);
      location.hash = `#/old-parts/shipment/${encodeURIComponent(said.shipment)}`;
    },
    done: t("hs-noted"),
  });
}
