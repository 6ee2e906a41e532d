/** The phones: whose they are, when they were last heard, and which were revoked. */
import { t } from "/assets/shared/i18n.js";
import { h, setAttribute, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { ago } from "/assets/shared/times.js";
import { openDevice } from "./dialogs/device.js";

const QUIET_MS = 3_600_000;
const KEPT_UNDER = "fieldbook.board.devices";

/** The strip of phones; it can be folded away, and stays so. */
export class DeviceStrip {
  #page;
  #button = document.getElementById("devices-button");
  #list = document.getElementById("device-list");
  #open = kept() ?? matchMedia("(min-width: 64rem)").matches;

  constructor(page) {
    this.#page = page;
    this.#button.prepend(icon("phone"));
    this.#button.append(icon("chevron"));
    this.#button.addEventListener("click", () => {
      this.#open = !this.#open;
      keep(this.#open);
      this.render();
    });
  }

  render() {
    const { board } = this.#page;
    const now = board.now();
    const devices = board.devicesInOrder();
    this.#button.hidden = devices.length === 0;
    this.#list.hidden = devices.length === 0 || !this.#open;
    setAttribute(this.#button, "aria-expanded", String(this.#open));
    const inUse = devices.filter((device) => !device.revoked);
    const quiet = inUse.filter((device) => isQuiet(device, now)).length;
    setText(document.getElementById("devices-summary"), t("devices-summary", { count: inUse.length, quiet }));
    setAttribute(this.#button, "title", t("devices-title", { quiet }));
    const mark = devices.map((device) => `${device.id} ${device.seq} ${deviceState(device, now)} ${heardText(device, now)}`).join();
    if (this.#list.dataset.mark !== mark) {
      this.#list.dataset.mark = mark;
      this.#list.replaceChildren(...devices.map((device) => this.#chip(device, now)));
    }
  }

  #chip(device, now) {
    const state = deviceState(device, now);
    const focused = document.activeElement?.dataset.device === device.id;
    const chip = h(
      "button",
      { class: "device", type: "button", data: { state, device: device.id }, on: { click: () => openDevice(this.#page, device.id) } },
      icon({ heard: "live", quiet: "offline", revoked: "cancelled" }[state]),
      h("span", { class: "device-person", text: device.person_name }),
      h("span", { class: "device-heard", text: t("device-line", { device: device.name, heard: heardText(device, now) }) }),
    );
    if (focused) {
      queueMicrotask(() => chip.focus({ preventScroll: true }));
    }
    return h("li", {}, chip);
  }
}

/** `heard`, `quiet` (not heard for an hour) or `revoked`. */
export function deviceState(device, now) {
  if (device.revoked) {
    return "revoked";
  }
  return isQuiet(device, now) ? "quiet" : "heard";
}

function heardText(device, now) {
  if (device.revoked) {
    return t("device-revoked");
  }
  return device.last_seen_at == null ? t("device-never") : ago(device.last_seen_at, now);
}

function isQuiet(device, now) {
  return device.last_seen_at == null || now - device.last_seen_at > QUIET_MS;
}

function kept() {
  try {
    const value = localStorage.getItem(KEPT_UNDER);
    return value === null ? null : value === "open";
  } catch {
    return null;
  }
}

function keep(open) {
  try {
    localStorage.setItem(KEPT_UNDER, open ? "open" : "closed");
  } catch {
    // Storage may be switched off: the strip then unfolds anew each time.
  }
}
