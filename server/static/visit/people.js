/** Names for the ids of people and phones that a visit mentions. */
import { t } from "/assets/shared/i18n.js";

/** The name of person `id`, from what the visit, the board and the session say. */
export function personName({ view, page }, id) {
  const acted = view.events.find((event) => event.by === id && event.person_name);
  const assigned = [...view.events, ...page.board.visits.values()].find((each) => each.technician === id && each.technician_name);
  const own = page.desk.session?.person === id ? page.desk.session.name : null;
  return acted?.person_name ?? assigned?.technician_name ?? own ?? t("person-unknown");
}

/** The name of device `id`, if the board knows it. */
export function deviceName({ page }, id) {
  return page.board.devices.get(id)?.name ?? null;
}
