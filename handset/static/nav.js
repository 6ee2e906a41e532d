// The rooms of the page, at thumb height on a phone: visits, goods, old parts, the van, the day.

import { el, fill } from "./dom.js";
import { icon } from "./pictures.js";
import { t } from "/assets/shared/i18n.js";

/** The rooms in their order: the screen, where it is, and a picture. */
const ROOMS = [
  { room: "agenda", href: "#/", picture: "all" },
  { room: "goods-list", href: "#/goods", picture: "taken_away" },
  { room: "old-parts", href: "#/old-parts", picture: "swap" },
  { room: "van", href: "#/van", picture: "part" },
  { room: "day", href: "#/day", picture: "clock" },
];

/** Draws the rooms into `root` with `now` marked; hidden where the whole screen belongs to one document. */
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
