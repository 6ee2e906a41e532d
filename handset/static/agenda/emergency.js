// An emergency comes before its order: the technician opens the visit, the desk enters the order afterwards and links it.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { draft } from "../drafts.js";
import { openForm } from "../forms/form.js";

const WORKS = ["repair", "installation", "inspection"];
const TYPES = ["A", "B", "C", "D"];

/** Asks what is known, opens the visit and goes there. */
export function askEmergency() {
  const options = (family, values) => values.map((value) => ({ value, label: t(`${family}-${value}`) }));
  openForm({
    title: t("hs-do-emergency"),
    lead: t("hs-emergency-lead"),
    test: "emergency-form",
    fields: [
      {
        kind: "text",
        name: "reason",
        label: t("hs-emergency-reason"),
        needed: true,
        rows: 2,
        picks: ["called", "on-site"].map((word) => t(`hs-emergency-reason-${word}`)),
      },
      { kind: "text", name: "fault", label: t("hs-emergency-fault"), needed: true, rows: 2 },
      { kind: "line", name: "name", label: t("hs-customer"), needed: true },
      { kind: "line", name: "address", label: t("hs-address"), needed: true },
      { kind: "line", name: "phone", label: t("hs-phone"), entries: { inputmode: "tel" } },
      { kind: "line", name: "contact", label: t("hs-contact") },
      { kind: "line", name: "product", label: t("hs-product-name"), needed: true },
      { kind: "line", name: "model", label: t("hs-model") },
      { kind: "serial", name: "serial", label: t("hs-serial") },
      { kind: "choice", name: "work", label: t("hs-work"), needed: true, value: "repair", options: options("work", WORKS) },
      { kind: "choice", name: "service_type", label: t("hs-service-type"), needed: true, options: options("service_type", TYPES) },
    ],
    act: async ({ reason, fault, work, service_type, name, address, phone, contact, product, model, serial }) => {
      const { id } = await api.openWithoutOrder({
        reason,
        fault,
        work,
        service_type,
        customer: { name, address, phone, contact },
        asset: { product, model, serial },
      });
      location.hash = `#/visit/${id}`;
    },
    done: t("hs-emergency-done"),
    keep: draft("agenda", "emergency"),
  });
}
