// What was typed but is not yet in the device's store, kept in the browser until the device confirmed it. A reload, a crash of
// the page or a refused action loses no word.

const PREFIX = "fieldbook.draft";

/** The place of one draft: of visit `visit`, for `field`. */
export function draft(visit, field) {
  const key = `${PREFIX}/${visit}/${field}`;
  return {
    /** The kept value, or null. */
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    /** Keeps `value` until it is cleared. */
    keep(value) {
      localStorage.setItem(key, JSON.stringify(value));
    },
    /** The device has it. */
    clear() {
      localStorage.removeItem(key);
    },
  };
}

/**
 * Joins what was typed here (`base` → `mine`) with what arrived meanwhile (`base` → `theirs`). Where both changed the same
 * place, both are kept, theirs first: no word of either is dropped.
 */
export function mergeText(base, mine, theirs) {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const a = edit(base, mine);
  const b = edit(base, theirs);
  if (a.end <= b.start && !(a.end === b.start && a.start === b.start)) return apply(apply(base, b), a);
  if (b.end <= a.start && !(a.end === b.start && a.start === b.start)) return apply(apply(base, a), b);
  const start = Math.min(a.start, b.start);
  const end = Math.max(a.end, b.end);
  // Whoever wrote on from what the other wrote has both already.
  if (a.start === b.start && a.end === b.end) {
    if (a.text.includes(b.text)) return mine;
    if (b.text.includes(a.text)) return theirs;
  }
  const whole = (change) => base.slice(start, change.start) + change.text + base.slice(change.end, end);
  return `${base.slice(0, start)}${whole(b)}\n${whole(a)}${base.slice(end)}`;
}

// The one replaced stretch between two texts: base[start..end] became `text`.
function edit(base, other) {
  const shorter = Math.min(base.length, other.length);
  let start = 0;
  while (start < shorter && base[start] === other[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && base[base.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return { start, end: base.length - tail, text: other.slice(start, other.length - tail) };
}

const apply = (text, change) => text.slice(0, change.start) + change.text + text.slice(change.end);
