/** How much of the time that was promised is gone. */

/** `{promise, due_at, share, level}` of what is due next on a board row, or null. `level` is `early`, `half`, `soon` or `late`. */
export function dueNext(visit, now) {
  const over = visit.complete || visit.status === "cancelled" || visit.status === "finished" || visit.signature !== "none";
  const next = over ? null : (visit.targets ?? []).find(({ promise }) => promise !== "arrive" || visit.arrived_at == null);
  if (!next) {
    return null;
  }
  const from = (next.promise === "arrive" ? null : visit.arrived_at) ?? visit.requested_at ?? next.due_at;
  const span = next.due_at - from;
  const share = span > 0 ? (now - from) / span : now >= next.due_at ? 1 : 0;
  return { promise: next.promise, due_at: next.due_at, share, level: share >= 1 ? "late" : share >= 0.75 ? "soon" : share >= 0.5 ? "half" : "early" };
}
