// From hand to hand: who had the goods and has them, and the customer's word that they can be collected.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { askHandOver, chainList, holderText, isMine, takeOver } from "../custody.js";
import { dayOf } from "../dates.js";
import { happenedAt, inForce } from "../document.js";
import { el, fill } from "../dom.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { icon } from "../pictures.js";
import { doings } from "../visit/doings.js";
import { fold, joined, remark } from "../visit/section.js";
import { explain } from "../words.js";

/** Who may get goods on their way. */
export const GOODS_HOLDERS = ["workshop", "technician", "carrier", "shop"];
const CHANNELS = ["phone", "text_message", "at_the_door"];

/** The section. */
export function handsSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "hand_over", label: t("hs-do-hand-over"), picture: "arrow", run: () => askHandOver(context, GOODS_HOLDERS) },
    {
      action: "hand_over",
      test: "take-over",
      label: t("hs-do-take-over"),
      picture: "download",
      when: ({ holders }) => !isMine(holders),
      run: () => takeOver(context),
    },
    {
      action: "notify_customer",
      label: t("hs-do-notify-customer"),
      picture: "call",
      when: ({ stage }) => stage === "inspected" || stage === "ready",
      run: () => askNotice(context),
    },
  ]);
  const part = fold("hands", t("hs-hands"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      const refused = sheet.refused.find(({ action }) => action === "hand_over" && sheet.stage !== "returned");
      const notices = inForce(sheet.events).filter((event) => event.kind === "customer_notified");
      fill(
        about,
        chainList(sheet.chain),
        refused ? remark(t("hs-hand-over-waits", { why: explain(refused) })) : null,
        notices.length > 0 ? el("ul", { class: "plain attempts" }, notices.map(notice)) : null,
        sheet.notice_due_on ? el("p", { class: "soft" }, t("hs-notice-due", { when: dayOf(sheet.notice_due_on) })) : null,
      );
      acts.update(sheet);
      const now = sheet.holders.map(({ holder }) => holderText(holder)).join(" / ");
      part.follow({ status: sheet.stage }, { open: sheet.stage !== "returned", line: now });
    },
  };
}

function notice(event) {
  return el(
    "li",
    { class: event.reached ? "is-reached" : "is-missed" },
    icon(event.reached ? "check" : "close"),
    el(
      "span",
      {},
      joined(
        moment(happenedAt(event), Date.now()),
        t(`hs-channel-${event.channel}`),
        t(event.reached ? "hs-reached" : "hs-not-reached"),
        event.good_reason,
      ),
    ),
  );
}

function askNotice(context) {
  openForm({
    title: t("hs-do-notify-customer"),
    test: "notice-form",
    fields: [
      {
        kind: "choice",
        name: "channel",
        label: t("hs-channel"),
        needed: true,
        value: "phone",
        options: CHANNELS.map((value) => ({ value, label: t(`hs-channel-${value}`) })),
      },
      { kind: "toggle", name: "reached", label: t("hs-was-reached"), needed: true },
      { kind: "line", name: "good_reason", label: t("hs-notice-reason"), hint: t("hs-notice-reason-hint") },
    ],
    act: (said) => context.do("notify_customer", said),
    done: t("hs-noted"),
    keep: draft(context.id, "notify_customer"),
  });
}
