/** The board: every visit and phone, live. This file joins the parts; each part is a file of its own. */
import { Announcer } from "./announce.js";
import { DetailPanel } from "./panel.js";
import { DeviceStrip } from "./devices.js";
import { Feed } from "/assets/desk/feed.js";
import { Filters } from "./filters.js";
import { Header } from "./header.js";
import { actions, floating, layout } from "./layout.js";
import { VisitList } from "./list.js";
import { Board } from "/assets/desk/board.js";

export const texts = ["board", "visit", "dispatch"];
export const styles = ["board/board", "board/list", "visit/visit", "board/dialogs", "board/screens"].map((name) => `/assets/${name}.css`);

/** Opens the board in `desk`. */
export function open(desk) {
  return new Page(desk);
}

/** Everything the parts share: the desk, the board, and how the line is. */
class Page {
  board = new Board();
  desk;
  connection = { live: false, since: null, error: null };
  #parts;
  #feed = new Feed({
    snapshot: (board) => this.board.replace(board),
    visit: (visit) => this.board.takeVisit(visit),
    device: (device) => this.board.takeDevice(device),
    connection: (connection) => {
      this.connection = connection;
      this.render();
    },
  });

  constructor(desk) {
    this.desk = desk;
    desk.root.replaceChildren(layout(), floating());
    desk.actions.replaceChildren(...actions());
    this.#parts = [Header, Filters, DeviceStrip, VisitList, DetailPanel, Announcer].map((Part) => new Part(this));
    this.board.follow((news) => this.render(news));
    this.#feed.start();
  }

  /** Tries the line again now. */
  retry() {
    this.#feed.retry();
  }

  render(news = {}) {
    if (this.desk.session) {
      for (const part of this.#parts) {
        part.render(news);
      }
    }
  }

  close() {
    this.#feed.stop();
    this.board.clear();
  }
}
