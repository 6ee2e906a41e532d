/** Contracts: what is covered until when, whom to tell of the end, maintenance plans and their next days. `#ID` is the open contract. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { Beside } from "/assets/desk/beside.js";
import { readContract, readContracts } from "./api.js";
import { detail } from "./detail.js";
import { openNewContract } from "./dialogs.js";
import { dayAt, dayText, daysBetween } from "./days.js";
import { statePill } from "./pill.js";

export const texts = ["contracts", "dispatch"];
export const styles = ["/assets/contracts/contracts.css"];

/** Opens the contracts in `desk`. */
export function open(desk) {
  return new Contracts(desk);
}

class Contracts extends Beside {
  constructor(desk) {
    const words = { search: "contracts-search", add: "contracts-add", unknown: "contract-unknown", choose: "contract-choose" };
    super(desk, { whole: "contracts", part: "contracts", words, picture: "finished", add: desk.may("contracts:write") ? openNewContract : null });
    this.search.addEventListener("input", () => this.drawList());
    this.begin();
  }

  fetch() {
    return readContracts();
  }

  one(id) {
    return readContract(id);
  }

  detail(found) {
    return detail(found, this.hands);
  }

  rows(all) {
    const wanted = this.search.value.trim().toLowerCase();
    const has = ({ number, details }) => [number, details.customer.name, ...details.assets.map(({ serial }) => serial)].some((text) => text.toLowerCase().includes(wanted));
    // Whom to tell comes first, what is over last; between them by the end.
    const weight = ({ to_tell, state }) => (to_tell ? 0 : state === "over" ? 2 : 1);
    const rows = all.filter(has).sort((one, other) => weight(one) - weight(other));
    const today = dayAt(this.desk.now());
    return [rows.length === 0 ? h("p", { class: "soft", text: t(wanted ? "contracts-none-found" : "contracts-none") }) : h("ul", { class: "contract-rows" }, rows.map((row) => contractRow(row, today)))];
  }
}

function contractRow(row, today) {
  const { id, number, details, ends_on: end } = row;
  const here = location.hash === `#${id}`;
  return h(
    "li",
    {},
    h(
      "a",
      { class: "contract-row", href: `#${id}`, "aria-current": here ? "true" : null },
      h("span", { class: "contract-line" }, h("strong", { text: details.customer.name }), statePill(row)),
      h("span", { class: "contract-line small soft" }, h("span", { text: `${number} · ${t("contract-assets", { count: details.assets.length })}` }), h("span", { text: end ? endText(row, today) : "" })),
    ),
  );
}

function endText({ state, ends_on: end }, today) {
  const left = daysBetween(today, end);
  return state === "over" || left < 0 ? t("contract-ended-on", { day: dayText(end) }) : t("contract-ends-on", { day: dayText(end), count: left });
}
