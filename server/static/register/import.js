/** Call-outs from a file: it is looked at first, and every line that cannot be taken is shown; then all of it is taken or nothing. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { Dialog } from "/assets/desk/dialog.js";
import { toast } from "/assets/desk/toast.js";
import { importFile } from "./api.js";

/** Asks for the file. */
export function openImport(page) {
  let looked = null;
  const found = h("div", { class: "import-found", role: "status" });
  const input = h("input", { class: "input", type: "file", name: "file", accept: ".csv,.txt,.xlsx", required: true });
  const dialog = new Dialog({
    title: t("import-title"),
    lead: t("import-lead"),
    wide: true,
    contents: [h("label", { class: "field" }, h("span", { class: "label", text: t("import-file") }), h("span", { class: "hint", text: t("import-hint") }), input), found],
    submitText: t("import-submit"),
    submit: async (open) => {
      const report = await importFile(looked, false);
      open.close();
      toast(t("import-done", { count: report.good }));
      await page.refresh();
    },
  });
  const submit = dialog.foot.querySelector(".primary");
  const offer = (file) => {
    looked = file;
    submit.disabled = file === null;
  };
  offer(null);
  input.addEventListener("change", async () => {
    offer(null);
    found.replaceChildren();
    const [file] = input.files;
    if (!file) {
      return;
    }
    found.replaceChildren(h("p", {}, h("span", { class: "spinner" }), h("span", { class: "visually-hidden", text: t("import-looking") })));
    let report = null;
    const went = await dialog.run(async () => {
      // Read once, so that what is taken is what was looked at.
      const bytes = new Blob([await file.arrayBuffer()], { type: "application/octet-stream" });
      report = await importFile(bytes, true);
      looked = bytes;
    });
    found.replaceChildren(...(went ? contents(report, page.desk.now()) : []));
    offer(went && report.good > 0 && report.bad === 0 && !report.taken ? looked : null);
  });
}

function contents(report, now) {
  const fields = (names) => names.map((name) => t(`import-column-${name}`)).join(t("import-between"));
  const notice = (kind, picture, text) => h("div", { class: `notice ${kind}` }, icon(picture), h("span", { text }));
  if (report.taken) {
    return [notice("warning", "copy", t("import-before", { time: moment(report.taken_before, now), count: report.good }))];
  }
  if (report.unreadable) {
    return [notice("danger", "attention", t(`import-unreadable-${report.unreadable}`))];
  }
  if (report.missing_columns.length) {
    return [notice("danger", "attention", t("import-missing-columns", { columns: fields(report.missing_columns) }))];
  }
  if (report.column_twice) {
    return [notice("danger", "attention", t("import-column-twice", { column: fields([report.column_twice]) }))];
  }
  const all = report.bad === 0 && report.good > 0;
  const same = ({ line, same: by, number, earlier_line }) => [String(line), t(`register-same-${by}`), number ?? t("import-earlier-line", { line: earlier_line })];
  return [
    notice(all ? "good" : "danger", all ? "check" : "attention", t(all ? "import-all-good" : "import-some-bad", { good: report.good, bad: report.bad })),
    report.unknown_columns.length ? notice("warning", "attention", t("import-unknown-columns", { columns: report.unknown_columns.join(t("import-between")) })) : null,
    report.faults.length ? table("import-faults", ["import-line", "import-column", "import-reason"], report.faults.map(({ line, column, reason }) => [String(line), column ? fields([column]) : "", t(`import-reason-${reason}`)])) : null,
    report.duplicates.length ? table("import-duplicates", ["import-line", "import-same", "import-with"], report.duplicates.map(same)) : null,
  ].filter(Boolean);
}

function table(title, heads, rows) {
  return h(
    "div",
    { class: "import-table", tabindex: "0", role: "region", "aria-label": t(title) },
    h("table", {}, h("caption", { text: t(title) }), h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col", text: t(head) })))), h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((text) => h("td", { text })))))),
  );
}
