/**
 * What the page knows: the board's visits and devices, and what the dispatcher asked to see of them. Plain values in, plain
 * values out; views follow it with {@link Board.follow}.
 */
import { startOfDay } from "/assets/shared/times.js";
import { stateOf } from "/assets/shared/status.js";

const DAY_MS = 86_400_000;
const OPEN = new Set(["assigned", "travelling", "on_site", "working", "to_be_continued", "waiting_for_parts", "taken_away", "finished"]);

/** What can be asked for: every visit, those that need attention, or one state. */
export const FILTERS = Object.freeze(["all", "attention", "assigned", "on_site", "working", "finished", "signed", "cancelled"]);

/** The board and the wish of the person who looks at it. */
export class Board {
  visits = new Map();
  devices = new Map();
  /** Whether the board was read at least once. */
  loaded = false;
  filter = "all";
  search = "";
  day = "current";
  #clockOffset = 0;
  #followers = new Set();

  /** Calls `follower({fresh: Set of visit ids, first})` after each change. */
  follow(follower) {
    this.#followers.add(follower);
  }

  /** The server's time in **milliseconds**, as far as this page can tell. */
  now() {
    return Date.now() + this.#clockOffset;
  }

  /**
   * Takes the whole board; visits that moved on since are fresh. A row that is newer here than there comes again with the events after it,
   * unless the server was set back to an older copy: then what is there counts.
   */
  replace({ server_time, visits, devices }) {
    this.#clockOffset = server_time - Date.now();
    const first = !this.loaded;
    const known = this.visits;
    this.visits = new Map(visits.map((visit) => [visit.id, visit]));
    this.devices = new Map(devices.map((device) => [device.id, device]));
    this.loaded = true;
    const fresh = visits.filter((visit) => !first && (known.get(visit.id)?.seq ?? -1) < visit.seq).map((visit) => visit.id);
    this.#tell(fresh, first);
  }

  /** Takes one visit, unless a newer one is known. */
  takeVisit(visit) {
    if (newest(this.visits.get(visit.id), visit) === visit) {
      this.visits.set(visit.id, visit);
      this.#tell([visit.id]);
    }
  }

  /** Takes one device, unless a newer one is known. */
  takeDevice(device) {
    if (newest(this.devices.get(device.id), device) === device) {
      this.devices.set(device.id, device);
      this.#tell([]);
    }
  }

  /** Changes what is asked for: any of `filter`, `search`, `day`. */
  ask(wish) {
    Object.assign(this, wish);
    this.#tell([]);
  }

  /** Forgets everything: somebody else may sign in next. */
  clear() {
    this.visits = new Map();
    this.devices = new Map();
    this.loaded = false;
    this.#tell([]);
  }

  /** How many visits of the chosen day each filter would show. */
  counts() {
    const counts = Object.fromEntries(FILTERS.map((filter) => [filter, 0]));
    const now = this.now();
    for (const visit of this.#ofTheDay()) {
      for (const filter of FILTERS) {
        counts[filter] += matches(visit, filter, now) ? 1 : 0;
      }
    }
    return counts;
  }

  /** What to show, in order: visits that need attention, then the others, each by appointment. */
  shown() {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const now = this.now();
    const visits = [...this.#ofTheDay()]
      .filter((visit) => matches(visit, this.filter, now))
      .filter((visit) => words.every((word) => haystack(visit).includes(word)))
      .sort(byAppointment);
    return {
      attention: visits.filter((visit) => needsAttention(visit, now)),
      others: visits.filter((visit) => !needsAttention(visit, now)),
    };
  }

  /** Devices in use first, each group by person. */
  devicesInOrder() {
    return [...this.devices.values()].sort(
      (a, b) => Number(a.revoked) - Number(b.revoked) || a.person_name.localeCompare(b.person_name) || a.name.localeCompare(b.name),
    );
  }

  *#ofTheDay() {
    const today = startOfDay(this.now());
    for (const visit of this.visits.values()) {
      if (this.day === "all" || (this.day === "current") === isCurrent(visit, today)) {
        if (this.day !== "later" || visit.appointment_at >= today + DAY_MS) {
          yield visit;
        }
      }
    }
  }

  #tell(fresh, first = false) {
    const news = { fresh: new Set(fresh), first };
    for (const follower of this.#followers) {
      follower(news);
    }
  }
}

/** How long ago the appointment was, in **milliseconds**, if nobody has arrived for it; else 0. */
export function lateBy(visit, now) {
  const waiting = stateOf(visit) === "assigned" && visit.appointment_at != null;
  return waiting ? Math.max(0, now - visit.appointment_at) : 0;
}

// Today's work: what needs a person, what is still open and not for later, and what was done or due today.
function isCurrent(visit, today) {
  const tomorrow = today + DAY_MS;
  const onTheDay = (at) => at != null && at >= today && at < tomorrow;
  const due = visit.appointment_at == null || visit.appointment_at < tomorrow;
  return (
    visit.attention.length > 0 ||
    (OPEN.has(stateOf(visit)) && due) ||
    [visit.appointment_at, visit.arrived_at, visit.finished_at, visit.signed_at].some(onTheDay)
  );
}

// What the server flags, and an appointment that nobody has come to.
function needsAttention(visit, now) {
  return visit.attention.length > 0 || lateBy(visit, now) > 0;
}

function matches(visit, filter, now) {
  switch (filter) {
    case "all":
      return true;
    case "attention":
      return needsAttention(visit, now);
    case "signed":
      return visit.signature !== "none" || visit.complete;
    default:
      return stateOf(visit) === filter;
  }
}

function byAppointment(a, b) {
  return (a.appointment_at ?? Infinity) - (b.appointment_at ?? Infinity) || a.number.localeCompare(b.number) || a.id.localeCompare(b.id);
}

function haystack(visit) {
  const { number, customer_name, address, product, model, serial, technician_name, fault, signer_name } = visit;
  return [number, customer_name, address, product, model, serial, technician_name, fault, signer_name].join("\n").toLowerCase();
}

function newest(known, next) {
  return known && known.seq > next.seq ? known : next;
}
