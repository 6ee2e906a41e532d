// What the device says on its own: changes committed by anybody, the outbox, the network. One stream for the whole page.
// Whatever was said while the stream was not open is made up for by reading everything again.

const KINDS = ["document", "agenda", "outbox", "network", "identity", "reference", "reload"];
const listeners = new Set();

/** Calls `listener({ kind, document })` for every notice until the answered function is called. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the stream. The browser reconnects by itself. */
export function openStream() {
  const source = new EventSource("/api/events");
  source.addEventListener("open", () => {
    tell({ kind: "connected" });
    tell({ kind: "reload" });
  });
  source.addEventListener("error", () => tell({ kind: "disconnected" }));
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => tell({ kind, document: kind === "document" ? event.data : null }));
  }
}

function tell(notice) {
  for (const listener of [...listeners]) listener(notice);
}
