/** Which days the plan shows, and where an instant stands on them. Days are those of the reader. */

/** What is shown: one day by hours, or seven days. */
export class Days {
  /** `day` or `week`. */
  view;
  /** The first instant of the first day. */
  from;

  constructor(view, at) {
    this.view = view;
    const start = new Date(at);
    start.setHours(0, 0, 0, 0);
    if (view === "week") {
      // Weeks begin on Monday.
      start.setDate(start.getDate() - ((start.getDay() + 6) % 7));
    }
    this.from = start.getTime();
  }

  /** The first instant of each day shown. */
  get days() {
    return Array.from({ length: this.view === "week" ? 7 : 1 }, (_, place) => addDays(this.from, place));
  }

  /** The first instant after what is shown. */
  get until() {
    return addDays(this.from, this.view === "week" ? 7 : 1);
  }

  /** Whether `at` is on the days shown. */
  holds(at) {
    return at != null && at >= this.from && at < this.until;
  }

  /** The days before (`-1`) or after (`1`). */
  moved(by) {
    return new Days(this.view, addDays(this.from, by * (this.view === "week" ? 7 : 1)));
  }

  /** Which of the days `at` is on. */
  placeOf(at) {
    return Math.max(0, this.days.filter((day) => day <= at).length - 1);
  }
}

/** The same hour `count` days later, also over a change of the clocks. */
export function addDays(at, count) {
  const day = new Date(at);
  day.setDate(day.getDate() + count);
  return day.getTime();
}

/** The value of an input for date and time. */
export function inputValue(at) {
  const date = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
