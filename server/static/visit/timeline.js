/** Everything that happened to the visit, in the order of the phones' clocks, with who did it and where it was entered. */
import { t } from "/assets/shared/i18n.js";
import { h } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { moment } from "/assets/shared/times.js";
import { timeProof } from "./proof.js";
import { deviceName, personName } from "./people.js";

const PICTURES = { assigned: "people", cancelled: "cancelled", arrived: "on_site", started: "working", finished: "finished", reopened: "back", void_trip: "attention", signed: "signed" };

/** The events and signatures of the visit. */
export function timeline(context) {
  const { view } = context;
  const signed = view.sign_offs.filter((signOff) => signOff.signed_at != null).map((signOff) => ({ kind: "signed", at: signOff.signed_time?.at ?? signOff.signed_at, time: signOff.signed_time, signer: signOff.signer?.name ?? "" }));
  const arrival = view.events.find(({ kind }) => kind === "arrived");
  const events = view.events.map((event) => (event === arrival && view.arrived_time ? { ...event, at: view.arrived_time.at, time: view.arrived_time } : event));
  const entries = [...events, ...signed].sort((a, b) => a.at - b.at);
  return h("ol", { class: "timeline" }, entries.map((entry) => line(context, entry)));
}

function line(context, entry) {
  const who = entry.kind === "signed" ? entry.signer : (entry.person_name ?? personName(context, entry.by));
  const device = entry.device ? deviceName(context, entry.device) : null;
  const where = entry.kind === "signed" ? t("timeline-customer") : device ? t("timeline-on-device", { device }) : entry.device ? t("timeline-on-phone") : t("timeline-at-desk");
  return h(
    "li",
    { class: "timeline-entry", data: { kind: entry.kind } },
    icon(PICTURES[entry.kind] ?? "more"),
    h(
      "div",
      {},
      h("p", {}, h("strong", { text: what(entry) })),
      entry.reason ? h("p", { class: "small", text: t("reason", { reason: entry.reason }) }) : null,
      h("p", { class: "small soft", text: t("who-where", { name: who, where }) }),
    ),
    h("div", { class: "timeline-time" }, h("time", { datetime: new Date(entry.at).toISOString(), text: moment(entry.at, context.now) }), timeProof(entry.time)),
  );
}

function what(entry) {
  switch (entry.kind) {
    case "assigned":
      return t(entry.replaces ? "timeline-reassigned" : "timeline-assigned", { name: entry.technician_name });
    case "signed":
      return t("timeline-signed");
    default:
      return t(`event-${entry.kind}`);
  }
}
