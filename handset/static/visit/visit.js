// One visit on one page: what it is about, what is written, what is still missing, and one big button for the next step.

import { t } from "/assets/shared/i18n.js";
import { stateOf, statePill } from "/assets/shared/status.js";
import { ActionError, api } from "../api.js";
import { askReason } from "../dialog.js";
import { el, fill } from "../dom.js";
import { leftText } from "../agenda.js";
import { icon } from "../pictures.js";
import { note, problem } from "../toast.js";
import { deliveryText, parkedReason } from "../words.js";
import { checklistSection } from "./checklist.js";
import { conflictsSection } from "./conflicts.js";
import { jobSection } from "./job.js";
import { missingSection } from "./missing.js";
import { partsSection } from "./parts.js";
import { photosSection } from "./photos.js";
import { nextStep, progress } from "./steps.js";
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
      sheet = await api.visit(id);
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
    sheet = await api.visit(id);
  } catch (error) {
    fill(
      root,
      backLink(),
      el("p", { class: "empty", role: "alert" }, error instanceof ActionError ? t("hs-visit-not-here") : String(error)),
    );
    return {};
  }

  const context = { id, act, sheet: () => sheet };
  const head = el("header", { class: "visit-head" });
  const banners = el("div", { class: "stack banners" });
  const foot = el("footer", { class: "primary-bar" });
  const sections = [
    missingSection(context),
    jobSection(),
    checklistSection(context),
    textSection(context, "findings"),
    textSection(context, "treatment"),
    partsSection(context),
    photosSection(context),
    conflictsSection(),
  ];
  const [missing, job, ...work] = sections.map((section) => section.node);
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
        el("div", { class: "stack visit-side" }, job),
        el("div", { class: "stack visit-work" }, work, missing),
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
    el("h1", {}, sheet.customer.name, el("span", { class: "number" }, sheet.call_out.number)),
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

function footContent(context, sheet) {
  const step = nextStep(sheet);
  const minor = [];
  if (sheet.allowed.includes("reopen")) {
    minor.push(
      el(
        "button",
        { type: "button", class: "minor", test: "reopen", onclick: () => context.act(() => api.reopen(context.id)).catch(problem) },
        icon("undo"),
        t("hs-do-reopen"),
      ),
    );
  }
  if (sheet.allowed.includes("record_void_trip") && step !== "sign") {
    minor.push(
      el("button", { type: "button", class: "minor", test: "void-trip", onclick: () => askVoidTrip(context) }, t("hs-do-void-trip")),
    );
  }
  return [
    minor.length > 0 ? el("div", { class: "minor-row" }, minor) : null,
    step
      ? primaryButton(context, sheet, step)
      : el("p", { class: "primary-none" }, statePill(stateOf(sheet)), sheet.left ? leftText(sheet.left) : t("hs-nothing-to-do")),
  ];
}

function primaryButton(context, sheet, step) {
  if (step === "sign" || step === "sealed") {
    return el(
      "a",
      { class: `primary primary-${step}`, href: `#/visit/${context.id}/sign`, test: "primary", "data-step": step },
      icon(step === "sign" ? "pen" : "signed"),
      t(`hs-do-${step}`),
    );
  }
  const left = step === "finish" ? sheet.missing.length : 0;
  return el(
    "button",
    {
      type: "button",
      class: `primary primary-${step}${left > 0 ? " is-waiting" : ""}`,
      test: "primary",
      "data-step": step,
      onclick: async (event) => {
        if (left > 0) {
          document.getElementById("missing").scrollIntoView({ behavior: "smooth", block: "center" });
          document.getElementById("missing").classList.add("is-called");
          return;
        }
        const button = event.currentTarget;
        button.disabled = true;
        try {
          await context.act(() => api[step](context.id));
          note(t(`hs-done-${step}`));
          window.scrollTo({ top: 0, behavior: "smooth" });
        } catch (error) {
          problem(error);
          button.disabled = false;
        }
      },
    },
    icon("arrow"),
    el("span", {}, t(`hs-do-${step}`), left > 0 ? el("small", {}, t("hs-missing-count", { n: left })) : null),
  );
}

function askVoidTrip(context) {
  askReason({
    title: t("hs-do-void-trip"),
    lead: t("hs-void-trip-lead"),
    label: t("hs-reason"),
    picks: [t("hs-void-nobody"), t("hs-void-solved"), t("hs-void-refused"), t("hs-void-colleague")],
    confirm: t("hs-void-trip-confirm"),
    act: (reason) => context.act(() => api.voidTrip(context.id, reason)),
  });
}
