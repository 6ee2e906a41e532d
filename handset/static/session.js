// What the whole page knows of the device: who it belongs to, the network switch, what waits to be sent.

import { api } from "./api.js";

const listeners = new Set();
let known = null;
let asking = null;
let again = false;

/** The last known state, or null before the first answer. */
export const session = () => known;

/** Calls `listener(state)` now, if there is a state, and at every change. */
export function watch(listener) {
  listeners.add(listener);
  if (known) listener(known);
}

/** Asks the device for its state; calls that come while one is under way share one more. */
export function refreshSession() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = (async () => {
    try {
      do {
        again = false;
        known = await api.state();
        for (const listener of listeners) listener(known);
      } while (again);
    } finally {
      asking = null;
    }
  })();
  return asking;
}
