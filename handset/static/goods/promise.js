// The date that was promised for the goods: that it is at risk, another date, and what is owed because of it.

import { t } from "/assets/shared/i18n.js";
import { day, moment } from "/assets/shared/times.js";
import { inForce } from "../document.js";
import { el, fill } from "../dom.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";
import { doings } from "../visit/doings.js";
import { fold, joined, remark } from "../visit/section.js";

/** The section. */
export function promiseSection(context) {
  const about = el("div", { class: "stack" });
  const acts = doings([
    { action: "put_promise_at_risk", label: t("hs-do-promise-at-risk"), picture: "attention", run: () => askAtRisk(context) },
    { action: "move_promise", label: t("hs-do-move-promise"), picture: "clock", run: () => askNewDate(context) },
  ]);
  const part = fold("promise", t("hs-promise-day"), about, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      const entries = inForce(sheet.events).filter(({ kind }) => kind === "promise_at_risk" || kind === "promise_moved");
      fill(
        about,
        entries.map((event) =>
          el(
            "p",
            { class: "noted" },
            joined(
              event.kind === "promise_moved"
                ? t("hs-promise-moved", { when: day(event.promised_for), reason: event.reason })
                : t("hs-promise-at-risk", { reason: event.reason }),
              t(event.told_customer ? "hs-customer-told" : "hs-customer-not-told"),
            ),
          ),
        ),
        sheet.duties
          .filter(({ met }) => !met)
          .map((duty) => remark(joined(t(`hs-duty-${duty.owed}`), moment(duty.since, Date.now())))),
      );
      acts.update(sheet);
      part.node.hidden = acts.node.hidden && about.childElementCount === 0;
      part.follow({ status: sheet.stage }, { open: false, line: sheet.promise ? day(sheet.promise.promised_for) : t("hs-promise-none") });
    },
  };
}

const WHY = { kind: "text", name: "reason", needed: true, rows: 2 };

function askAtRisk(context) {
  openForm({
    title: t("hs-do-promise-at-risk"),
    test: "at-risk-form",
    fields: [
      { ...WHY, label: t("hs-reason") },
      { kind: "toggle", name: "told_customer", label: t("hs-told-customer"), needed: true },
    ],
    act: (said) => context.do("put_promise_at_risk", said),
    done: t("hs-noted"),
    keep: draft(context.id, "put_promise_at_risk"),
  });
}

function askNewDate(context) {
  openForm({
    title: t("hs-do-move-promise"),
    test: "move-promise-form",
    fields: [
      { kind: "day", name: "promised_for", label: t("hs-promise-day"), needed: true, end: true },
      { ...WHY, label: t("hs-reason") },
      { kind: "toggle", name: "told_customer", label: t("hs-told-customer"), needed: true },
    ],
    act: (said) => context.do("move_promise", said),
    done: t("hs-noted"),
    keep: draft(context.id, "move_promise"),
  });
}
