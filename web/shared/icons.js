/** The pictures of the pages: drawn on a 20 × 20 grid with the current colour. Each is decoration beside a text. */
import { svg } from "./dom.js";

// `line` is stroked, `area` is filled.
const ICONS = {
  reports: { line: ["M3 3v14h14", "M6.5 13.5v-4", "M10.2 13.5V6", "M13.9 13.5V8.5"] },
  assigned: { line: ["M10 3.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z"] },
  on_site: { line: ["M10 17.5s-5.5-4.6-5.5-9a5.5 5.5 0 0 1 11 0c0 4.4-5.5 9-5.5 9z"], area: ["M10 6.4a2.1 2.1 0 1 1 0 4.2a2.1 2.1 0 0 1 0-4.2z"] },
  travelling: { line: ["M4 10h12", "M12 6l4 4l-4 4"] },
  to_be_continued: { line: ["M10 3.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z", "M8 7.5v5", "M12 7.5v5"] },
  waiting_for_parts: { line: ["M10 2.6l6.4 3.7v7.4L10 17.4l-6.4-3.7V6.3z", "M10 7v3.4l2.2 1.4"] },
  taken_away: { line: ["M10 2.6l6.4 3.7v7.4L10 17.4l-6.4-3.7V6.3z", "M6.5 10h7", "M10.5 7l3 3l-3 3"] },
  working: { line: ["M10 3.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z"], area: ["M10 3.5a6.5 6.5 0 0 1 0 13z"] },
  finished: { line: ["M3.5 3.5h13v13h-13z", "M6.8 10.2l2.3 2.3l4.2-4.8"] },
  signed: { area: ["M10 1.8l2.2 1.6l2.7-.1l.8 2.6l2.2 1.6l-.9 2.5l.9 2.5l-2.2 1.6l-.8 2.6l-2.7-.1L10 18.2l-2.2-1.6l-2.7.1l-.8-2.6l-2.2-1.6l.9-2.5l-.9-2.5l2.2-1.6l.8-2.6l2.7.1z"], knock: ["M6.6 10.3l2.3 2.3l4.4-5"] },
  changed: { line: ["M10 2.2l2.1 1.5l2.6-.1l.7 2.5l2.2 1.5l-.9 2.4l.9 2.4l-2.2 1.5l-.7 2.5l-2.6-.1L10 17.8l-2.1-1.5l-2.6.1l-.7-2.5l-2.2-1.5l.9-2.4l-.9-2.4l2.2-1.5l.7-2.5l2.6.1z", "M10 6.3v4.6"], area: ["M10 12.6a1 1 0 1 1 0 2a1 1 0 0 1 0-2z"] },
  cancelled: { line: ["M10 3.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z", "M5.6 14.4l8.8-8.8"] },
  complaint: { line: ["M3 4h14v9.5H9.5L6 17v-3.5H3z", "M10 6.3v3"], area: ["M10 10.4a0.9 0.9 0 1 1 0 1.8a0.9 0.9 0 0 1 0-1.8z"] },
  attention: { line: ["M10 3L18 16.8H2z", "M10 8v4"], area: ["M10 13.3a1 1 0 1 1 0 2a1 1 0 0 1 0-2z"] },
  board: { line: ["M3 4h14v12H3z", "M3 8.5h14", "M8 8.5V16"] },
  settings: { line: ["M3 6h8", "M15 6h2", "M3 14h2", "M9 14h8", "M13 4.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 0 1 0-3.6z", "M7 12.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 0 1 0-3.6z"] },
  all: { line: ["M3 5.5h14", "M3 10h14", "M3 14.5h14"] },
  search: { line: ["M8.8 3.3a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11z", "M13 13l4 4"] },
  close: { line: ["M4.5 4.5l11 11", "M15.5 4.5l-11 11"] },
  back: { line: ["M12.5 4L6.5 10l6 6"] },
  forward: { line: ["M7.5 4l6 6l-6 6"] },
  plus: { line: ["M10 4v12", "M4 10h12"] },
  phone: { line: ["M6 2.5h8a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1z", "M9 15h2"] },
  people: { line: ["M7.5 4a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6z", "M2 16.5c0-3 2.4-4.7 5.5-4.7s5.5 1.7 5.5 4.7", "M13 4.4a2.6 2.6 0 0 1 0 5", "M15 12.2c1.9.6 3 2.1 3 4.3"] },
  language: { line: ["M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 0 1 0-14.4z", "M2.8 10h14.4", "M10 2.8c4 4.4 4 10 0 14.4", "M10 2.8c-4 4.4-4 10 0 14.4"] },
  sign_out: { line: ["M8 3.5H4.5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1H8", "M12.5 6.5L16 10l-3.5 3.5", "M16 10H8"] },
  part: { line: ["M10 2.6l6.4 3.7v7.4L10 17.4l-6.4-3.7V6.3z", "M3.6 6.3L10 10l6.4-3.7", "M10 10v7.4"] },
  photo: { line: ["M3 6h3l1.5-2h5L14 6h3a.8.8 0 0 1 .8.8v8.4a.8.8 0 0 1-.8.8H3a.8.8 0 0 1-.8-.8V6.8A.8.8 0 0 1 3 6z", "M10 8a2.8 2.8 0 1 1 0 5.6A2.8 2.8 0 0 1 10 8z"] },
  check: { line: ["M4 10.5l4 4l8-9"] },
  defect: { line: ["M5 5l10 10", "M15 5L5 15"] },
  none: { line: ["M5 10h10"] },
  download: { line: ["M10 3v9.5", "M6 9l4 4l4-4", "M3.5 16.5h13"] },
  swap: { line: ["M3.5 7h12", "M12.5 4l3 3l-3 3", "M16.5 13h-12", "M7.5 10l-3 3l3 3"] },
  arrow: { line: ["M4 10h12", "M12 6l4 4l-4 4"] },
  clock: { line: ["M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 0 1 0-14.4z", "M10 6v4.3l2.8 1.9"] },
  urgent: { area: ["M11.4 1.8L3.8 11.4h4.6l-1 6.8l8-10h-4.9z"] },
  shield: { line: ["M10 2.4l6.3 2.2v5c0 4-2.7 6.7-6.3 8c-3.6-1.3-6.3-4-6.3-8v-5z", "M7 9.8l2.2 2.2l3.9-4.3"] },
  shield_broken: { line: ["M10 2.4l6.3 2.2v5c0 4-2.7 6.7-6.3 8c-3.6-1.3-6.3-4-6.3-8v-5z", "M7.6 7.4l4.8 4.8", "M12.4 7.4l-4.8 4.8"] },
  copy: { line: ["M7 7h9.5v9.5H7z", "M4.5 13h-1V3.5H13v1"] },
  more: { area: ["M10 3.4a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2z", "M10 8.4a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2z", "M10 13.4a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2z"] },
  chevron: { line: ["M5 7.5l5 5l5-5"] },
  live: { area: ["M10 5a5 5 0 1 1 0 10a5 5 0 0 1 0-10z"] },
  offline: { line: ["M10 5a5 5 0 1 1 0 10a5 5 0 0 1 0-10z"] },
};

/** The picture `name` as an SVG element without a text of its own. */
export function icon(name) {
  const shape = ICONS[name];
  if (!shape) {
    throw new RangeError(`no such icon: ${name}`);
  }
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    (shape.area ?? []).map((d) => svg("path", { d, class: "area" })),
    (shape.line ?? []).map((d) => svg("path", { d, class: "line" })),
    (shape.knock ?? []).map((d) => svg("path", { d, class: "knock" })),
  );
}
