/** Care after the work: customers to ask, repairs to look at again, the month. The place in the page is in the address. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { Tabbed } from "/assets/desk/tabbed.js";
import { Month } from "./month.js";
import { Returns } from "./returns.js";
import { Surveys } from "./surveys.js";

export const texts = ["aftercare", "take_down"];
export const styles = ["/assets/stock/stock.css", "/assets/aftercare/aftercare.css", "/assets/complaints/take_down.css"];

/** Opens the page in `desk`, with the views that this person may open. */
export function open(desk) {
  const asks = desk.may("call_outs:write") || desk.may("complaints:write");
  const views = { ...(asks ? { surveys: Surveys, returns: Returns } : {}), ...(desk.may("reports:read") ? { month: Month } : {}) };
  if (Object.keys(views).length > 0) {
    return new Tabbed(desk, views, "aftercare-views");
  }
  const render = () => desk.root.replaceChildren(h("div", { class: "notice warning", role: "alert", text: t("page-closed") }));
  return { render, close() {} };
}
