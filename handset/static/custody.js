// Who has a thing: in words, as the chain from hand to hand, and the form that passes it on.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { api } from "./api.js";
import { el } from "./dom.js";
import { draft } from "./drafts.js";
import { openForm } from "./forms/form.js";
import { session } from "./session.js";
import { joined } from "./visit/section.js";

const isMe = (holder) => holder.who === "technician" && holder.id === session()?.identity?.person;

/** Who has it, in words. */
export function holderText(holder) {
  if (isMe(holder)) return t("hs-holder-me");
  return joined(t(`hs-holder-${holder.who}`), holder.name, holder.tracking);
}

/** Whether one of `links` says that this technician has it. */
export const isMine = (links) => links.some(({ holder }) => isMe(holder));

/** Who had it, one after the other; the last one has it. */
export function chainList(chain) {
  return el(
    "ol",
    { class: "plain chain", test: "chain" },
    chain.map((link, place) =>
      el(
        "li",
        { class: place === chain.length - 1 ? "is-now" : null },
        el("strong", {}, holderText(link.holder)),
        el("span", { class: "soft row-line" }, moment(link.since, Date.now())),
      ),
    ),
  );
}

/** Asks to whom it goes, one of `kinds`, and passes it on. */
export async function askHandOver(context, kinds) {
  const roster = kinds.includes("technician") || kinds.includes("storekeeper") ? await api.people() : [];
  const me = session()?.identity?.person;
  const colleagues = roster.filter(({ id, role }) => role === "technician" && id !== me);
  const offered = kinds.filter((who) => who !== "technician" || colleagues.length > 0);
  openForm({
    title: t("hs-do-hand-over"),
    lead: t("hs-hand-over-lead"),
    test: "hand-over-form",
    fields: [
      {
        kind: "choice",
        name: "who",
        label: t("hs-hand-over-to"),
        needed: true,
        value: offered.length === 1 ? offered[0] : null,
        options: offered.map((value) => ({ value, label: t(`hs-holder-${value}`) })),
      },
      {
        kind: "choice",
        name: "colleague",
        label: t("hs-hand-over-colleague"),
        needed: true,
        options: colleagues.map(({ id, name }) => ({ value: id, label: name })),
        when: ({ who }) => who === "technician",
      },
      {
        kind: "line",
        name: "holder",
        label: t("hs-hand-over-name"),
        needed: true,
        when: ({ who }) => who !== null && who !== "technician",
      },
      { kind: "line", name: "tracking", label: t("hs-tracking"), when: ({ who }) => who === "carrier" },
      { kind: "line", name: "note", label: t("hs-note") },
    ],
    confirm: t("hs-do-hand-over"),
    act: ({ who, colleague, holder, tracking, note }) => {
      const to = { who, name: holder };
      if (who === "technician") Object.assign(to, { id: colleague, name: colleagues.find(({ id }) => id === colleague).name });
      if (who === "carrier") to.tracking = tracking;
      return context.do("hand_over", { to, note });
    },
    done: t("hs-noted"),
    keep: draft(context.id, "hand_over"),
  });
}

/** This technician has it now. */
export function takeOver(context) {
  const { person, person_name } = session().identity;
  return context.do("hand_over", { to: { who: "technician", id: person, name: person_name }, note: "" });
}
