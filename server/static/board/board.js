/**
 * The dispatcher's page: signs in, then shows the board and keeps it live. This file joins the parts; each part is a file of its own.
 */
import { LANGUAGES, language, loadLanguage, onLanguage, setLanguage, t } from "/assets/shared/i18n.js";
import { onSignedOut, session } from "./api.js";
import { Announcer } from "./announce.js";
import { DetailPanel } from "./detail/panel.js";
import { DeviceStrip } from "./devices.js";
import { Feed } from "./feed.js";
import { Filters } from "./filters.js";
import { Header } from "./header.js";
import { VisitList } from "./list.js";
import { SignIn } from "./sign_in.js";
import { Board } from "./state.js";

const TICK_MS = 20_000;

/** Everything the parts share: the board, who looks at it, and how the line is. */
class Page {
  board = new Board();
  /** Who is signed in, or null. */
  session = null;
  connection = { live: false, since: null, error: null };
  #parts = [];
  #signIn = new SignIn((view) => this.#enter(view));
  #feed = new Feed({
    snapshot: (board) => this.board.replace(board),
    visit: (visit) => this.board.takeVisit(visit),
    device: (device) => this.board.takeDevice(device),
    connection: (connection) => {
      this.connection = connection;
      this.#render();
    },
  });

  constructor() {
    this.#parts = [Header, Filters, DeviceStrip, VisitList, DetailPanel, Announcer].map((Part) => new Part(this));
    this.board.follow((news) => this.#render(news));
    onLanguage(() => this.#render({ language: true }));
    onSignedOut(() => this.#leave(true));
    setInterval(() => this.#render({ tick: true }), TICK_MS);
    for (const button of document.querySelectorAll("[data-switch-language]")) {
      button.addEventListener("click", switchLanguage);
    }
  }

  /** Finds out who is signed in and shows the board or the form. */
  async open() {
    try {
      this.#enter(await session.read());
    } catch (error) {
      this.#show("sign-in");
      this.#signIn.show({ error: error.status === 401 ? null : error });
    }
  }

  /** Tries the line again now. */
  retry() {
    this.#feed.retry();
  }

  /** Signs out at the wish of the person. */
  async signOut() {
    await session.close();
    history.replaceState(null, "", location.pathname);
    this.#leave(false);
  }

  #enter(view) {
    this.session = view;
    this.#show("board");
    this.#feed.start();
    this.#render({});
  }

  // The address is kept, so that signing in again leads back to the same visit.
  #leave(ended) {
    if (this.session) {
      this.#feed.stop();
      this.session = null;
      this.connection = { live: false, since: null, error: null };
      for (const dialog of document.querySelectorAll("dialog")) {
        dialog.close();
      }
      document.getElementById("toasts").replaceChildren();
      this.board.clear();
      this.#show("sign-in");
      this.#signIn.show({ ended });
    }
  }

  #show(id) {
    for (const each of ["boot", "sign-in", "board"]) {
      document.getElementById(each).hidden = each !== id;
    }
    document.title = t("page-title");
  }

  #render(news = {}) {
    if (this.session) {
      for (const part of this.#parts) {
        part.render(news);
      }
    } else {
      document.title = t("page-title");
    }
  }
}

async function switchLanguage() {
  const next = LANGUAGES[(LANGUAGES.indexOf(language()) + 1) % LANGUAGES.length];
  await setLanguage(next);
}

// The code on papers of version 0.1 names the server alone: whoever scans one wants the record, not the board.
if (new URLSearchParams(location.hash.slice(1)).has("sha256")) {
  location.replace(`/check${location.hash}`);
} else {
  await loadLanguage("board");
  await new Page().open();
}
