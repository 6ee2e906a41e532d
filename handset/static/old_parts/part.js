// One old part: what came out and why, what becomes of it, by when it is due, its way to the storekeeper and on to head office.

import { t } from "/assets/shared/i18n.js";
import { day } from "/assets/shared/times.js";
import { api } from "../api.js";
import { askHandOver, chainList, holderText } from "../custody.js";
import { dayOf } from "../dates.js";
import { inForce, mountDocument } from "../document.js";
import { el, fill } from "../dom.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { yuan } from "../money.js";
import { icon } from "../pictures.js";
import { doings } from "../visit/doings.js";
import { facts, fold, joined } from "../visit/section.js";
import { disposedAs, dispositionFields, groundsText } from "./disposition.js";

const HOLDERS = ["storekeeper", "technician", "carrier", "workshop", "shop"];

/** Shows the old part `id` and follows it. */
export function mountOldPart(root, id) {
  return mountDocument(root, id, {
    open: api.oldPart,
    send: api.onOldPart,
    home: { href: "#/old-parts", label: t("hs-old-parts-title") },
    test: "old-part",
    head,
    flags: (sheet) => sheet.flags.map((flag) => t(`old_part-flag-${flag}`)),
    sections: (context) => [whatSection(), planSection(context), handsSection(context), shipmentSection(context)],
  });
}

function head(sheet) {
  return [
    el("h1", {}, `${sheet.removed.name} × ${sheet.removed.quantity}`, el("span", { class: "number" }, sheet.removed.serial)),
    el(
      "div",
      { class: "chips" },
      el("span", { class: "chip", test: "progress", "data-progress": sheet.progress }, t(`old_part-progress-${sheet.progress}`)),
      sheet.overdue_days > 0
        ? el("span", { class: "chip chip-late" }, icon("clock"), t("hs-overdue-days", { n: sheet.overdue_days }))
        : null,
    ),
    sheet.next_step ? el("p", { class: "lead" }, t("hs-next-is", { step: t(`old_part-next-${sheet.next_step}`) })) : null,
  ];
}

// The columns of the progress report (F-83), as far as they belong to the part itself.
function whatSection() {
  const body = el("div", {});
  const part = fold("what", t("hs-old-part-what"), body);
  return {
    node: part.node,
    update: ({ removed, progress }) => {
      const price = removed.unit_price_fen;
      fill(
        body,
        facts([
          [t("hs-visit"), el("a", { href: `#/visit/${removed.visit}` }, removed.order_number || t("hs-visit"))],
          [t("hs-equipment"), removed.equipment_number, "figures"],
          [t("hs-plate"), removed.plate, "figures"],
          [t("hs-part-number"), removed.part_number, "figures"],
          [t("hs-unit-price"), price === undefined ? null : yuan(price)],
          [t("hs-total-price"), price === undefined ? null : yuan(price * removed.quantity)],
          [t("hs-applicant"), removed.technician_name],
          [t("hs-region"), removed.region],
          [t("hs-requested-on"), removed.requested_on],
          [t("hs-old-part-problem"), removed.reason],
          [t("hs-part-label-fault"), removed.label_fault],
          [t("hs-completed-on"), day(removed.completed_at)],
        ]),
      );
      part.follow({ status: progress }, { open: true, line: removed.order_number });
    },
  };
}

function planSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "change_disposition", label: t("hs-do-change-disposition"), picture: "swap", run: () => askDisposition(context) },
    { action: "promise_hand_over", label: t("hs-do-promise-hand-over"), picture: "clock", run: () => askPromise(context) },
  ]);
  const part = fold("plan", t("hs-disposition"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      const promise = inForce(sheet.events).filter(({ kind }) => kind === "promised").at(-1);
      fill(
        about,
        facts([
          [t("hs-disposition"), el("strong", { test: "disposition" }, t(`disposition-${sheet.disposition}`))],
          [t("hs-grounds"), joined(...groundsText(sheet.grounds))],
          [t("hs-required-on"), sheet.required_on],
          [t("hs-promised-on"), sheet.promised_on],
          [t("hs-promise-why"), promise ? joined(promise.reason, promise.reported_to) : null],
        ]),
      );
      acts.update(sheet);
      part.follow({ status: sheet.progress }, { open: true, line: t(`disposition-${sheet.disposition}`) });
    },
  };
}

function handsSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "hand_over", label: t("hs-do-hand-over"), picture: "arrow", run: () => askHandOver(context, HOLDERS) },
  ]);
  const part = fold("hands", t("hs-hands"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      fill(
        about,
        chainList(sheet.chain),
        sheet.acknowledged ? el("p", { class: "noted" }, icon("check"), el("span", {}, t("hs-acknowledged"))) : null,
      );
      acts.update(sheet);
      part.follow({ status: sheet.progress }, { open: true, line: sheet.holders.map(({ holder }) => holderText(holder)).join(" / ") });
    },
  };
}

function shipmentSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "label", label: t("hs-do-label"), picture: "scan", run: () => askLabel(context) },
    {
      action: "request_freight",
      label: t("hs-do-request-freight"),
      picture: "copy",
      when: ({ events }) => packedIn(events) !== undefined,
      run: () => askFreight(context),
    },
  ]);
  const part = fold("shipment", t("hs-shipment"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      const packed = packedIn(sheet.events);
      fill(about, ...told(sheet), packed ? shipmentLink(packed.shipment) : el("p", { class: "soft" }, t("hs-pack-hint")));
      acts.update(sheet);
      part.follow({ status: sheet.progress }, { open: true, line: packed?.shipment ?? "" });
    },
  };
}

const packedIn = (events) => inForce(events).filter(({ kind }) => kind === "packed").at(-1);

const shipmentLink = (shipment) =>
  el(
    "a",
    { class: "wide", href: `#/old-parts/shipment/${encodeURIComponent(shipment)}`, test: "open-shipment" },
    icon("copy"),
    t("hs-do-packing-list"),
  );

function told(sheet) {
  const said = {
    labelled: ({ code }) => joined(t("hs-labelled"), code),
    packed: (event) => joined(t("hs-packed"), event.shipment, event.packing_list),
    freight_requested: (event) => joined(t("hs-freight-requested"), event.shipment, yuan(event.amount_fen)),
    shipped: (event) => joined(t("hs-shipped"), event.shipment, event.on),
    received_at_store: (event) => joined(t("hs-received-at-store"), event.by_name),
    discrepancy_noted: (event) => joined(t("hs-discrepancy"), event.note),
  };
  const entries = inForce(sheet.events).filter((event) => said[event.kind]);
  return [
    entries.length > 0
      ? el(
          "ul",
          { class: "plain attempts", test: "shipment-entries" },
          entries.map((event) => el("li", {}, icon("check"), el("span", {}, said[event.kind](event)))),
        )
      : null,
  ];
}

function askDisposition(context) {
  const { disposition, grounds } = context.sheet();
  openForm({
    title: t("hs-do-change-disposition"),
    lead: t("hs-disposition-lead"),
    test: "disposition-form",
    fields: dispositionFields(disposition, grounds),
    act: (said) => context.do("change_disposition", disposedAs(said)),
    done: t("hs-noted"),
    keep: draft(context.id, "change_disposition"),
  });
}

function askPromise(context) {
  const { required_on: required } = context.sheet();
  openForm({
    title: t("hs-do-promise-hand-over"),
    lead: required ? t("hs-promise-hand-over-lead", { when: dayOf(required) }) : null,
    test: "promise-hand-over-form",
    fields: [
      { kind: "day", name: "promised_on", label: t("hs-promised-on"), needed: true },
      { kind: "line", name: "reason", label: t("hs-promise-late-reason"), hint: t("hs-promise-late-hint") },
      { kind: "line", name: "reported_to", label: t("hs-promise-reported-to") },
    ],
    act: (said) => context.do("promise_hand_over", said),
    done: t("hs-noted"),
    keep: draft(context.id, "promise_hand_over"),
  });
}

function askLabel(context) {
  openForm({
    title: t("hs-do-label"),
    lead: t("hs-label-lead"),
    test: "label-form",
    fields: [{ kind: "serial", name: "code", label: t("hs-label-code") }],
    act: (said) => context.do("label", said),
    done: t("hs-noted"),
  });
}

function askFreight(context) {
  openForm({
    title: t("hs-do-request-freight"),
    test: "freight-form",
    fields: [
      { kind: "line", name: "shipment", label: t("hs-shipment"), needed: true, value: packedIn(context.sheet().events)?.shipment },
      { kind: "money", name: "amount_fen", label: t("hs-amount"), needed: true },
    ],
    act: (said) => context.do("request_freight", said),
    done: t("hs-noted"),
  });
}
