/** Who decides on which sum, as far as the page has to know it before it asks. */
import { t } from "/assets/shared/i18n.js";
import { offices } from "./words.js";

/** Up to which sum somebody may decide is known here, so that what is beyond it is proposed and not refused. */
export function mayDecide({ own_limit_fen: limit }, fen) {
  return limit === undefined || fen <= limit;
}

/** Which offices decide on a sum. */
export function whoDecides({ approval }, fen) {
  const first = approval.findIndex(({ up_to_fen: most }) => most === undefined || fen <= most);
  return first < 0 ? t("who-decides") : offices([...new Set(approval.slice(first).map(({ by }) => by))]);
}
