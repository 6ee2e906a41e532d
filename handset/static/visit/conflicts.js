// Fields that two people wrote at once: every value stays and is shown (nothing is merged away in silence).

import { has, localised, t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { el, fill } from "../dom.js";
import { section } from "./section.js";

/** The section; hidden while there is no conflict. */
export function conflictsSection() {
  const list = el("ul", { class: "plain stack" });
  const node = section("conflicts", t("hs-conflicts"), null, el("p", { class: "soft" }, t("hs-conflicts-lead")), list);
  return {
    node,
    update: (sheet) => {
      node.hidden = sheet.conflicts.length === 0;
      fill(list, ...sheet.conflicts.map((conflict) => entry(conflict, sheet)));
    },
  };
}

function entry({ path, values }, sheet) {
  return el(
    "li",
    { class: "conflict", test: "conflict" },
    el("strong", {}, place(path, sheet)),
    el(
      "ol",
      {},
      values.map((value, index) =>
        el("li", {}, plain(value), index === 0 ? el("span", { class: "soft" }, ` ${t("hs-conflict-shown")}`) : null),
      ),
    ),
  );
}

function place(path, sheet) {
  const [collection, id] = path.split("/");
  const item = collection === "checklist" ? sheet.checklist.find((one) => one.id === id) : null;
  if (item) return localised(item.label);
  return has(`hs-place-${collection}`) ? t(`hs-place-${collection}`) : path;
}

function plain(value) {
  if (value === null || typeof value !== "object") return String(value);
  const said = Object.entries(value)
    .filter(([key, part]) => key !== "by" && key !== "device" && part !== "" && (typeof part === "string" || typeof part === "number"))
    .map(([key, part]) => {
      if (key === "at") return moment(part, Date.now());
      return key === "result" ? t(`check-${part}`) : String(part);
    });
  return said.join(" · ");
}
