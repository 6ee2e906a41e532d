/** What the server knows of the record that was scanned. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { fullTime } from "/assets/shared/times.js";
import { paperUrl } from "./api.js";

/** A card: what came of it, and what there is to read. */
export function card(result, symbol, headline, ...parts) {
  return h("article", { class: "card", data: { result, test: `result-${result}` } }, h("h2", { class: "headline" }, icon(symbol), h("span", { text: headline })), ...parts);
}

/** A paragraph. */
export const said = (text, cls = "") => h("p", { class: cls, text });

/** The cards above the choice of a file. */
export function drawPaper({ scanned, paper }, again) {
  if (!scanned) return [];
  if (!paper || paper.asking) return [h("p", { class: "card", text: t("check-asking") })];
  if (paper.error) {
    const retry = h("button", { class: "button wide", type: "button", text: t("action-retry"), on: { click: again } });
    return [card("warning", "offline", t("check-not-asked"), said(paper.error.message), retry)];
  }
  const { answer } = paper;
  if (!answer.known) return [card("warning", "attention", t("check-unknown"), said(t("check-unknown-why")), said(t("check-unknown-do")))];
  if (scanned.number && scanned.number !== answer.number) {
    return [card("danger", "shield_broken", t("check-other-number"), said(t("check-other-number-why", { code: scanned.number, here: answer.number })))];
  }
  if (cameAfterDeviceWasOut(answer)) return [card("danger", "shield_broken", t("check-device-out-title"), ...heldParts(answer, scanned.sha256))];
  const later = answer.amended.length > 0;
  const headline = later ? t("check-held-amended") : t("check-held");
  return [card(later ? "warning" : "good", later ? "changed" : "shield", headline, ...heldParts(answer, scanned.sha256))];
}

/** What the server says of a record that it holds. */
export function heldParts(answer, sha256) {
  const { organisation_name: organisation, received_at: received } = answer;
  const since = received ? t("check-with", { organisation, since: fullTime(received) }) : t("check-with-undated", { organisation });
  return [
    said(since),
    h(
      "dl",
      { class: "facts" },
      fact("check-number", answer.number, "number"),
      fact("check-kind", t(`sign_off-${answer.kind}`)),
      fact("check-signed-at", fullTime(answer.signed_at)),
    ),
    said(t("check-compare-number")),
    ...laterParts(answer.amended),
    ...deviceParts(answer),
    h("a", { class: "button primary wide", href: paperUrl(sha256), data: { test: "get-pdf" } }, icon("download"), h("span", { text: t(answer.amended.length > 0 ? "check-pdf-newest" : "check-pdf") })),
  ];
}

function fact(id, value, cls = "") {
  return h("div", {}, h("dt", { text: t(id) }), h("dd", { class: cls, text: value }));
}

function laterParts(amended) {
  if (amended.length === 0) return [said(t("check-nothing-later"))];
  const one = ({ what, at, kind }) => {
    const args = { at: at ? fullTime(at) : "", kind: kind ? t(`sign_off-${kind}`) : "" };
    return h("li", { text: t(`check-later-${what}`, args) });
  };
  return [said(t("check-later")), h("ul", { class: "later" }, amended.map(one))];
}

function cameAfterDeviceWasOut({ device_revoked_at: revoked, received_at: received }) {
  return revoked !== null && (received === null || received >= revoked);
}

function deviceParts(answer) {
  const { device_revoked_at: revoked, device_certified: certified } = answer;
  if (cameAfterDeviceWasOut(answer)) {
    return [h("p", { class: "notice danger", text: t("check-device-out", { at: fullTime(revoked) }) })];
  }
  if (revoked) return [said(t("check-device-out-later", { at: fullTime(revoked) }), "soft")];
  return certified ? [said(t("check-device-certified"), "soft")] : [];
}
