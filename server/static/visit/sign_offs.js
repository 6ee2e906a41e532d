/**
 * Sign-offs: the signature on its paper or why there is none, who signed, and what came of checking the seal. Of a seal that does not verify only the
 * verdict is shown: nothing it says can be believed.
 */
import { has, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { strokesImage } from "/assets/shared/strokes.js";
import { fullTime } from "/assets/shared/times.js";
import { exportUrl, paperUrl, sealUrl } from "./api.js";
import { timeProof, timeRemarks } from "./proof.js";

/** The paper of the visit, and every sign-off. */
export function signOffList(context) {
  return [context.view.sign_offs.some(({ verified }) => verified) ? pdf(context.view) : null, list(context)];
}

function pdf({ id, number }) {
  return h("p", { class: "actions" }, h("a", { class: "button primary", href: paperUrl(id), download: `voucher-${number}.pdf`, data: { test: "paper-pdf" } }, icon("download"), h("span", { text: t("paper-pdf") })), h("a", { class: "button", href: exportUrl(id), download: `visit-${number}.json`, data: { test: "export" } }, icon("download"), h("span", { text: t("export-visit") })));
}

function list(context) {
  return h("ul", { class: "sign-offs" }, context.view.sign_offs.map((signOff) => h("li", { class: "sign-off" }, signOff.verified ? paper(signOff) : null, ...remarks(signOff), verdict(context.view, signOff), download(context.view, signOff))));
}

function paper({ kind, signer, signed_at: signedAt, signed_time: signedTime, strokes, stamp, unsigned, statement, language }) {
  const who = !signer?.name ? "" : signer.role ? t("signer-with-role", { name: signer.name, role: signer.role }) : signer.name;
  return h(
    "figure",
    { class: "paper sign-off-paper" },
    h("p", { class: "paper-kind", text: t(`sign_off-${kind}`) }),
    h("blockquote", { class: "paper-statement", lang: language, text: statement }),
    strokes ? h("div", { class: "paper-signature" }, strokesImage(strokes, { label: t("signature-of", { name: signer.name }) })) : null,
    stamp ? h("p", { text: t("signed-by-stamp") }) : null,
    unsigned ? h("p", { text: t("unsigned-reason", { reason: unsigned.reason }) }) : null,
    unsigned?.words ? h("p", { text: t("unsigned-words", { words: unsigned.words }) }) : null,
    h(
      "figcaption",
      { class: "paper-foot" },
      h("strong", { text: who }),
      h("span", {}, fullTime(signedTime?.at ?? signedAt), timeProof(signedTime)),
      signer?.remarks ? h("span", { class: "paper-remarks", text: t("signer-remarks", { remarks: signer.remarks }) }) : null,
    ),
  );
}

function remarks({ signed_time: signedTime }) {
  return timeRemarks(signedTime).map((text) => h("p", { class: "small soft", text }));
}

function verdict({ signature }, { verified, code }) {
  if (!verified) {
    const reason = has(`seal-${code}`) ? t(`seal-${code}`) : t("seal-unknown");
    return notice("danger", "shield_broken", t("seal-failed"), reason, code);
  }
  if (signature === "changed_since") {
    return notice("warning", "changed", t("seal-verified-changed"), t("seal-verified-changed-detail"));
  }
  return notice("good", "shield", t("seal-verified"), t("seal-verified-detail"));
}

function notice(kind, name, title, detail, code) {
  return h("div", { class: `notice ${kind}` }, icon(name), h("div", {}, h("strong", { text: title }), h("p", { class: "small", text: detail }), code ? h("p", { class: "small figures", text: code }) : null));
}

function download(view, { id }) {
  return h("a", { class: "button", href: sealUrl(view.id, id), download: `seal-${view.number}.json` }, icon("download"), h("span", { text: t("seal-download") }));
}
