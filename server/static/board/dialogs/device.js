/** One phone: whose it is, when it was heard, what it had not sent, and the way to revoke it. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { ago, fullTime } from "/assets/shared/times.js";
import { revokeDevice } from "../api.js";
import { OFFLINE_AFTER_MS, heldAsOf, phoneState } from "/assets/desk/phones.js";
import { toast } from "/assets/desk/toast.js";
import { Dialog } from "/assets/desk/dialog.js";

/** Shows the phone with this id. */
export function openDevice(page, id) {
  const device = page.board.devices.get(id);
  const now = page.board.now();
  const rows = [
    ["device-person", device.person_name],
    ["device-state", t(`device-state-${phoneState(device, now)}`, { minutes: OFFLINE_AFTER_MS / 60_000 })],
    ["device-heard", device.last_seen_at == null ? t("phone-never") : `${ago(device.last_seen_at, now)} · ${fullTime(device.last_seen_at)}`],
    ["device-unsent", device.unsent ? heldAsOf(device, now) : t("device-unsent-none")],
    ...(device.unsent?.oldest_at == null ? [] : [["device-oldest", `${ago(device.unsent.oldest_at, now)} · ${fullTime(device.unsent.oldest_at)}`]]),
    ["device-enrolled", fullTime(device.enrolled_at)],
  ];
  const dialog = new Dialog({
    title: device.name,
    contents: [h("dl", { class: "facts" }, rows.flatMap(([name, value]) => [h("dt", { text: t(name) }), h("dd", { text: value })]))],
  });
  if (!device.revoked) {
    dialog.foot.prepend(h("button", { class: "button danger", type: "button", on: { click: () => askRevoke(page, dialog, device) } }, icon("cancelled"), h("span", { text: t("revoke-open") })));
  }
}

function askRevoke(page, dialog, device) {
  dialog.close();
  new Dialog({
    title: t("revoke-title", { device: device.name }),
    contents: [h("p", { text: t("revoke-lead", { name: device.person_name }) }), h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t("revoke-unsent") }))],
    submitText: t("revoke-submit"),
    kind: "danger",
    submit: async (question) => {
      await revokeDevice(device.id);
      page.board.takeDevice({ ...page.board.devices.get(device.id), revoked: true });
      question.close();
      toast(t("revoke-done", { device: device.name }));
    },
  });
}
