/** Who decides on which sum, as far as the page has to know it before it asks. */
import { t } from "/assets/shared/i18n.js";
import { offices } from "./words.js";

/** Up to which sum somebody may decide is known here, so that what is beyond it is proposed and not refused. */
export function mayDecide({ own_limit_fen: limit }, fen) {
  return limit === undefined || fen <= limit;
}

/** Numbers stand on papers outside; strikes and what ended the document stay. */
const FOR_GOOD = new Set(["numbered", "reopened_by", "struck"]);

/** Whether `event` may be struck as a mistake: a decision by who may decide on its sum, and nothing once another complaint goes on. */
export function mayStrike(view, event) {
  if (event.struck || FOR_GOOD.has(event.kind) || view.row.data.stage === "resubmitted") {
    return false;
  }
  return event.kind !== "decided" || mayDecide(view, event.amount_fen ?? 0);
}

/** Which offices decide on a sum. */
export function whoDecides({ approval }, fen) {
  const first = approval.findIndex(({ up_to_fen: most }) => most === undefined || fen <= most);
  return first < 0 ? t("who-decides") : offices([...new Set(approval.slice(first).map(({ by }) => by))]);
}
