/** The verdict on a file: the same that `fieldbook verify` gives, in words, with what the server knows of the records in it. */
import { has, t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { fullTime } from "/assets/shared/times.js";
import { card, heldParts, said } from "./paper.js";

/** The cards below the choice of a file. */
export function drawVerdict({ scanned, paper, verdict }) {
  if (!verdict) return [];
  if (verdict.asking) return [h("p", { class: "card", text: t("check-file-asking", { name: verdict.name }) })];
  if (verdict.error) return [card("warning", "attention", t("check-file-not-checked"), said(verdict.name, "small"), said(verdict.error.message))];
  const { answer, held } = verdict;
  const other = scanned && answer.seals.length > 0 && !answer.seals.some((seal) => seal.sha256 === scanned.sha256);
  return [
    ...(other ? [card("danger", "shield_broken", t("check-file-other"), said(t("check-file-other-why")))] : []),
    answer.valid ? valid(answer, verdict.name, held) : invalid(answer, verdict.name),
    ...answer.seals.filter((seal) => seal.valid).map((seal) => (paper?.answer?.known && seal.sha256 === scanned.sha256 ? same() : record(seal, held.get(seal.sha256)))),
  ];
}

function valid(answer, name, held) {
  // A file of a stranger's own making is unchanged too: it counts for something only if this server knows record or device.
  const known = (seal) => held.get(seal.sha256)?.answer?.known || !(seal.notes ?? []).some(({ note }) => note === "device_unknown" || note === "organisation_not_compared");
  if (!answer.seals.every(known)) return card("warning", "attention", t("check-file-not-ours"), said(name, "small"), said(t("check-file-not-ours-why")));
  const what = { record: "check-file-record", pdf: "check-file-pdf", export: "check-file-export" }[answer.file];
  const uncovered = answer.export?.uncovered ?? 0;
  const open = uncovered > 0 ? said(t("check-file-uncovered", { n: uncovered, of: answer.export.changes })) : null;
  return card("good", "shield", t("check-file-valid"), said(name, "small"), said(t(what)), open);
}

function invalid(answer, name) {
  const reason = has(`check-reason-${answer.code}`) ? t(`check-reason-${answer.code}`) : has(`seal-${answer.code}`) ? t(`seal-${answer.code}`) : t("check-reason-other");
  const records = answer.seals.some((seal) => seal.valid) ? said(t("check-file-records-count")) : null;
  return card("danger", "shield_broken", t("check-file-invalid"), said(name, "small"), said(reason), records, h("p", { class: "small soft figures", lang: "en", text: `${answer.detail} [${answer.code}]` }));
}

/** The record that is told above. */
const same = () => card("good", "signed", t("check-file-same"));

function record(seal, known) {
  const answer = known?.answer;
  const head = `${t(`sign_off-${seal.kind}`)} · ${seal.number}`;
  if (answer?.known) {
    return card(answer.amended.length > 0 ? "warning" : "good", answer.amended.length > 0 ? "changed" : "signed", head, ...heldParts(answer, seal.sha256), ...notes(seal, answer));
  }
  return card("warning", "attention", head, said(`${seal.organisation_name} · ${fullTime(seal.signed_at)}`), said(known?.error ? known.error.message : t("check-record-not-here")), ...notes(seal, null));
}

function notes(seal, held) {
  return (seal.notes ?? []).flatMap((note) => {
    switch (note.note) {
      case "put_out_later":
        // That the server had it in time is said above.
        return held ? [] : [h("p", { class: "notice warning", text: t("check-note-put_out_later", { at: fullTime(note.revoked_at) }) })];
      case "organisation_not_compared":
      case "device_unknown":
        return [said(t("check-note-device_unknown"), "soft")];
      default:
        return [];
    }
  });
}
