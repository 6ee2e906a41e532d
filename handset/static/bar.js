// The bar that is always there: network switch, what is on this phone, when the server was last heard, language.

import { api } from "./api.js";
import { el, fill } from "./dom.js";
import { icon } from "./pictures.js";
import { language, t } from "/assets/shared/i18n.js";
import { ago } from "/assets/shared/times.js";
import { openOutbox } from "./outbox.js";
import { refreshSession, session } from "./session.js";
import { problem } from "./toast.js";

/** What the outbox amounts to: a word for styles and tests, and a text. */
export function outboxSummary(outbox) {
  const parked = outbox.documents.filter((one) => one.state.state === "parked").length;
  const changes = outbox.documents.reduce((sum, one) => sum + one.changes, 0);
  if (parked > 0) return { state: "parked", text: t("hs-bar-parked", { n: parked }) };
  if (changes > 0) return { state: "on_this_phone", text: t("hs-bar-on-this-phone", { n: changes }) };
  if (outbox.photos_pending > 0) return { state: "photos", text: t("hs-bar-photos", { n: outbox.photos_pending }) };
  return { state: "received", text: t("hs-bar-received") };
}

/** Draws the bar for the last known state. `onLanguage(tag)` is called when the person chooses another language. */
export function drawBar(root, { connected, onLanguage }) {
  const state = session();
  root.classList.toggle("bar-airplane", state?.network === "airplane");
  const other = language() === "en" ? { tag: "zh-CN", name: "中文" } : { tag: "en", name: "English" };
  fill(
    root,
    connected ? null : el("p", { class: "bar-broken", role: "alert" }, icon("attention"), t("hs-app-not-running")),
    el(
      "div",
      { class: "bar-row" },
      state ? airplaneSwitch(state) : null,
      state?.identity ? deliveryButton(state) : el("span", { class: "grow" }),
      el(
        "button",
        { type: "button", class: "bar-language", lang: other.tag, test: "language", onclick: () => onLanguage(other.tag) },
        other.name,
      ),
    ),
  );
}

function airplaneSwitch(state) {
  const on = state.network === "airplane";
  return el(
    "button",
    {
      type: "button",
      class: "airplane",
      role: "switch",
      "aria-checked": String(on),
      title: t(on ? "hs-airplane-on-hint" : "hs-airplane-off-hint"),
      test: "airplane",
      onclick: async () => {
        try {
          await api.network(!on);
          await refreshSession();
        } catch (error) {
          problem(error);
        }
      },
    },
    icon(on ? "plane" : "signal"),
    el(
      "span",
      { class: "airplane-words" },
      el("strong", {}, t("hs-airplane", { on: on ? "on" : "off" })),
      el("small", {}, t(on ? "hs-airplane-on" : "hs-airplane-off")),
    ),
    el("span", { class: "knob", "aria-hidden": "true" }),
  );
}

function deliveryButton(state) {
  const summary = outboxSummary(state.outbox);
  const heard = state.outbox.last_contact_at;
  return el(
    "button",
    {
      type: "button",
      class: `bar-delivery is-${summary.state}`,
      "data-state": summary.state,
      "aria-live": "polite",
      test: "delivery",
      onclick: openOutbox,
    },
    icon(summary.state === "received" ? "check" : summary.state === "parked" ? "attention" : "phone"),
    el(
      "span",
      { class: "bar-delivery-words" },
      el("strong", {}, summary.text),
      el("small", {}, heard ? t("hs-last-contact", { when: ago(heard, Date.now()) }) : t("hs-never-contact")),
    ),
  );
}
