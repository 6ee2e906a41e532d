// The shared element builder with the shorthands that nearly every element of this page needs.

import { h } from "/assets/shared/dom.js";

/**
 * An element: entries `on<event>` are listeners, `test` becomes `data-test`, `value` also works for text areas; the rest is as in
 * the shared `h`. Text is always text, never markup.
 */
export function el(tag, entries = {}, ...children) {
  const { test, value, ...props } = entries;
  const on = {};
  for (const [key, listener] of Object.entries(props)) {
    if (!key.startsWith("on") || typeof listener !== "function") continue;
    on[key.slice(2)] = listener;
    delete props[key];
  }
  const node = h(tag, { ...props, on, data: test ? { test } : {} }, ...children.flat(2));
  if (value !== undefined) node.value = value;
  return node;
}

/** Replaces everything inside `node`; children that are null or false are left out. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
