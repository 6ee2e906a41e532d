/**
 * What is known of technicians' phones: when each was last heard, and what it said then that it had not sent. Every page that sends
 * somebody says it before the choice is confirmed. A phone is a device as the board and the list of technicians have it.
 */
import { language, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { ago, fullTime, moment } from "/assets/shared/times.js";

/**
 * A phone that was not heard for so long is shown as offline, in **milliseconds**. Longer than a phone with a signal is ever silent: one that
 * holds its line asks every 15 minutes, a tenth earlier or later.
 */
export const OFFLINE_AFTER_MS = 20 * 60_000;

/** `heard`, `offline` (also if it was never heard) or `revoked`. */
export function phoneState({ revoked, last_seen_at: heard }, now) {
  if (revoked) {
    return "revoked";
  }
  return heard == null || now - heard > OFFLINE_AFTER_MS ? "offline" : "heard";
}

/** When the phone was last heard, and that it is offline if it is. */
export function heardText(phone, now) {
  if (phone.revoked) {
    return t("phone-revoked");
  }
  if (phone.last_seen_at == null) {
    return t("phone-never");
  }
  return t(phoneState(phone, now) === "offline" ? "phone-offline" : "phone-heard", { ago: ago(phone.last_seen_at, now) });
}

/** What the phone had not sent, and as of when: `2 changes, 1 signature, and 3 photos (1.2 MB) not sent, as of 09:30`; empty if it named nothing. */
export function unsentAsOf({ unsent }, now) {
  return unsent ? t("phone-unsent-as-of", { what: things(unsent), at: moment(unsent.said_at, now) }) : "";
}

/** What it had not sent, and as of when, where it is said already that it was not sent. */
export function heldAsOf({ unsent }, now) {
  return unsent ? t("phone-held-as-of", { what: things(unsent), at: moment(unsent.said_at, now) }) : "";
}

// A sign-off is one of the changes, and is told once.
function things({ changes, signatures, photos, photo_bytes: bytes }) {
  const megabytes = Math.max(0.1, bytes / 1_000_000);
  const words = [
    [changes - signatures, "phone-changes"],
    [signatures, "phone-signatures"],
    [photos, "phone-photos"],
  ];
  const named = words.filter(([count]) => count > 0).map(([count, id]) => t(id, { count, megabytes }));
  return language() === "en" ? new Intl.ListFormat("en", { type: "conjunction" }).format(named) : named.join("、");
}

/**
 * What a dispatcher should know of the phones of `name` before a visit is given to them, or with `leaving` taken from them: none, offline
 * since when, what is unsent. `null` if there is nothing to know.
 */
export function phoneNotice(name, phones, now, { leaving = false } = {}) {
  const inUse = phones.filter(({ revoked }) => !revoked);
  if (inUse.length === 0) {
    return leaving ? null : notice("warning", "phone", [t("phone-none", { name })]);
  }
  const last = Math.max(...inUse.map(({ last_seen_at: heard }) => heard ?? 0));
  const offline = inUse.every((phone) => phoneState(phone, now) === "offline");
  const unsent = inUse.filter((phone) => phone.unsent).map((phone) => t("phone-notice-unsent", { phone: phone.name, unsent: unsentAsOf(phone, now) }));
  const words = [];
  if (last === 0) {
    words.push(t("phone-notice-never", { name }));
  } else if (offline) {
    words.push(t("phone-notice-offline", { name, ago: ago(last, now), at: fullTime(last) }));
  } else if (leaving || unsent.length > 0) {
    words.push(t("phone-notice-heard", { name, ago: ago(last, now) }));
  }
  words.push(...unsent);
  if (leaving && (offline || unsent.length > 0)) {
    words.push(t(unsent.length > 0 ? "phone-notice-leaving-unsent" : "phone-notice-leaving"));
  } else if (offline) {
    words.push(t("phone-notice-sending"));
  }
  return words.length === 0 ? null : notice(offline || unsent.length > 0 ? "warning" : "", offline ? "offline" : "phone", words);
}

function notice(kind, sign, words) {
  return h("div", { class: `notice ${kind}`.trim(), data: { phone: sign } }, icon(sign), h("span", { text: words.join(language() === "en" ? " " : "") }));
}

/**
 * Says below the choice of a technician in `dialog` what should be known of the phones of whoever is chosen; `whoOf(id)` answers
 * `{name, phones}`, or null where nothing is to be said.
 */
export function warnOfPhones(dialog, whoOf, now) {
  const choice = dialog.form.elements.technician;
  const place = h("div", { class: "phone-word", role: "status" });
  (choice.closest(".form-row") ?? choice.closest(".field") ?? choice).after(place);
  const follow = () => {
    const who = choice.value === "" ? null : whoOf(choice.value);
    const said = who && phoneNotice(who.name, who.phones, now());
    place.replaceChildren(...(said ? [said] : []));
    place.hidden = !said;
  };
  choice.addEventListener("change", follow);
  follow();
}
