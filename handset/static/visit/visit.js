// One visit on one page, in the order of the work: before you go, on site, work, parts, money, finish, afterwards. Each part folds and
// says in one line what is inside; one big button does the next step.

import { t } from "/assets/shared/i18n.js";
import { ActionError, api } from "../api.js";
import { el, fill } from "../dom.js";
import { leftText } from "../agenda/card.js";
import { icon } from "../pictures.js";
import { customerCopy } from "../sign/copy.js";
import { visitPaper } from "../sign/papers.js";
import { problem } from "../toast.js";
import { deliveryText, parkedReason } from "../words.js";
import { afterSection } from "./after.js";
import { beforeSection } from "./before.js";
import { checklistSection } from "./checklist.js";
import { conflictsSection } from "./conflicts.js";
import { closingSection, missingSection } from "./finish.js";
import { footContent } from "./foot.js";
import { historySection } from "./history.js";
import { goodsSection } from "./goods.js";
import { jobSection } from "./job.js";
import { moneySection } from "./money.js";
import { partsSection } from "./parts.js";
import { photosSection } from "./photos.js";
import { siteSection } from "./site.js";
import { progress } from "./steps.js";
import { textSection } from "./text.js";

/** Shows the visit `id` and follows it. */
export async function mountVisit(root, id) {
  let sheet;
  // Counts actions begun and ended: an answer that was asked for before an action must not paint over what the action did.
  let actions = 0;

  const read = async () => {
    let asked;
    do {
      asked = actions;
      sheet = await sheetOf(id);
    } while (asked !== actions);
    update();
  };

  /** Runs one action on the device, then shows what became of it. Throws what the device refuses. */
  const act = async (run) => {
    actions += 1;
    try {
      return await run();
    } finally {
      actions += 1;
      await read();
    }
  };

  try {
    sheet = await sheetOf(id);
  } catch (error) {
    fill(
      root,
      backLink(),
      el("p", { class: "empty", role: "alert" }, error instanceof ActionError ? t("hs-visit-not-here") : String(error)),
    );
    return {};
  }

  const context = { id, act, do: (action, fields = {}) => act(() => api.onVisit(id, action, fields)), sheet: () => sheet };
  const head = el("header", { class: "visit-head" });
  const banners = el("div", { class: "stack banners" });
  const foot = el("footer", { class: "primary-bar" });
  const sections = [
    jobSection(),
    historySection(),
    customerCopy(visitPaper(id)),
    beforeSection(context),
    siteSection(context),
    checklistSection(context),
    textSection(context, "findings"),
    textSection(context, "treatment"),
    partsSection(context),
    photosSection(context),
    goodsSection(context),
    moneySection(context),
    closingSection(context),
    missingSection(),
    afterSection(context),
    conflictsSection(),
  ];
  const [job, history, copy, ...work] = sections.map((section) => section.node);
  const update = () => {
    fill(head, ...headContent(sheet));
    fill(banners, ...bannerContent(sheet));
    for (const section of sections) section.update(sheet);
    fill(foot, ...footContent(context, sheet));
  };
  update();
  fill(
    root,
    el(
      "article",
      { class: "visit", test: "visit" },
      head,
      banners,
      el(
        "div",
        { class: "visit-body" },
        el("div", { class: "stack visit-side" }, copy, job, history),
        el("div", { class: "stack visit-work" }, work),
      ),
      foot,
    ),
  );

  return {
    notice: (kind, document) => {
      if (kind === "reload" || kind === "outbox" || (kind === "document" && document === id)) return read().catch(problem);
      return null;
    },
    leave: () => Promise.all(sections.map((section) => section.leave?.())),
  };
}

/** The visit as its parts read it: its records and its course side by side, and what was taken along from it. */
async function sheetOf(id) {
  const [{ course, ...records }, repairs] = await Promise.all([api.visit(id), api.repairs()]);
  return { ...records, ...course, goods: repairs.filter(({ visit }) => visit === id) };
}

const backLink = () => el("a", { class: "back", href: "#/", test: "back" }, icon("back"), t("hs-agenda-title"));

function headContent(sheet) {
  return [
    el(
      "div",
      { class: "visit-line" },
      backLink(),
      el(
        "span",
        { class: `delivery is-${sheet.delivery.state}`, test: "visit-delivery", "data-state": sheet.delivery.state },
        deliveryText(sheet.delivery),
      ),
    ),
    el(
      "h1",
      {},
      sheet.customer.name,
      el(
        "span",
        { class: "number" },
        sheet.order.provisional ? t("hs-number-provisional", { number: sheet.order.number }) : sheet.order.number,
      ),
    ),
    progress(sheet),
  ];
}

function bannerContent(sheet) {
  const flags = sheet.attention.filter((flag) => flag !== "conflict");
  return [
    sheet.left ? el("p", { class: "notice", test: "left" }, icon("attention"), leftText(sheet.left)) : null,
    flags.map((flag) => el("p", { class: "notice warning" }, icon("attention"), t(`attention-${flag}`))),
    sheet.delivery.state === "parked"
      ? el("p", { class: "notice warning", test: "parked" }, icon("attention"), parkedReason(sheet.delivery))
      : null,
  ];
}
