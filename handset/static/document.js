// One document on one page: read, shown section by section, acted on, and read again whenever the device says that it changed.

import { t } from "/assets/shared/i18n.js";
import { leftText } from "./agenda/card.js";
import { ActionError } from "./api.js";
import { el, fill } from "./dom.js";
import { icon } from "./pictures.js";
import { problem } from "./toast.js";
import { deliveryText, parkedReason } from "./words.js";

/**
 * Shows the document `id` and follows it. `open(id)` reads it, `send(id, action, fields)` does something to it; `home` is
 * `{ href, label }` of its list. `head(sheet)` answers what stands under the line of its delivery, `flags(sheet)` what a person should look
 * at, `sections(context)` parts as `{ node, update(sheet) }`, `foot(context, sheet)` what comes next, or nothing.
 */
export async function mountDocument(root, id, { open, send, home, test, head, flags, sections, foot }) {
  let sheet;
  // Counts actions begun and ended: an answer that was asked for before an action must not paint over what the action did.
  let actions = 0;
  const back = el("a", { class: "back", href: home.href, test: "back" }, icon("back"), home.label);

  try {
    sheet = await open(id);
  } catch (error) {
    fill(root, back, el("p", { class: "empty", role: "alert" }, error instanceof ActionError ? t("hs-document-not-here") : String(error)));
    return {};
  }
  const read = async () => {
    let asked;
    do {
      asked = actions;
      sheet = await open(id);
    } while (asked !== actions);
    update();
  };
  const context = {
    id,
    sheet: () => sheet,
    do: async (action, fields = {}) => {
      actions += 1;
      try {
        return await send(id, action, fields);
      } finally {
        actions += 1;
        await read();
      }
    },
  };
  const top = el("header", { class: "visit-head" });
  const banners = el("div", { class: "stack banners" });
  const bar = el("footer", { class: "primary-bar" });
  const parts = sections(context);
  const update = () => {
    fill(top, el("div", { class: "visit-line" }, back, delivery(sheet)), head(sheet));
    fill(banners, banner(sheet, flags(sheet)));
    for (const part of parts) part.update(sheet);
    const next = foot?.(context, sheet) ?? [];
    bar.hidden = next.length === 0;
    fill(bar, ...next);
  };
  update();
  fill(
    root,
    el(
      "article",
      { class: "visit paper-page", test },
      top,
      banners,
      parts.map((part) => part.node),
      bar,
    ),
  );
  return {
    notice: (kind, document) => {
      if (kind === "reload" || kind === "outbox" || (kind === "document" && document === id)) return read().catch(problem);
      return null;
    },
  };
}

function delivery(sheet) {
  return el(
    "span",
    { class: `delivery is-${sheet.delivery.state}`, test: "document-delivery", "data-state": sheet.delivery.state },
    deliveryText(sheet.delivery),
  );
}

function banner(sheet, flags) {
  return [
    sheet.left ? el("p", { class: "notice", test: "left" }, icon("attention"), leftText(sheet.left)) : null,
    flags.map((text) => el("p", { class: "notice warning", test: "flag" }, icon("attention"), el("span", {}, text))),
    sheet.delivery.state === "parked"
      ? el("p", { class: "notice warning", test: "parked" }, icon("attention"), parkedReason(sheet.delivery))
      : null,
  ];
}

// The ids of entries that were struck.
const struckIn = (events) => new Set(events.filter((event) => event.kind === "struck").map((event) => event.event));

/** What happened and was not struck, in order. */
export function inForce(events) {
  const struck = struckIn(events);
  return events.filter((event) => !struck.has(event.id));
}

/** When an event happened, as well as it can be told, in **milliseconds** since 1970 UTC: as `ClockEvidence::best_guess` has it. */
export function happenedAt({ clock }) {
  const counted = clock.server_heard_monotonic_ms == null ? -1 : clock.monotonic_ms - clock.server_heard_monotonic_ms;
  return clock.server_heard_at != null && counted >= 0 ? clock.server_heard_at + counted : clock.wall_at + (clock.server_offset_ms ?? 0);
}
