/** Technicians and their phones; adds a technician and hands out one-time codes for new phones. */
import { t } from "/assets/shared/i18n.js";
import { h, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { heardText, unsentAsOf } from "/assets/desk/phones.js";
import { addTechnician, newEnrolmentCode } from "../api.js";
import { readTechnicians } from "/assets/dispatch/api.js";
import { newId } from "/assets/desk/ids.js";
import { toast } from "/assets/desk/toast.js";
import { Dialog, field } from "/assets/desk/dialog.js";

/** Shows everybody, and the form to add somebody. */
export async function openPeople(page) {
  let technicians;
  try {
    technicians = await readTechnicians();
  } catch (error) {
    toast(error.text, "danger");
    return;
  }
  const dialog = new Dialog({ title: t("people-title"), lead: t("people-lead"), contents: [], wide: true });
  const add = h("div", { class: "add-person" }, field("people-name", "name", { required: true, maxlength: 80 }), h("button", { class: "button primary" }, icon("plus"), h("span", { text: t("people-add") })));
  // Whoever is sent again after a lost answer is the same one.
  const ids = new Map();
  const idOf = (name) => ids.get(name) ?? ids.set(name, newId()).get(name);
  dialog.form.addEventListener("submit", () => dialog.run(async () => showCode(page, dialog, await addTechnician(idOf(dialog.value("name")), dialog.value("name")))));
  const list = technicians.length > 0 ? h("ul", { class: "people" }, technicians.map((each) => person(page, dialog, each))) : h("p", { class: "soft", text: t("people-none") });
  dialog.body.append(add, list);
  (technicians.length > 0 ? list.querySelector("button") : add.querySelector("input")).focus();
}

function person(page, dialog, technician) {
  const now = page.board.now();
  const phones = page.board.devicesInOrder().filter((device) => device.person === technician.id && !device.revoked);
  const words = phones.map((device) => t("people-phone", { device: device.name, heard: [heardText(device, now), unsentAsOf(device, now)].filter(Boolean).join(" · ") }));
  return h(
    "li",
    { class: "person" },
    h("div", {}, h("strong", { text: technician.name }), h("p", { class: "small soft", text: words.join(" · ") || t("people-no-phone") })),
    h("button", { class: "button", type: "button", on: { click: () => dialog.run(() => showCode(page, dialog, technician)) } }, icon("phone"), h("span", { text: t("people-new-code") })),
  );
}

async function showCode(page, dialog, technician) {
  const { code, expires_at: expiresAt } = await newEnrolmentCode(technician.id);
  const left = h("p", { class: "code-left", role: "timer" });
  const address = location.origin;
  const copy = navigator.clipboard
    ? h("button", { class: "button", type: "button", on: { click: async () => (await copied(code)) && setText(copy.lastChild, t("code-copied")) } }, icon("copy"), h("span", { text: t("code-copy") }))
    : null;
  const again = h("button", { class: "button", type: "button", text: t("code-another"), hidden: true, on: { click: () => dialog.run(() => showCode(page, dialog, technician)) } });
  dialog.settle(
    h("p", { class: "code-for", text: t("code-for", { name: technician.name }) }),
    h("output", { class: "code figures" }, code.split("-").map((group) => h("span", { text: group }))),
    left,
    h("div", { class: "code-actions" }, copy, again),
    h("ol", { class: "code-steps" }, h("li", { text: t("code-step-open") }), h("li", {}, h("span", { text: t("code-step-address") }), h("strong", { class: "figures", text: address }), isOwn(location.hostname) ? h("p", { class: "notice warning small", text: t("code-own-address") }) : null), h("li", { text: t("code-step-enter") })),
  );
  const tick = () => {
    const rest = Math.max(0, expiresAt - page.board.now());
    const minutes = Math.floor(rest / 60_000);
    const seconds = String(Math.floor(rest / 1000) % 60).padStart(2, "0");
    setText(left, rest > 0 ? t("code-left", { left: `${minutes}:${seconds}` }) : t("code-expired"));
    left.classList.toggle("is-over", rest === 0);
    again.hidden = rest > 0;
    if (rest === 0 || !left.isConnected) {
      clearInterval(timer);
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The browser may forbid it; the code stands there to be typed.
    return false;
  }
}

/** Only this very machine finds it there. */
function isOwn(name) {
  return name === "localhost" || name === "[::1]" || name.startsWith("127.");
}
