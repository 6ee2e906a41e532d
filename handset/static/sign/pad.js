// The glass: strokes of finger, pen or mouse, in fixed units whatever the size of the screen, so that turning or resizing the
// device changes the drawing's size and nothing else. Encoded and judged by the device, never here.

import { strokePath } from "/assets/shared/strokes.js";
import { svg } from "/assets/shared/dom.js";

/** Units of the glass. */
export const GLASS = Object.freeze({ width: 2000, height: 1000 });

// What the sealed record holds at most; a longer signature is ended, not thinned out.
const MAX_POINTS = 4000;
const MAX_STROKES = 128;
// Points closer than this say nothing about the pen.
const MIN_STEP = 5;

/**
 * The pad as `{ node, strokes(), clear(), isEmpty(), lock(on) }`. `onchange()` is called when something was drawn or cleared,
 * `onfull()` when no more points fit.
 */
export function signaturePad({ label, onchange, onfull }) {
  const ink = svg("path", { class: "ink", fill: "none" });
  const line = svg("path", { class: "pad-line", d: `M140 790H${GLASS.width - 140}` });
  const node = svg(
    "svg",
    {
      class: "pad",
      viewBox: `0 0 ${GLASS.width} ${GLASS.height}`,
      role: "img",
      "aria-label": label,
      "data-test": "sign-pad",
      tabindex: "0",
    },
    line,
    ink,
  );

  let strokes = [];
  let paths = []; // one SVG path text per stroke: only the stroke under the pen is drawn anew
  let points = 0;
  let pointer = null;
  let penSeen = false;
  let firstAt = 0;
  let locked = false;

  const draw = () => ink.setAttribute("d", paths.join(""));

  const place = (event) => {
    const box = node.getBoundingClientRect();
    const within = (value, limit) => Math.min(limit, Math.max(0, Math.round(value)));
    return {
      x: within(((event.clientX - box.left) / box.width) * GLASS.width, GLASS.width),
      y: within(((event.clientY - box.top) / box.height) * GLASS.height, GLASS.height),
      t_ms: Math.max(0, Math.round(event.timeStamp - firstAt)),
    };
  };

  const add = (event) => {
    const stroke = strokes[strokes.length - 1];
    const point = place(event);
    const last = stroke[stroke.length - 1];
    if (last && Math.hypot(point.x - last.x, point.y - last.y) < MIN_STEP) return;
    if (points >= MAX_POINTS) {
      end();
      onfull();
      return;
    }
    stroke.push(point);
    points += 1;
    paths[paths.length - 1] = strokePath(stroke);
  };

  const end = () => {
    pointer = null;
    onchange();
  };

  node.addEventListener("pointerdown", (event) => {
    if (locked || pointer !== null || event.button > 0) return;
    // Once a pen has touched, a resting hand is not a signature.
    if (event.pointerType === "pen") penSeen = true;
    else if (penSeen && event.pointerType === "touch") return;
    event.preventDefault();
    if (strokes.length >= MAX_STROKES || points >= MAX_POINTS) {
      onfull();
      return;
    }
    if (strokes.length === 0) firstAt = event.timeStamp;
    pointer = event.pointerId;
    node.setPointerCapture(pointer);
    strokes.push([]);
    paths.push("");
    add(event);
    draw();
  });
  node.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    event.preventDefault();
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const one of coalesced.length > 0 ? coalesced : [event]) {
      if (pointer !== null) add(one);
    }
    draw();
  });
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture"]) {
    node.addEventListener(kind, (event) => {
      if (event.pointerId === pointer) end();
    });
  }
  // Safari scrolls on touch even under touch-action, and long presses open menus.
  node.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });
  node.addEventListener("contextmenu", (event) => event.preventDefault());

  return {
    node,
    strokes: () => ({ ...GLASS, strokes: strokes.map((stroke) => stroke.map((point) => ({ ...point }))) }),
    isEmpty: () => points < 2,
    clear: () => {
      strokes = [];
      paths = [];
      points = 0;
      pointer = null;
      draw();
      onchange();
    },
    lock: (on) => {
      locked = on;
    },
  };
}
