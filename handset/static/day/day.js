// The technician's day: time on site per visit, other work, what was handed in, the sums by kind, confirmed by one tap. What comes after
// the confirmation is said, never mixed in.

import { api } from "../api.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { askReason } from "../forms/reason.js";
import { icon } from "../pictures.js";
import { t } from "/assets/shared/i18n.js";
import { fullTime, longDay } from "/assets/shared/times.js";
import { note, problem } from "../toast.js";
import { deliveryText } from "../words.js";
import { handInBlocks } from "./hand_in.js";

const KINDS = ["A", "B", "C", "D"];
const DAY_MS = 86_400_000;

/** Shows the day `date` (`2026-11-22`), today without one. */
export async function mountDay(root, asked) {
  const date = asked ?? dateOf(Date.now());
  const body = el("div", { class: "stack" });
  // Looking at a day must not make one: it is opened by a tap.
  let id = (await api.days()).find((row) => row.date === date)?.id;
  const read = async () => {
    if (!id) {
      fill(body, ...unopened(open));
      return;
    }
    const [day, rows, held] = await Promise.all([api.day(id), api.agenda(), api.moneyInHand()]);
    fill(body, ...content(day, new Map(rows.map((row) => [row.id, row])), held, act));
  };
  const open = async () => {
    id = (await api.openDay(date)).id;
    await read();
  };
  const act = async (action, fields) => {
    try {
      return await api.onDay(id, action, fields);
    } finally {
      await read();
    }
  };
  fill(
    root,
    el(
      "div",
      { class: "stack room" },
      el("h1", { class: "greeting" }, t("hs-day-title")),
      el(
        "div",
        { class: "day-turn" },
        turn(date, -1, "back", t("hs-day-before")),
        el("strong", {}, longDay(new Date(`${date}T12:00:00`).getTime())),
        date < dateOf(Date.now()) ? turn(date, 1, "next", t("hs-day-after")) : el("span", { class: "turn-none" }),
      ),
      body,
    ),
  );
  await read();
  return { notice: (kind) => (["document", "agenda", "outbox", "reload"].includes(kind) ? read().catch(problem) : null) };
}

const dateOf = (ms) => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

function turn(date, by, picture, label) {
  const to = dateOf(new Date(`${date}T12:00:00`).getTime() + by * DAY_MS);
  return el("a", { class: "round", href: `#/day/${to}`, "aria-label": label, test: by < 0 ? "day-before" : "day-after" }, icon(picture));
}

const unopened = (open) => [
  el("p", { class: "empty" }, t("hs-day-none")),
  el(
    "button",
    { type: "button", class: "primary", test: "open-day", onclick: () => open().catch(problem) },
    icon("plus"),
    t("hs-do-open-day"),
  ),
];

function content(day, visits, held, act) {
  const changed = day.standing === "changed_since_confirmed" || day.visits_changed;
  return [
    standing(day, changed),
    block(
      t("hs-day-visits"),
      Object.entries(day.report.visits).map(([id, line]) => visitLine(id, line, visits.get(id))),
      t("hs-day-no-visits"),
    ),
    block(
      t("hs-day-works"),
      day.works.map((work) => workLine(work, act)),
      t("hs-day-no-works"),
    ),
    el(
      "button",
      { type: "button", class: "wide", test: "note-work", onclick: () => askWork(day, act) },
      icon("plus"),
      t("hs-do-note-work"),
    ),
    ...handInBlocks(day, held, act),
    sums(day.totals),
    day.unreadable_visits.length > 0
      ? el("p", { class: "notice warning" }, icon("attention"), el("span", {}, t("hs-day-unreadable", { n: day.unreadable_visits.length })))
      : null,
    day.standing === "confirmed" && !changed ? null : confirmButton(day, act),
  ];
}

function standing(day, changed) {
  const state = changed ? "changed_since_confirmed" : day.standing;
  return el(
    "p",
    { class: `notice ${state === "confirmed" ? "good" : changed ? "warning" : ""}`, test: "day-standing", "data-standing": state },
    icon(state === "confirmed" ? "check" : changed ? "attention" : "clock"),
    el(
      "span",
      {},
      t(`hs-day-${state}`),
      day.confirmed_at ? el("span", { class: "row-line" }, t("hs-day-confirmed-at", { when: fullTime(day.confirmed_at) })) : null,
      el("span", { class: "row-line" }, deliveryText(day.delivery)),
    ),
  );
}

function block(title, lines, none) {
  return el(
    "section",
    { class: "block" },
    el("h2", {}, title),
    lines.length > 0 ? el("ul", { class: "plain lines" }, lines) : el("p", { class: "soft" }, none),
  );
}

function visitLine(id, line, row) {
  return el(
    "li",
    {},
    el("a", { class: "grow", href: `#/visit/${id}` }, row ? `${row.number} · ${row.customer_name}` : t("hs-visit")),
    el("span", { class: "soft" }, t(`service_type-${line.service_type}`)),
    el("strong", {}, minutesText(line.minutes)),
  );
}

function workLine(work, act) {
  return el(
    "li",
    { class: work.struck ? "is-struck" : null, test: "work-line" },
    el(
      "span",
      { class: "grow" },
      work.text,
      work.struck ? el("span", { class: "struck-why row-line" }, t("hs-part-struck", { reason: work.struck.reason })) : null,
    ),
    el("span", { class: "soft" }, t(`service_type-${work.service_type}`)),
    el("strong", {}, minutesText(work.minutes)),
    work.struck
      ? null
      : el(
          "button",
          { type: "button", class: "round", "aria-label": t("hs-part-strike"), test: "strike-work", onclick: () => askStrike(work, act) },
          icon("close"),
        ),
  );
}

// **Minutes** as hours and minutes.
const minutesText = (minutes) => t("hs-minutes", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });

function sums(totals) {
  return el(
    "dl",
    { class: "sums", test: "day-sums" },
    KINDS.map((kind) => [el("dt", {}, t(`service_type-${kind}`)), el("dd", {}, minutesText(totals[`${kind.toLowerCase()}_minutes`]))]),
  );
}

function confirmButton(day, act) {
  const confirm = async (event) => {
    event.currentTarget.disabled = true;
    try {
      await act("confirm_report", { digest: day.digest });
      note(t("hs-day-done"));
    } catch (error) {
      problem(error);
    }
  };
  return el("button", { type: "button", class: "primary", test: "confirm-day", onclick: confirm }, icon("check"), t("hs-do-confirm-day"));
}

function askWork(day, act) {
  openForm({
    title: t("hs-do-note-work"),
    test: "work-form",
    fields: [
      {
        kind: "line",
        name: "text",
        label: t("hs-work-text"),
        needed: true,
        picks: ["stock", "training", "vehicle", "desk"].map((word) => t(`hs-work-${word}`)),
      },
      {
        kind: "choice",
        name: "service_type",
        label: t("hs-work-kind"),
        needed: true,
        value: "D",
        options: KINDS.map((value) => ({ value, label: t(`service_type-${value}`) })),
      },
      { kind: "count", name: "minutes", label: t("hs-work-minutes"), needed: true, value: 30, step: 15, min: 1, max: 1440 },
    ],
    act: (said) => act("note_work", said),
    done: t("hs-noted"),
    keep: draft(day.id, "note_work"),
  });
}

function askStrike(work, act) {
  askReason({
    title: t("hs-part-strike-title", { name: work.text }),
    lead: t("hs-part-strike-lead"),
    label: t("hs-reason"),
    picks: [t("hs-strike-typo"), t("hs-strike-twice")],
    confirm: t("hs-part-strike"),
    act: (reason) => act("strike_work", { event: work.id, reason }),
  });
}
