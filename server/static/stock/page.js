/** Stock: requisitions, what is where, papers, accounts of technicians, stock-takes. */
import { t } from "/assets/shared/i18n.js";
import { Tabbed } from "/assets/desk/tabbed.js";
import { action } from "/assets/desk/view.js";
import { Accounts } from "./accounts.js";
import { Balances } from "./balances.js";
import { openNoteForm } from "./note_form.js";
import { Notes } from "./notes.js";
import { Requisitions } from "./requisitions.js";
import { Takes } from "./takes.js";

export const texts = ["stock"];
export const styles = ["/assets/stock/stock.css"];

/** Opens the page in `desk`. */
export function open(desk) {
  return new Page(desk);
}

class Page extends Tabbed {
  constructor(desk) {
    super(desk, { requisitions: Requisitions, balances: Balances, papers: Notes, accounts: Accounts, takes: Takes }, "stock-views");
  }

  /** Opens the form of a paper; the view is read anew when it is kept. */
  write(kind, given = {}) {
    openNoteForm(this, kind, given, () => void this.view.load());
  }

  render(news) {
    if (news.language) {
      const kinds = ["received", "issued", "handed_back", "transferred"].filter(() => this.desk.may("stock:write"));
      const all = this.desk.may("decisions:write") ? [...kinds, "written_off"] : kinds;
      this.desk.actions.replaceChildren(...all.map((kind) => action(t(`write-${kind}`), () => this.write(kind), { kind: kind === "received" ? "primary" : "" })));
    }
    super.render(news);
  }
}
