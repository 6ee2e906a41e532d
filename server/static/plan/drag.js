/** Dragging a visit to another row or time, with mouse, pen or finger; Escape leaves it where it is. */

/** So far a pointer moves before it drags, in pixels. */
const SLACK = 6;

/** Lets visits and call-outs below `root` be dragged to the timeline; `dropped({visit, callOut}, to)` is called where one is let go. */
export class Drag {
  #timeline;
  #dropped;
  #held = null;

  constructor(root, timeline, dropped) {
    this.#timeline = timeline;
    this.#dropped = dropped;
    root.addEventListener("pointerdown", (event) => this.#take(event));
    window.addEventListener("pointermove", (event) => this.#move(event));
    window.addEventListener("pointerup", (event) => this.#drop(event));
    window.addEventListener("pointercancel", () => this.#end());
    window.addEventListener("keydown", (event) => event.key === "Escape" && this.#end());
  }

  #take(event) {
    const element = event.target.closest(".plan-visit");
    // A finger scrolls unless it is put on the time, which is the handle.
    if (!element || event.button !== 0 || (event.pointerType === "touch" && !event.target.closest(".plan-time"))) {
      return;
    }
    this.#held = { element, x: event.clientX, y: event.clientY, moves: false };
  }

  #move(event) {
    const held = this.#held;
    if (!held) {
      return;
    }
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moves && Math.hypot(dx, dy) < SLACK) {
      return;
    }
    held.moves = true;
    held.element.dataset.dragged = "yes";
    held.element.style.setProperty("translate", `${dx}px ${dy}px`);
    this.#light(this.#timeline.at(event.clientX, event.clientY)?.technician);
  }

  #drop(event) {
    const held = this.#held;
    const to = held?.moves ? this.#timeline.at(event.clientX, event.clientY) : null;
    this.#end();
    if (to) {
      this.#dropped(held.element.dataset, to);
    }
  }

  #end() {
    const held = this.#held;
    this.#held = null;
    this.#light(null);
    if (held) {
      held.element.style.removeProperty("translate");
      // The click that follows a drag opens nothing.
      setTimeout(() => delete held.element.dataset.dragged);
    }
  }

  #light(technician) {
    for (const row of this.#timeline.element.querySelectorAll(".plan-row")) {
      row.classList.toggle("is-target", row.dataset.technician === technician);
    }
  }
}
