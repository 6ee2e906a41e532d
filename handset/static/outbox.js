// What waits on this phone, what is parked and why, and the button to send now.

import { api } from "./api.js";
import { openSheet } from "./dialog.js";
import { el, fill } from "./dom.js";
import { icon } from "./pictures.js";
import { t } from "/assets/shared/i18n.js";
import { fullTime } from "/assets/shared/times.js";
import { refreshSession, session, watch } from "./session.js";
import { note, problem } from "./toast.js";
import { deliveryText, explain, parkedReason } from "./words.js";

let redraw = null;
watch(() => redraw?.());

/** Opens the sheet; it follows every change while it is open. */
export function openOutbox() {
  openSheet({
    title: t("hs-outbox"),
    test: "outbox",
    build: (close) => {
      const list = el("div", { class: "stack" });
      const fault = el("p", { class: "field-error", role: "alert", hidden: true });
      const button = el("button", { type: "button", class: "primary", test: "sync-now" }, t("hs-sync-now"));
      button.addEventListener("click", async () => {
        button.disabled = true;
        fault.hidden = true;
        try {
          await api.sync();
          note(t("hs-sync-done"));
        } catch (error) {
          fault.textContent = explain(session().network === "airplane" ? { code: "airplane" } : error);
          fault.hidden = false;
        } finally {
          button.disabled = false;
          await refreshSession();
        }
      });
      redraw = () => {
        if (!list.isConnected && list.parentNode) {
          redraw = null;
          return;
        }
        drawList(list, close);
      };
      redraw();
      return el(
        "div",
        { class: "stack" },
        list,
        fault,
        button,
        el("a", { class: "wide", href: "#/exchange", onclick: close, test: "to-exchange" }, icon("phone"), t("hs-exchange-title")),
      );
    },
  });
}

/** What becomes of what waits. */
function lead(outbox, network) {
  if (outbox.last_error === "device_revoked") return t("hs-outbox-revoked");
  return network === "airplane" ? t("hs-outbox-airplane") : t("hs-outbox-lead");
}

function drawList(list, close) {
  const { outbox, network, identity, not_accepted, copied_at } = session();
  const waits = outbox.documents.length > 0 || outbox.photos_pending > 0;
  fill(
    list,
    copied_at
      ? el(
          "p",
          { class: "notice warning", test: "copied" },
          icon("attention"),
          el("span", {}, t("hs-copied", { time: fullTime(copied_at) })),
          seenButton(null),
        )
      : null,
    not_accepted.length > 0 ? el("h3", {}, t("hs-not-accepted")) : null,
    el("ul", { class: "plain stack", hidden: not_accepted.length === 0 }, not_accepted.map(notAccepted)),
    waits ? el("p", { class: "lead" }, lead(outbox, network)) : null,
    waits ? null : el("p", { class: "all-received", test: "outbox-empty" }, icon("check"), t("hs-outbox-empty")),
    el(
      "ul",
      { class: "plain stack" },
      outbox.documents.map((one) => row(one, close)),
      outbox.photos_pending > 0
        ? el(
            "li",
            { class: "outbox-row" },
            icon("picture"),
            el("span", { class: "grow" }, t("hs-outbox-photos", { n: outbox.photos_pending })),
          )
        : null,
    ),
    outbox.last_error
      ? el(
          "p",
          { class: "notice warning" },
          icon("attention"),
          el("span", {}, t("hs-outbox-last-error"), " ", explain({ code: outbox.last_error, message: outbox.last_error })),
        )
      : null,
    el(
      "dl",
      { class: "facts" },
      el("dt", {}, t("hs-last-contact-label")),
      el("dd", {}, outbox.last_contact_at ? fullTime(outbox.last_contact_at) : t("hs-never-contact")),
      el("dt", {}, t("hs-this-device")),
      el("dd", {}, identity ? `${identity.person_name} · ${identity.organisation_name}` : "–"),
      el("dt", {}, t("hs-server")),
      el("dd", {}, identity?.server_url ?? "–"),
    ),
  );
}

// What was entered and does not stand: what it said, what was there before, and why.
function notAccepted(entry) {
  return el(
    "li",
    { class: "stack", test: "not-accepted" },
    el("strong", {}, t("hs-not-accepted-entered", { time: fullTime(entry.entered_at), detail: parkedReason(entry) })),
    entry.sign_anew ? el("p", {}, t("hs-not-accepted-sign")) : null,
    el(
      "ul",
      { class: "plain" },
      entry.values.map(({ place, was, became }) =>
        el("li", {}, t("hs-not-accepted-value", { place, was: was ?? "–", became: became ?? "–" })),
      ),
    ),
    seenButton(entry.id),
  );
}

// Without an entry: that the data is a copy.
function seenButton(entry) {
  const read = async (event) => {
    event.currentTarget.disabled = true;
    try {
      await api.acknowledge(entry);
      await refreshSession();
    } catch (error) {
      problem(error);
    }
  };
  return el("button", { type: "button", class: "wide", test: "seen", onclick: read }, t("hs-not-accepted-seen"));
}

function row(one, close) {
  const parked = one.state.state === "parked";
  const again = async (event) => {
    event.currentTarget.disabled = true;
    try {
      await api.tryAgain(one.id);
      note(t("hs-try-again-done"));
    } catch (error) {
      problem(error);
    }
  };
  const address = addressOf(one);
  return el(
    "li",
    { class: "stack" },
    el(
      address ? "a" : "div",
      { class: `outbox-row${parked ? " is-parked" : ""}`, href: address, onclick: address ? close : null, test: "outbox-row" },
      icon(parked ? "attention" : "phone"),
      el(
        "span",
        { class: "grow" },
        el("strong", {}, nameOf(one)),
        el("span", { class: "row-line" }, parked ? parkedReason(one.state) : deliveryText(one.state)),
      ),
      address ? icon("next") : null,
    ),
    parked ? el("button", { type: "button", class: "wide", test: "try-again", onclick: again }, t("hs-try-again")) : null,
  );
}

const ROOMS = { visit: "visit", repair: "goods", old_part: "old-parts", complaint: "complaints" };

// Where a document is shown; one that cannot be understood stands there by its name.
function addressOf({ kind, id, number }) {
  if (kind === "day") return `#/day/${number}`;
  return ROOMS[kind] ? `#/${ROOMS[kind]}/${id}` : null;
}

// A document that cannot be read has neither a number nor, at times, a kind.
function nameOf({ kind, number }) {
  const word = t(`hs-kind-${kind ?? "unknown"}`);
  return number ? t("hs-outbox-name", { kind: word, number }) : word;
}
