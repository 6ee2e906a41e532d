// Goods that were taken along from the visit, and taking some along because they cannot be repaired here.

import { t } from "/assets/shared/i18n.js";
import { goodsRow } from "../goods/list.js";
import { askTakeAway } from "../goods/take_away.js";
import { el, fill } from "../dom.js";
import { doings } from "./doings.js";
import { fold } from "./section.js";

/** The section; hidden as long as nothing was taken and nothing can be. */
export function goodsSection(context) {
  const list = el("div", { class: "stack" });
  const acts = doings([{ action: "take_away", label: t("hs-do-take-away"), picture: "taken_away", run: () => askTakeAway(context) }]);
  const part = fold("goods", t("hs-goods-title"), list, acts.node);
  return {
    node: part.node,
    update: (sheet) => {
      fill(list, ...sheet.goods.map(goodsRow));
      acts.update(sheet);
      part.node.hidden = acts.node.hidden && sheet.goods.length === 0;
      part.follow(sheet, {
        open: sheet.goods.length > 0,
        line: sheet.goods.length > 0 ? sheet.goods.map(({ receipt }) => receipt).join(t("hs-joint")) : t("hs-take-away-hint"),
      });
    },
  };
}
