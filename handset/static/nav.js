// The rooms of the page, at thumb height on a phone: visits, the day, the van.

import { el, fill } from "./dom.js";
import { icon } from "./pictures.js";
import { t } from "/assets/shared/i18n.js";

/** The rooms in their order: the first word behind `#/` and a picture. */
const ROOMS = [
  { room: "agenda", href: "#/", picture: "all" },
  { room: "day", href: "#/day", picture: "clock" },
  { room: "van", href: "#/van", picture: "part" },
];

/** Draws the rooms into `root` with `now` marked; hidden where the whole screen belongs to one visit. */
export function drawNav(root, now) {
  root.hidden = !ROOMS.some(({ room }) => room === now);
  root.setAttribute("aria-label", t("hs-rooms"));
  fill(
    root,
    ...ROOMS.map(({ room, href, picture }) =>
      el(
        "a",
        { class: "nav-room", href, "aria-current": room === now ? "page" : null, test: `nav-${room}` },
        icon(picture),
        el("span", {}, t(`hs-room-${room}`)),
      ),
    ),
  );
}
