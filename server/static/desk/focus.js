/** Where the focus is, so that it is found again after its place was drawn anew. */

const KEYS = ["href", "name", "data-test", "data-filter"];

/** What tells `element` from others that may stand in its place later: its words, and which one of those alike it is. */
export function placeOf(element, root = document) {
  const mark = markOf(element);
  return { mark, nth: alike(root, mark).indexOf(element) };
}

/** The element at `place` in `root`, as it is now; or `null`. */
export function elementAt({ mark, nth }, root = document) {
  const found = alike(root, mark);
  return found[nth] ?? found.at(-1) ?? null;
}

/** Draws with `draw()`; if that took away what had the focus in `root`, the focus goes to what stands in its place, else to `otherwise`. */
export function keepFocus(root, draw, otherwise = root) {
  const active = document.activeElement;
  const place = active !== root && root.contains(active) ? placeOf(active, root) : null;
  draw();
  if (place && !active.isConnected) {
    (elementAt(place, root) ?? otherwise).focus({ preventScroll: true });
  }
}

function alike(root, mark) {
  return [...root.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((each) => markOf(each) === mark);
}

function markOf(element) {
  if (element.dataset.keep) {
    return element.dataset.keep;
  }
  const words = element.matches("input, select, textarea") ? "" : element.textContent;
  return [element.localName, ...KEYS.map((key) => element.getAttribute(key) ?? ""), words].join("\n");
}
