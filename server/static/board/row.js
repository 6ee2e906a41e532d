/** One visit in the list: a link to its detail, wide as a table row on a desk, a card on a phone. */
import { t } from "/assets/shared/i18n.js";
import { h, setAttribute, setText } from "/assets/shared/dom.js";
import { icon } from "/assets/shared/icons.js";
import { setPill, stateOf, statePill } from "/assets/shared/status.js";
import { strokesImage } from "/assets/shared/strokes.js";
import { clockTime, day, moment, sameDay, span } from "/assets/shared/times.js";
import { timeProof } from "/assets/visit/proof.js";
import { visitHash } from "./route.js";
import { lateBy } from "/assets/desk/board.js";
import { drawDue, dueNext, duePlace } from "/assets/desk/sla.js";

/** A row; `element` goes into the list, `link` takes the focus. */
export class VisitRow {
  #visit = null;
  #freshTimer = null;
  #part = {
    day: h("span", { class: "day" }),
    time: h("span", { class: "time" }),
    late: h("span", { class: "late" }),
    number: h("span", { class: "figure" }),
    work: h("span", { class: "second" }),
    urgent: h("span", { class: "urgent" }, icon("urgent"), h("span")),
    customer: h("span", { class: "first" }),
    address: h("span", { class: "second" }),
    product: h("span", { class: "first" }),
    fault: h("span", { class: "second" }),
    technician: h("span", { class: "first" }),
    pill: statePill("assigned"),
    due: duePlace(),
    since: h("span", { class: "since" }),
    proof: h("span", { class: "proof" }),
    signature: h("span", { class: "cell signature" }),
    checks: count("check"),
    parts: count("part"),
    photos: count("photo"),
    flags: h("span", { class: "flags" }),
  };

  constructor(id) {
    const part = this.#part;
    this.link = h(
      "a",
      { class: "visit", href: visitHash(id) },
      h("span", { class: "cell when" }, part.day, part.time, part.late),
      h("span", { class: "cell number" }, part.number, h("span", { class: "kind" }, part.work, part.urgent)),
      h("span", { class: "cell customer" }, part.customer, part.address),
      h("span", { class: "cell product" }, part.product, part.fault),
      h("span", { class: "cell technician" }, part.technician),
      h("span", { class: "cell state" }, part.pill, part.due, part.since, part.proof),
      part.signature,
      h("span", { class: "cell counts" }, part.checks, part.parts, part.photos),
      part.flags,
    );
    this.element = h("li", {}, this.link);
  }

  /** Shows `visit` as of `now`; what did not change is left alone unless `all`, for a new language or the passing of time. */
  update(visit, now, all = false) {
    if (visit === this.#visit && !all) {
      return;
    }
    const signatureChanged = this.#visit?.seq !== visit.seq || all;
    this.#visit = visit;
    const part = this.#part;
    const state = stateOf(visit);
    const late = lateBy(visit, now);
    const appointment = visit.appointment_at;
    setText(part.day, appointment == null || sameDay(appointment, now) ? "" : day(appointment));
    setText(part.time, appointment == null ? t("no-appointment") : clockTime(appointment));
    part.time.classList.toggle("is-none", appointment == null);
    setText(part.late, late > 0 ? t("late-by", { span: whole(span(late)) }) : "");
    setText(part.number, visit.number);
    setText(part.work, t(`work-${visit.work}`));
    part.urgent.hidden = visit.urgency !== "urgent";
    setText(part.urgent.lastChild, t("urgency-urgent"));
    setText(part.customer, visit.customer_name);
    setText(part.address, visit.address);
    setText(part.product, [visit.product, visit.model].filter(Boolean).join(" "));
    setText(part.fault, visit.fault);
    setText(part.technician, visit.technician_name || t("no-technician"));
    setPill(part.pill, state);
    const signedAt = visit.signed_time?.at ?? visit.signed_at;
    const since = { on_site: visit.arrived_at, working: visit.started_at, finished: visit.finished_at, signed: signedAt, changed: signedAt }[state];
    setText(part.since, since == null ? "" : moment(since, now));
    drawDue(part.due, dueNext(visit, now), now, "promise");
    setProof(part.proof, state === "signed" || state === "changed" ? visit.signed_time : null);
    setCount(part.checks, `${visit.checks_done}/${visit.checks_total}`, visit.checks_total > 0, t("count-checks", { done: visit.checks_done, total: visit.checks_total }));
    setCount(part.parts, String(visit.parts), visit.parts > 0, t("count-parts", { count: visit.parts }));
    const missing = visit.photos - visit.photos_complete;
    setCount(part.photos, missing > 0 ? `${visit.photos_complete}/${visit.photos}` : String(visit.photos), visit.photos > 0, t("count-photos", { done: visit.photos_complete, total: visit.photos }));
    part.photos.classList.toggle("is-missing", missing > 0);
    this.link.dataset.state = state;
    setFlags(part.flags, visit.attention, missing);
    if (signatureChanged) {
      setSignature(part.signature, visit);
    }
  }

  /** Draws the eye for `ms` **milliseconds**. */
  lightUp(ms) {
    clearTimeout(this.#freshTimer);
    this.link.classList.add("is-fresh");
    this.#freshTimer = setTimeout(() => this.link.classList.remove("is-fresh"), ms);
  }
}

// A narrow column breaks before a span, not within it.
function whole(text) {
  return text.replaceAll(" ", "\u00a0");
}

function count(name) {
  return h("span", { class: "count" }, icon(name), h("span", { "aria-hidden": "true" }), h("span", { class: "visually-hidden" }));
}

function setCount(element, figure, some, spoken) {
  const [, shown, said] = element.children;
  setText(shown, figure);
  setText(said, spoken);
  setAttribute(element, "title", spoken);
  element.classList.toggle("is-none", !some);
}

function setFlags(place, flags, missing) {
  const words = flags.map((flag) => t(`attention-${flag}`));
  if (missing > 0) {
    words.push(t("evidence-incomplete", { count: missing }));
  }
  const mark = words.join("\n");
  if (place.dataset.mark !== mark) {
    place.dataset.mark = mark;
    place.replaceChildren(...words.map((text) => h("span", { class: "flag" }, icon("attention"), h("span", { text }))));
  }
}

function setProof(place, time) {
  const mark = time ? t(`time-${time.verdict}`) : "";
  if ((place.dataset.mark ?? "") !== mark) {
    place.dataset.mark = mark;
    place.replaceChildren(...[timeProof(time)].filter(Boolean));
  }
}

function setSignature(place, visit) {
  if (visit.strokes) {
    place.replaceChildren(strokesImage(visit.strokes, { label: t("signature-of", { name: visit.signer_name ?? "" }) }));
  } else {
    place.replaceChildren();
  }
}
