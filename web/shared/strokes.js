/**
 * Signature strokes as a drawing: `{width, height, strokes: [[{x, y, t_ms}]]}` of the sealed record becomes an inline SVG with one
 * smooth path per stroke. The path goes through the middle between neighbouring points, so that a pen sampled at 60 Hz reads
 * as ink; it never leaves the hull of the points.
 */
import { svg } from "./dom.js";

const MARGIN = 0.04;

/**
 * The signature as an SVG element that scales with its box. `label` says in words what it is. With `crop` the drawing fills the
 * box; without, it stands on the glass where it was written.
 */
export function strokesImage(signature, { label, crop = true } = {}) {
  const view = crop ? cropped(signature) : { x: 0, y: 0, width: signature.width, height: signature.height };
  return svg(
    "svg",
    {
      class: "strokes",
      role: "img",
      "aria-label": label ?? "",
      viewBox: `${view.x} ${view.y} ${view.width} ${view.height}`,
      preserveAspectRatio: "xMidYMid meet",
    },
    svg("path", { d: signature.strokes.map(strokePath).join(""), fill: "none", "vector-effect": "non-scaling-stroke" }),
  );
}

/** The SVG path of one stroke. */
export function strokePath(points) {
  const [first, ...rest] = points;
  if (!first) {
    return "";
  }
  if (rest.length === 0) {
    // A dot: a line of no length, which round caps make visible.
    return `M${first.x} ${first.y}l0 .01`;
  }
  let path = `M${first.x} ${first.y}`;
  rest.slice(0, -1).forEach((point, index) => {
    const next = rest[index + 1];
    path += `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  const last = rest[rest.length - 1];
  return `${path}L${last.x} ${last.y}`;
}

function cropped({ width, height, strokes }) {
  const points = strokes.flat();
  if (points.length === 0) {
    return { x: 0, y: 0, width, height };
  }
  const margin = Math.max(width, height) * MARGIN;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
}
