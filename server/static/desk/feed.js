/**
 * Keeps the board live: reads it whole, then follows its events; when the line breaks, tries again with growing pauses and reads
 * it whole again. The stream is read with `fetch` rather than `EventSource`, because only so a silent line is noticed (the server
 * sends a comment every 15 s) and an ended session is told from a lost network.
 */
import { ApiError, request, stream } from "./api.js";

const SILENCE_MS = 40_000;
const STEADY_MS = 10_000;
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** Follows the board until stopped. */
export class Feed {
  #on;
  #stop = null;
  #wake = null;
  #tries = 0;

  /**
   * `on.snapshot(board)`, `on.visit(visit)`, `on.device(device)` bring news; `on.connection({live, since, error})` tells how the
   * line is, `since` in **milliseconds**.
   */
  constructor(on) {
    this.#on = on;
    for (const event of ["online", "pageshow"]) {
      window.addEventListener(event, () => this.retry());
    }
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retry());
  }

  /** Begins to follow; once is enough. */
  start() {
    if (!this.#stop) {
      this.#stop = new AbortController();
      this.#tries = 0;
      void this.#run(this.#stop.signal);
    }
  }

  /** Ends it. */
  stop() {
    this.#stop?.abort();
    this.#stop = null;
    this.retry();
  }

  /** Tries again now, if it is waiting to. */
  retry() {
    this.#wake?.();
  }

  async #run(stopped) {
    let brokenSince = null;
    while (!stopped.aborted) {
      let liveSince = null;
      let failure = null;
      try {
        const board = await readBoard();
        if (stopped.aborted) {
          return;
        }
        this.#on.snapshot(board);
        await this.#follow(board.seq, stopped, () => {
          liveSince = Date.now();
          brokenSince = null;
          this.#on.connection({ live: true, since: liveSince, error: null });
        });
      } catch (error) {
        failure = error instanceof ApiError ? error : new ApiError("offline", 0);
      }
      if (stopped.aborted || failure?.status === 401) {
        return;
      }
      if (failure === null) {
        // The server asked for a fresh start.
        continue;
      }
      if (liveSince !== null && Date.now() - liveSince > STEADY_MS) {
        this.#tries = 0;
      }
      brokenSince ??= Date.now();
      this.#on.connection({ live: false, since: brokenSince, error: failure });
      await this.#pause();
    }
  }

  /** Reads events until the server asks for a reload; throws when the line breaks. */
  async #follow(seq, stopped, opened) {
    const line = new AbortController();
    const cut = () => line.abort();
    stopped.addEventListener("abort", cut);
    let watch = setTimeout(cut, SILENCE_MS);
    try {
      const response = await openEvents(seq, line.signal);
      opened();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser();
      for (;;) {
        const { done, value } = await reader.read();
        clearTimeout(watch);
        watch = setTimeout(cut, SILENCE_MS);
        if (done) {
          throw new ApiError("offline", 0);
        }
        for (const { event, data } of parser.take(value)) {
          if (event === "reload") {
            return;
          }
          this.#hear(event, data);
        }
      }
    } finally {
      clearTimeout(watch);
      stopped.removeEventListener("abort", cut);
      line.abort();
    }
  }

  #hear(event, data) {
    switch (event) {
      case "visit":
        this.#on.visit(JSON.parse(data));
        break;
      case "device":
        this.#on.device(JSON.parse(data));
        break;
      default:
        // A newer server may tell more than this page shows.
        break;
    }
  }

  async #pause() {
    const longest = PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)];
    this.#tries += 1;
    const pause = longest * (0.5 + Math.random() / 2);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}

/** Cuts a text stream into server-sent events (WHATWG HTML 9.2.6). */
export class EventParser {
  #rest = "";
  #event = "";
  #data = [];

  /** The events that `text` completes. */
  take(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    const events = [];
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0 || this.#event === "reload") {
          events.push({ event: this.#event || "message", data: this.#data.join("\n") });
        }
        this.#event = "";
        this.#data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") {
        this.#event = value;
      } else if (field === "data") {
        this.#data.push(value);
      }
    }
    return events;
  }
}

/** The board as it stands. */
function readBoard() {
  return request("GET", "/v1/desk/board");
}

/** The running events of the board after `seq`, as a response whose body is read piece by piece. */
async function openEvents(seq, signal) {
  return stream(`/v1/desk/board/events?after=${encodeURIComponent(seq)}`, { headers: { Accept: "text/event-stream" }, cache: "no-store", signal });
}
