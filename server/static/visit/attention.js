/** What a dispatcher has to look at: every value of a conflict, strokes that were used again, work that came late, entries that cannot be understood. */
import { has, localised, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { openSettle } from "./dialogs/decide.js";
import { openDiscard, takeIn } from "./dialogs/quarantine.js";
import { deviceName, personName } from "./people.js";

const PEOPLE = new Set(["by", "technician"]);
const TIMES = new Set(["at", "wall_at"]);

/** Every conflict with all its values; the first is the one shown elsewhere. */
export function conflictList(context) {
  return context.view.conflicts.map((conflict) =>
    h(
      "figure",
      { class: "conflict" },
      h("figcaption", { text: conflictName(context, conflict.path) }),
      h(
        "ol",
        { class: "conflict-values" },
        conflict.values.map((value, index) =>
          h(
            "li",
            {},
            index === 0 ? h("span", { class: "conflict-shown", text: t("conflict-shown") }) : h("span", { class: "conflict-kept", text: t("conflict-kept") }),
            h("div", {}, valueLines(context, conflict.path, value), writtenBy(context, conflict.written[index]), settleButton(context, conflict, value)),
          ),
        ),
      ),
    ),
  );
}

// Who wrote a value, on which phone, and when by both clocks.
function writtenBy(context, written) {
  if (!written) {
    return null;
  }
  const where = written.device ? t("timeline-on-device", { device: deviceName(context, written.device) ?? t("device-unknown") }) : t("timeline-at-desk");
  const who = t("who-where", { name: written.person_name ?? personName(context, written.by), where });
  const times = [t("history-at", { time: moment(written.at, context.now) }), written.received_at == null ? null : t("history-received", { time: moment(written.received_at, context.now) })];
  return h("p", { class: "small soft conflict-written", text: [who, ...times].filter(Boolean).join(" · ") });
}

function settleButton(context, conflict, value) {
  const { page, view } = context;
  if (!conflict.field || typeof value !== "string" || !page.desk.may("dispatch:write")) {
    return null;
  }
  const label = t(`field-${conflict.field}`);
  return h("button", { class: "button", type: "button", data: { test: "settle" }, on: { click: () => openSettle(page, view, conflict, value, label) } }, icon("check"), h("span", { text: t("settle-open") }));
}

/** Signatures with the strokes of another one, each with where that one is. */
export function copiedStrokesList({ view, now }) {
  return (view.copied_strokes ?? []).map(({ kind, other_kind: otherKind, other_document: document, other_number: number, other_signed_at: at }) => {
    const args = { kind: t(`sign_off-${kind}`), other: t(`sign_off-${otherKind}`), number, time: moment(at, now) };
    return h("p", { class: "late-work" }, icon("attention"), h("span", { text: t(document === view.id ? "copied-strokes-here" : "copied-strokes", args) }));
  });
}

/** Work that a phone sent after the visit had been given to somebody else (O-09). */
export function lateWorkList(context) {
  return context.view.late_work.map(({ device, person, person_name: name, changes, received_at: receivedAt, quarantined }) => {
    const args = { device: deviceName(context, device) ?? t("device-unknown"), person: name ?? personName(context, person), changes, time: moment(receivedAt, context.now) };
    const line = h("p", { class: "late-work" }, icon("phone"), h("span", { text: t(quarantined ? "late-work-quarantined" : "late-work", args) }));
    if (!quarantined || !context.page.desk.may("dispatch:write")) {
      return line;
    }
    const button = (key, kind, ask) => h("button", { class: `button ${kind}`, type: "button", on: { click: () => ask(context.view, device) } }, h("span", { text: t(key) }));
    return h("div", {}, line, h("div", { class: "actions" }, button("late-work-take-in", "", takeIn), button("late-work-discard", "danger", openDiscard)));
  });
}

/** Where entries stand that cannot be understood. */
export function unreadableList({ view }) {
  return view.unreadable.length > 0 ? h("ul", { class: "unreadable figures small" }, view.unreadable.map((path) => h("li", { text: path }))) : null;
}

// `checklist/power/answer` becomes "Checklist: runs after power-on".
function conflictName({ view }, path) {
  const [room, key] = path.split("/");
  const roomName = has(`field-${room}`) ? t(`field-${room}`) : room;
  if (["customer", "asset"].includes(room) && has(`field-${key}`)) {
    return t("conflict-in-item", { field: roomName, item: t(`field-${key}`) });
  }
  const item = {
    checklist: () => localised(view.checklist.find(({ id }) => id === key)?.label),
    parts: () => view.parts.find(({ id }) => id === key)?.name,
    photos: () => view.photos.find(({ id }) => id === key)?.caption,
  }[room]?.();
  return item ? t("conflict-in-item", { field: roomName, item }) : t("conflict-in", { field: roomName });
}

function valueLines(context, path, value) {
  if (value === null || typeof value !== "object") {
    const isTime = typeof value === "number" && /(^|_)at$/.test(path);
    return h("p", { text: isTime ? moment(value, context.now) : String(value ?? t("value-empty")) });
  }
  const main = [value.result && t(`check-${value.result}`), value.name, value.reason, value.note].filter(Boolean).join(" · ");
  const said = new Set(["result", "name", "reason", "note", "by", "at", "device"]);
  const rest = Object.entries(value).filter(([key, each]) => !said.has(key) && each !== "" && each !== null);
  return [
    main ? h("p", { text: main }) : null,
    ...rest.map(([key, each]) => h("p", { class: "small", text: t("value-of", { field: has(`field-${key}`) ? t(`field-${key}`) : key, value: plain(context, key, each) }) })),
    value.by ? h("p", { class: "small soft", text: value.at ? t("by-at", { name: personName(context, value.by), time: moment(value.at, context.now) }) : personName(context, value.by) }) : null,
  ];
}

function plain(context, key, value) {
  if (PEOPLE.has(key)) {
    return personName(context, value);
  }
  if (TIMES.has(key) && typeof value === "number") {
    return moment(value, context.now);
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
