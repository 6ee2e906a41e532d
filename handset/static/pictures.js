// Pictures that only this page needs, on the grid of the shared ones; every other name is a shared picture.

import { svg } from "/assets/shared/dom.js";
import { icon as shared } from "/assets/shared/icons.js";

const LINES = {
  plane: [
    "M10 2.2c1 0 1.5 1 1.5 2.2v3.4l6 3.7v1.8l-6-1.8v3.5l1.8 1.3v1.4L10 16.9l-3.3.8v-1.4L8.5 15v-3.5l-6 1.8v-1.8l6-3.7V4.4c0-1.2.5-2.2 1.5-2.2z",
  ],
  signal: ["M3.5 16.5v-2.5", "M7.8 16.5v-5.5", "M12.2 16.5V8", "M16.5 16.5V4"],
  call: [
    "M5 2.8h2.4l1.3 3.7-1.8 1.5a10.5 10.5 0 0 0 5 5l1.5-1.8 3.7 1.3v2.4a2.3 2.3 0 0 1-2.5 2.3A12.7 12.7 0 0 1 2.7 5.3 2.3 2.3 0 0 1 5 2.8z",
  ],
  scan: ["M2.5 6.5V3.5h3", "M14.5 3.5h3v3", "M17.5 13.5v3h-3", "M5.5 16.5h-3v-3", "M6 7v6", "M8.7 7v6", "M11.3 7v6", "M14 7v6"],
  pen: ["M3.3 16.7l.9-3.9L13 4l3 3-8.8 8.8z", "M11 6l3 3"],
  undo: ["M6.5 4L3 7.5 6.5 11", "M3.5 7.5h8a4.5 4.5 0 0 1 0 9H8"],
  next: ["M7.5 4l6 6-6 6"],
  picture: ["M2.5 4.5h15v11h-15z", "M3 14l4-4 3.3 3.3 2.2-2.2 4 3.7"],
};

/** The picture `name` as an SVG element without a text of its own. */
export function icon(name) {
  const lines = LINES[name];
  if (!lines) return shared(name);
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    ...lines.map((d) => svg("path", { d, class: "line" })),
  );
}
