/** The phones: whose they are, when they were last heard, what they said they had not sent, and which were revoked. */
import { t } from "/assets/shared/i18n.js";
import { h, setAttribute, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { fullTime } from "/assets/shared/times.js";
import { OFFLINE_AFTER_MS, heardText, phoneState, unsentAsOf } from "/assets/desk/phones.js";
import { openDevice } from "./dialogs/device.js";

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
    const offline = inUse.filter((device) => phoneState(device, now) === "offline").length;
    const unsent = inUse.filter((device) => device.unsent).length;
    setText(document.getElementById("devices-summary"), t("devices-summary", { count: inUse.length, offline, unsent }));
    setAttribute(this.#button, "title", t("devices-title", { offline, minutes: OFFLINE_AFTER_MS / 60_000 }));
    this.#button.dataset.unsent = String(unsent);
    const mark = devices.map((device) => `${device.id} ${device.seq} ${phoneState(device, now)} ${heardText(device, now)} ${unsentAsOf(device, now)}`).join();
    if (this.#list.dataset.mark !== mark) {
      this.#list.dataset.mark = mark;
      this.#list.replaceChildren(...devices.map((device) => this.#chip(device, now)));
    }
  }

  #chip(device, now) {
    const state = phoneState(device, now);
    const heard = device.last_seen_at == null ? "" : t("device-heard-at", { at: fullTime(device.last_seen_at) });
    const focused = document.activeElement?.dataset.device === device.id;
    const chip = h(
      "button",
      { class: "device", type: "button", data: { state, device: device.id }, on: { click: () => openDevice(this.#page, device.id) } },
      icon({ heard: "live", offline: "offline", revoked: "cancelled" }[state]),
      h("span", { class: "device-person", text: device.person_name }),
      h("span", { class: "device-heard", title: heard, text: t("device-line", { device: device.name, heard: heardText(device, now) }) }),
      device.unsent ? h("span", { class: "device-unsent", text: unsentAsOf(device, now) }) : null,
    );
    if (focused) {
      queueMicrotask(() => chip.focus({ preventScroll: true }));
    }
    return h("li", { class: device.unsent ? "is-wide" : "" }, chip);
  }
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
