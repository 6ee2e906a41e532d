// Before you go: the appointment in force, calls to the customer, who comes along, what to take, delay, setting out.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { draft } from "../drafts.js";
import { el, fill } from "../dom.js";
import { openForm } from "../forms/form.js";
import { icon } from "../pictures.js";
import { checkRows } from "./checklist.js";
import { atOnce, doings } from "./doings.js";
import { facts, fold, joined, remark } from "./section.js";

const CHANNELS = ["phone", "text_message", "at_the_door"];
const HALF_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;

/** The section. */
export function beforeSection(context) {
  const kit = checkRows(context, "preparation");
  const about = el("div", { class: "stack" });
  const kitTitle = el("h3", {}, t("hs-kit"));
  const acts = doings([
    { action: "attempt_contact", test: "no-answer", label: t("hs-do-no-answer"), picture: "close", run: () => called(context, false) },
    { action: "attempt_contact", test: "reached", label: t("hs-do-reached"), picture: "call", run: () => called(context, true) },
    { action: "attempt_contact", test: "contact", label: t("hs-do-other-contact"), picture: "pen", run: () => askContact(context) },
    { action: "set_appointment", label: t("hs-do-set-appointment"), picture: "clock", run: () => askAppointment(context) },
    { action: "refuse_appointment", label: t("hs-do-refuse-appointment"), picture: "close", run: () => askRefusal(context) },
    { action: "foresee_delay", label: t("hs-do-foresee-delay"), picture: "clock", run: () => askDelay(context) },
    {
      action: "depart",
      label: t("hs-do-depart"),
      picture: "arrow",
      main: true,
      run: () => atOnce(context, "depart", {}, t("hs-done-depart")),
    },
  ]);
  const part = fold("before", t("hs-before"), about, kitTitle, kit.node, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      fill(about, ...told(sheet));
      kit.update(sheet);
      kitTitle.hidden = kit.isEmpty();
      acts.update(sheet);
      part.follow(sheet, {
        open: ["assigned", "travelling"].includes(sheet.status),
        line: joined(appointmentText(sheet), kit.isEmpty() ? null : kit.line()),
      });
      part.node.hidden = kit.isEmpty() && acts.node.hidden && about.childElementCount === 0;
    },
    leave: kit.leave,
  };
}

/** When the customer expects somebody, in words. */
export function appointmentText(sheet) {
  return sheet.appointment ? moment(sheet.appointment.at, Date.now()) : t("hs-agenda-no-time");
}

function told(sheet) {
  const { appointment, delay } = sheet;
  const agreed = appointment?.consent
    ? t("hs-agreed-by", { name: appointment.consent.by_name, how: t(`hs-consent-${appointment.consent.how}`) })
    : null;
  return [
    sheet.appointment || sheet.crew.length > 1
      ? facts([
          [t("hs-appointment"), appointment ? joined(moment(appointment.at, Date.now()), agreed) : null],
          [t("hs-crew"), sheet.crew.length > 1 ? sheet.crew.map((member) => crewName(member)).join(t("hs-joint")) : null],
        ])
      : null,
    sheet.refused_appointments.map((refused) =>
      remark(t("hs-appointment-refused", { when: moment(refused.proposed_at, Date.now()), words: refused.words })),
    ),
    delay
      ? remark(
          joined(
            delay.until ? t("hs-delay-until", { when: moment(delay.until, Date.now()) }) : t("hs-delay-open"),
            delay.reason,
            t(delay.told_customer ? "hs-customer-told" : "hs-customer-not-told"),
          ),
        )
      : null,
    sheet.contact_attempts.length > 0 ? el("ul", { class: "plain attempts", test: "attempts" }, sheet.contact_attempts.map(attempt)) : null,
  ];
}

const crewName = (member) => (member.lead ? t("hs-crew-lead", { name: member.technician_name }) : member.technician_name);

function attempt({ at, channel, reached, note }) {
  return el(
    "li",
    { class: reached ? "is-reached" : "is-missed" },
    icon(reached ? "check" : "close"),
    el("span", {}, joined(moment(at, Date.now()), t(`hs-channel-${channel}`), t(reached ? "hs-reached" : "hs-not-reached"), note)),
  );
}

const called = (context, reached) =>
  atOnce(context, "attempt_contact", { channel: "phone", reached, note: "" }, t(reached ? "hs-noted-reached" : "hs-noted-no-answer"));

function askContact(context) {
  openForm({
    title: t("hs-do-other-contact"),
    test: "contact-form",
    fields: [
      {
        kind: "choice",
        name: "channel",
        label: t("hs-channel"),
        needed: true,
        options: CHANNELS.map((value) => ({ value, label: t(`hs-channel-${value}`) })),
      },
      { kind: "toggle", name: "reached", label: t("hs-was-reached"), needed: true },
      { kind: "text", name: "note", label: t("hs-what-was-said"), rows: 2 },
    ],
    act: (said) => context.do("attempt_contact", said),
    done: t("hs-noted"),
    keep: draft(context.id, "attempt_contact"),
  });
}

/** Times that are often agreed on. */
export function usualTimes() {
  const tomorrow = (hour, minute) => new Date(Date.now() + DAY_MS).setHours(hour, minute, 0, 0);
  return [
    { label: t("hs-pick-tomorrow", { time: "8:30" }), at: tomorrow(8, 30) },
    { label: t("hs-pick-tomorrow", { time: "14:00" }), at: tomorrow(14, 0) },
  ];
}

function askAppointment(context) {
  openForm({
    title: t("hs-do-set-appointment"),
    lead: t("hs-set-appointment-lead"),
    test: "appointment-form",
    fields: [
      { kind: "moment", name: "agreed_for", label: t("hs-new-time"), needed: true, picks: usualTimes() },
      { kind: "consent", name: "consent", label: t("hs-consent"), needed: true, picks: namesOf(context.sheet()) },
    ],
    act: (said) => context.do("set_appointment", said),
    done: t("hs-noted"),
    keep: draft(context.id, "set_appointment"),
  });
}

/** The names that usually agree: the contact and the customer. */
export const namesOf = ({ customer }) => [...new Set([customer.contact, customer.name].filter(Boolean))];

function askRefusal(context) {
  openForm({
    title: t("hs-do-refuse-appointment"),
    test: "refuse-appointment-form",
    fields: [
      { kind: "moment", name: "proposed_at", label: t("hs-proposed-time"), needed: true, picks: usualTimes() },
      { kind: "text", name: "words", label: t("hs-customer-words"), needed: true, rows: 2 },
      {
        kind: "choice",
        name: "next",
        label: t("hs-after-refusal"),
        needed: true,
        options: ["other_technician", "back_to_company"].map((value) => ({ value, label: t(`hs-after-refusal-${value}`) })),
      },
    ],
    act: (said) => context.do("refuse_appointment", said),
    done: t("hs-noted"),
    keep: draft(context.id, "refuse_appointment"),
  });
}

function askDelay(context) {
  const from = Math.max(Date.now(), context.sheet().appointment?.at ?? 0);
  const later = (count) => ({ label: t("hs-pick-later", { minutes: count * 30 }), at: from + count * HALF_HOUR_MS });
  openForm({
    title: t("hs-do-foresee-delay"),
    lead: t("hs-foresee-delay-lead"),
    test: "delay-form",
    fields: [
      { kind: "moment", name: "until", label: t("hs-expected-arrival"), picks: [later(1), later(2), later(4)] },
      { kind: "toggle", name: "told_customer", label: t("hs-told-customer"), needed: true },
      {
        kind: "text",
        name: "reason",
        label: t("hs-reason"),
        needed: true,
        rows: 2,
        picks: ["traffic", "earlier-job", "weather", "parts"].map((word) => t(`hs-delay-${word}`)),
      },
    ],
    act: (said) => context.do("foresee_delay", said),
    done: t("hs-noted"),
    keep: draft(context.id, "foresee_delay"),
  });
}
