/**
 * The sections of a visit's page in reading order. Each has `content(context)`, everything it shows, by which is decided whether it
 * must be drawn again, and `draw(context)`.
 */
import { localised, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { statePill, stateOf } from "/assets/shared/status.js";
import { moment, span } from "/assets/shared/times.js";
import { lateBy } from "/assets/desk/board.js";
import { openAssign } from "./dialogs/assign.js";
import { openCancel } from "/assets/dispatch/cancel.js";
import { conflictList, copiedStrokesList, lateWorkList, unreadableList } from "./attention.js";
import { partTable } from "./parts.js";
import { personName } from "./people.js";
import { missingPhotos, photoList } from "./photos.js";
import { signOffList } from "./sign_offs.js";
import { timeline } from "./timeline.js";

const OPEN = new Set(["assigned", "travelling", "on_site", "working", "to_be_continued", "waiting_for_parts", "taken_away", "finished"]);

/** The sections by name. */
export const SECTIONS = {
  head: {
    content: ({ view, now }) => [view.status, view.signature, view.complete, view.urgency, view.work, view.customer, view.technician_name, view.appointment_at, lateWords(view, now)],
    draw: (context) => drawHead(context),
  },
  attention: {
    content: ({ view }) => [view.attention, view.conflicts, view.copied_strokes, view.late_work, view.unreadable],
    draw: (context) => drawAttention(context),
  },
  steps: {
    content: ({ view, now }) => [view.events, view.signature, view.signed_at, new Date(now).toDateString()],
    draw: (context) => drawSteps(context),
  },
  sign_offs: {
    content: ({ view }) => [view.sign_offs, view.signature],
    draw: (context) => (context.view.sign_offs.length > 0 ? [title("section-sign-offs"), ...signOffList(context)] : []),
  },
  facts: {
    content: ({ view }) => [view.call_out, view.customer, view.asset],
    draw: (context) => drawFacts(context),
  },
  report: {
    content: ({ view }) => [view.findings, view.treatment],
    draw: ({ view }) => [...prose("section-findings", view.findings), ...prose("section-treatment", view.treatment)],
  },
  parts: {
    content: ({ view }) => view.parts,
    draw: (context) => [title("section-parts", countInForce(context.view)), context.view.parts.length > 0 ? partTable(context) : nothing("parts-none")],
  },
  checklist: {
    content: ({ view }) => view.checklist,
    draw: (context) => [title("section-checklist", `${context.view.checks_done}/${context.view.checks_total}`), context.view.checklist.length > 0 ? checklist(context) : nothing("checklist-none")],
  },
  photos: {
    content: ({ view }) => view.photos,
    draw: (context) => [title("section-photos", String(context.view.photos.length)), incomplete(context.view), context.view.photos.length > 0 ? photoList(context) : nothing("photos-none")],
  },
  timeline: {
    content: ({ view, now }) => [view.events, view.arrived_time, view.sign_offs, new Date(now).toDateString()],
    draw: (context) => [title("section-timeline"), timeline(context)],
  },
};

function drawHead({ page, view, now }) {
  const state = stateOf(view);
  const late = lateWords(view, now);
  const open = page.desk.may("dispatch:write") && OPEN.has(view.status) && view.signature === "none" && !view.complete;
  const act = (id, name, kind, ask) => h("button", { class: `button ${kind}`, type: "button", on: { click: () => ask(page, view) } }, icon(name), h("span", { text: t(id) }));
  return [
    h(
      "div",
      { class: "detail-state" },
      statePill(state),
      view.urgency === "urgent" ? h("span", { class: "urgent" }, icon("urgent"), h("span", { text: t("urgency-urgent") })) : null,
      h("span", { class: "soft", text: t(`work-${view.work}`) }),
    ),
    h("p", { class: "detail-customer", text: view.customer.name }),
    h(
      "p",
      { class: "detail-who" },
      h("span", { text: t("visit-technician", { name: view.technician_name || t("no-technician") }) }),
      h("span", { text: view.appointment_at == null ? t("no-appointment") : t("visit-appointment", { time: moment(view.appointment_at, now) }) }),
      late ? h("strong", { class: "late", text: late }) : null,
    ),
    open
      ? h("div", { class: "actions" }, act("assign-open", "swap", "", openAssign), view.status === "assigned" ? act("cancel-open", "cancelled", "danger", (page, view) => openCancel(page, view, view.customer.name)) : null)
      : null,
  ];
}

function lateWords(view, now) {
  const late = lateBy(view, now);
  return late > 0 ? t("visit-late-by", { span: span(late) }) : "";
}

function drawAttention(context) {
  const { view } = context;
  if (view.attention.length === 0 && view.late_work.length === 0) {
    return [];
  }
  return [
    h(
      "div",
      { class: "attention-box" },
      h("ul", { class: "attention-list" }, view.attention.map((flag) => h("li", {}, icon("attention"), h("div", {}, h("strong", { text: t(`attention-${flag}`) }), h("p", { class: "small", text: t(`advice-${flag}`) }))))),
      conflictList(context),
      copiedStrokesList(context),
      lateWorkList(context),
      unreadableList(context),
    ),
  ];
}

// The road of a visit: what was reached when, by the clock of the phone.
function drawSteps({ view, now }) {
  const first = (kind) => view.events.find((event) => event.kind === kind)?.at;
  const last = (kind) => view.events.findLast((event) => event.kind === kind)?.at;
  const finishedAt = view.status === "finished" ? (view.finished_at ?? last("finished")) : null;
  const steps = [
    ["assigned", last("assigned")],
    ["on_site", view.arrived_at ?? first("arrived")],
    ["working", view.started_at ?? first("started")],
    ["finished", finishedAt],
    ["signed", view.signed_at],
  ];
  if (view.status === "cancelled") {
    steps.splice(1, 4, ["cancelled", last("cancelled")]);
  }
  return h(
    "ol",
    { class: "steps" },
    steps.map(([state, at]) => h("li", { class: at == null ? "step" : "step is-done", data: { state } }, icon(state), h("span", { class: "step-name", text: t(`step-${state}`) }), h("span", { class: "step-time", text: at == null ? "–" : moment(at, now) }))),
  );
}

function drawFacts({ view, now }) {
  const { call_out: callOut, customer, asset } = view;
  const phone = customer.phone ? h("a", { href: `tel:${customer.phone.replace(/[^+\d]/g, "")}`, text: customer.phone }) : null;
  return [
    title("section-call-out"),
    h("p", { class: "prose", text: callOut.fault }),
    facts([
      ["fact-received", moment(callOut.received_at, now)],
      ["fact-service-type", t(`service_type-${callOut.service_type}`)],
      ["fact-work", t(`work-${callOut.work}`)],
      ["fact-urgency", t(`urgency-${callOut.urgency}`)],
    ]),
    title("section-customer"),
    facts([
      ["fact-address", customer.address],
      ["fact-contact", customer.contact],
      ["fact-phone", phone],
    ]),
    title("section-asset"),
    facts([
      ["fact-product", asset.product],
      ["fact-model", asset.model],
      ["fact-serial", asset.serial && h("span", { class: "figures", text: asset.serial })],
      ["fact-plate", asset.plate],
    ]),
  ];
}

function facts(rows) {
  return h(
    "dl",
    { class: "facts" },
    rows.filter(([, value]) => value).flatMap(([id, value]) => [h("dt", { text: t(id) }), h("dd", {}, value)]),
  );
}

function checklist(context) {
  return h(
    "ul",
    { class: "checks" },
    context.view.checklist.map(({ label, required, answer }) => {
      const result = answer?.result ?? "open";
      const picture = { good: "check", defect: "defect", not_applicable: "none", open: "assigned" }[result];
      return h(
        "li",
        { class: "check", data: { result } },
        icon(picture),
        h(
          "div",
          {},
          h("p", {}, h("span", { text: localised(label) })),
          answer?.note ? h("p", { class: "small note", text: answer.note }) : null,
          answer ? h("p", { class: "small soft", text: t("by-at", { name: personName(context, answer.by), time: moment(answer.at, context.now) }) }) : null,
        ),
        h("span", { class: "check-result", text: result === "open" ? t(required ? "check-open-required" : "check-open") : t(`check-${result}`) }),
      );
    }),
  );
}

function incomplete(view) {
  const count = missingPhotos(view);
  return count > 0 ? h("p", { class: "evidence-incomplete", data: { missing: count } }, icon("attention"), h("span", { text: t("evidence-incomplete", { count }) })) : null;
}

function prose(id, text) {
  return [title(id), text.trim() ? h("p", { class: "prose", text }) : nothing("nothing-written")];
}

function nothing(id) {
  return h("p", { class: "soft", text: t(id) });
}

function title(id, figure) {
  return h("h3", { class: "section-title" }, h("span", { text: t(id) }), figure ? h("span", { class: "section-figure", text: figure }) : null);
}

function countInForce({ parts }) {
  const inForce = parts.filter((line) => !line.struck).length;
  return parts.length > 0 ? String(inForce) : "";
}
