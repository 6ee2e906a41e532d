/** The address of what is open: `#visit=ID`, so that a visit can be linked to and Back leads out of it. */

/** The id of the open visit, or null. */
export function openVisitId() {
  return new URLSearchParams(location.hash.slice(1)).get("visit");
}

/** The address of a visit on this page. */
export function visitHash(id) {
  return `#visit=${encodeURIComponent(id)}`;
}
