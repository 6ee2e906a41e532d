/** One complaint: what waits, its stages with their time, what is owed, its facts, what happened, and complaints like it. */
import { h } from "/assets/shared/dom.js";
import { t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { day, moment, span } from "/assets/shared/times.js";
import { openCallOut, openNoteAnswer, openReopen, openStep, openStrike, takeNumber } from "./actions.js";
import { mayDecide, mayStrike } from "./authority.js";
import { openOutcomePaper } from "./paper.js";
import { budget, dueMark, eventWords, level, office, offices, outcomeWords, stagePill } from "./words.js";

/** The open complaint; `hands` = `{desk, changed(id)}`. */
export function detail(view, hands) {
  const { row } = view;
  const { data } = row;
  return h(
    "article",
    { class: "complaint", data: { test: "complaint" } },
    h("a", { class: "button quiet complaint-back", href: "#" }, icon("back"), h("span", { text: t("complaints-all") })),
    h(
      "header",
      { class: "complaint-top" },
      h("div", {}, h("h2", { text: data.customer }), h("p", { class: "soft" }, h("span", { class: "figures", text: data.label }), [data.serious ? t("serious") : "", t(`urgency-${data.urgency}`)].filter(Boolean).map((text) => ` · ${text}`))),
      h("div", { class: "complaint-state" }, stagePill(data.stage), dueMark(row, hands.desk.now())),
    ),
    h("blockquote", { class: "complaint-quote", text: view.opened.words }),
    proposal(view, hands),
    view.notes.filter((note) => note.answered_at === undefined && (note.kind === "inquiry" || data.ended_at === undefined)).map((note) => openNote(note, hands)),
    data.flags.map((flag) => h("div", { class: "notice warning" }, icon("attention"), h("span", { text: t(`flag-${flag}`) }))),
    steps(view, hands),
    stages(view, hands.desk.now()),
    owed(view, hands.desk.now()),
    facts(view, hands.desk.now()),
    happened(view, hands),
    alike(view, hands.desk.now()),
    copies(view),
  );
}

function proposal(view, hands) {
  const asked = view.events.find(({ id }) => id === view.row.data.proposal);
  if (!asked) {
    return null;
  }
  const may = hands.desk.may("complaints:write") && mayDecide(view, asked.amount_fen);
  const waits = view.row.data.waits_for.length > 0 ? offices(view.row.data.waits_for) : t("who-decides");
  return h(
    "section",
    { class: "notice complaint-proposal", data: { test: "proposal" } },
    icon("shield"),
    h("div", {}, h("h3", { text: t("proposal-title", { who: waits }) }), h("p", { text: outcomeWords(asked) }), h("p", { class: "small", text: [t("because", { cause: asked.cause }), asked.solution].join(" · ") }), h("p", { class: "small soft", text: [asked.by_name, moment(asked.at, hands.desk.now())].filter(Boolean).join(" · ") })),
    may
      ? h(
          "div",
          { class: "complaint-buttons" },
          button("check", t("do-approve"), () => openStep(view, "approve", hands, asked), "primary"),
          button("cancelled", t("do-decline"), () => openStep(view, "decline", hands, asked)),
        )
      : null,
  );
}

function openNote(note, hands) {
  const text = t(`note-${note.kind}`, { duty: t(`duty-${note.duty}`), office: note.office ? office(note.office) : t("office-none"), time: moment(note.due_at, hands.desk.now()) });
  return h("div", { class: "notice warning complaint-note" }, icon("clock"), h("span", { text }), hands.desk.may("complaints:write") ? button("check", t("note-answer"), () => openNoteAnswer(note, hands)) : null);
}

/** What can be done now: the next step first, everything else behind "more". */
function steps(view, hands) {
  const { data } = view.row;
  const write = hands.desk.may("complaints:write");
  const decided = view.events.some(({ kind, struck }) => kind === "decided" && !struck);
  const paper = decided ? button("download", t("do-paper"), () => openOutcomePaper(view, hands)) : null;
  if (!write || data.stage === "resubmitted") {
    return paper ? h("div", { class: "complaint-buttons" }, paper) : null;
  }
  const step = (name, kind = "") => button(PICTURES[name] ?? "plus", t(`do-${name}`), () => openStep(view, name, hands), kind);
  const closed = data.stage === "closed";
  const has = (kind) => view.events.some((event) => event.kind === kind && !event.struck);
  // A shop closes only for a satisfied customer, who has to be asked first.
  const toAsk = view.closes_only_satisfied && !view.events.findLast(({ kind, struck }) => kind === "customer_asked" && !struck)?.satisfied;
  // Nobody closes before the customer knows the outcome; where nothing was lost, there is none.
  const ending = !decided ? (has("no_loss_found") ? "close" : null) : toAsk ? "ask_customer" : has("answered") ? "close" : null;
  const next = data.proposal ? null : { received: ending ?? "decide", valid: "answer", not_valid: "answer", answered: ending }[data.stage];
  const main = closed ? [] : ["decide", decided ? "answer" : null, ending, "hand_on"].filter(Boolean).map((name) => step(name, name === next ? "primary" : ""));
  const reopening = decided ? button("swap", t("do-reopen"), () => openReopen(view, hands), closed ? "primary" : "") : null;
  const visit = hands.desk.may("call_outs:write") ? button("people", t("do-call_out"), () => openCallOut(view, hands)) : null;
  const number = data.numbered || closed ? null : button("plus", t("do-number"), () => takeNumber(view, hands), "primary");
  const rest = closed ? ["add_words", "correct", "ask_customer", "object"] : ["promise", "add_words", "classify", "remedy", "correct", "investigate", "report", "talk", "opine", "ask_customer", "object", "no_loss", "set_case"];
  return h(
    "div",
    { class: "complaint-steps" },
    h("div", { class: "complaint-buttons", role: "group", "aria-label": t("steps") }, number, main, reopening, visit, paper),
    h("details", { class: "complaint-more" }, h("summary", { text: t("steps-more") }), h("div", { class: "complaint-buttons" }, rest.map((name) => step(name, "quiet")))),
  );
}

const PICTURES = { decide: "check", answer: "phone", close: "finished", hand_on: "arrow" };

/** The stages of the policy with their budgets: which are over, which one it is in, and which was late. */
function stages({ stages: planned, row: { data } }, now) {
  if (planned.length === 0) {
    return null;
  }
  const begun = data.owed.filter(({ duty }) => duty === "stage");
  return h(
    "section",
    { class: "complaint-part" },
    h("h3", { text: t("stages-title") }),
    h(
      "ol",
      { class: "stage-strip" },
      planned.map((stage, place) => {
        const last = begun.findLast(({ stage: at }) => at === place);
        const open = last && last.done_at === undefined;
        const late = last && last.due_at !== undefined && last.due_at < (last.done_at ?? now);
        const text = !last ? t(data.ended_at === undefined ? "stage-to-come" : "stage-skipped") : open ? t(late ? "stage-late-by" : "stage-left", { span: span(Math.abs(last.due_at - now)) }) : late ? t("stage-was-late", { span: span(last.done_at - last.due_at) }) : t("stage-done");
        return h(
          "li",
          { class: ["stage", last ? (open ? `is-open ${level({ due_at: last.due_at, since: last.since }, now)}` : "is-done") : "", late ? "late" : ""].join(" ").trim(), "aria-current": open ? "step" : null },
          h("strong", { text: office(stage.by) }),
          h("span", { class: "small soft", text: budget(data.foreign ? stage.foreign_half_days : stage.half_days) }),
          h("span", { class: "small stage-how", text }),
        );
      }),
    ),
  );
}

/** What is owed and was done, except the stages, which have a strip of their own. */
function owed({ stages: planned, row: { data } }, now) {
  const rows = data.owed.filter(({ duty }) => duty !== "stage" || planned.length === 0);
  if (rows.length === 0) {
    return null;
  }
  return h(
    "section",
    { class: "complaint-part" },
    h("h3", { text: t("owed-title") }),
    h(
      "ul",
      { class: "owed" },
      rows.map((one) => {
        const late = one.due_at !== undefined && one.due_at < (one.done_at ?? now);
        const open = one.done_at === undefined;
        const how = one.due_at === undefined ? "" : open ? level(one, now) : late ? "late" : "done";
        const state = one.due_at === undefined ? t("owed-no-time") : open ? t(late ? "stage-late-by" : "stage-left", { span: span(Math.abs(one.due_at - now)) }) : late ? t("owed-done-late", { time: moment(one.done_at, now) }) : t("owed-done", { time: moment(one.done_at, now) });
        return h(
          "li",
          {},
          h("span", {}, h("strong", { text: t(`duty-${one.duty}`) }), one.by ? h("span", { class: "small soft", text: ` ${office(one.by)}` }) : null),
          h("span", { class: "small soft", text: one.due_at === undefined ? "" : t("owed-by", { time: moment(one.due_at, now) }) }),
          h("span", { class: `due small ${how}` }, icon(open ? (late ? "attention" : "clock") : late ? "attention" : "check"), h("span", { text: state })),
        );
      }),
    ),
  );
}

function facts(view, now) {
  const { opened, row: { data } } = view;
  const { customer, complainant, product, demand } = opened;
  const pieces = (count) => (count === undefined ? "" : t("pieces", { count }));
  const rows = [
    [t("fact-complainant"), [complainant.name, complainant.relation, complainant.contact].filter(Boolean).join(" · ")],
    [t("fact-customer"), [customer.contact, customer.phone, customer.address].filter(Boolean).join(" · ")],
    [t("fact-product"), [product.product, product.model, product.serial].filter(Boolean).join(" · ")],
    [t("fact-order"), [opened.order_number, opened.part_number, opened.delivered_on].filter(Boolean).join(" · ")],
    [t("fact-quantity"), [pieces(opened.quantity), opened.defective_quantity === undefined ? "" : t("fact-defective", { count: opened.defective_quantity })].filter(Boolean).join(" · ")],
    [t("fact-demand"), [demand.text, demand.still_processing ? t("still-processing") : pieces(demand.return_quantity)].filter(Boolean).join(" · ")],
    [t("fact-samples"), opened.samples],
    [t("fact-promised"), data.answer_promised_for === undefined ? "" : moment(data.answer_promised_for, now)],
    [t("fact-owner"), data.owners.map(({ name }) => name).join(" / ")],
    [t("fact-case"), [t(data.foreign ? "case-foreign" : "case-domestic"), data.walk_in ? t("case-walk-in") : ""].filter(Boolean).join(" · ")],
  ].filter(([, text]) => text);
  const links = [
    data.visit ? h("a", { class: "button quiet", href: `/visits/${encodeURIComponent(data.visit)}` }, icon("board"), h("span", { text: t("link-visit") })) : null,
    data.earlier ? h("a", { class: "button quiet", href: `#${data.earlier}` }, icon("swap"), h("span", { text: t("link-earlier") })) : null,
  ].filter(Boolean);
  return h("section", { class: "complaint-part" }, h("h3", { text: t("facts-title") }), h("dl", { class: "complaint-facts" }, rows.map(([name, text]) => h("div", {}, h("dt", { text: name }), h("dd", { text })))), links.length > 0 ? h("div", { class: "complaint-buttons" }, links) : null);
}

function happened(view, hands) {
  const write = hands.desk.may("complaints:write");
  const line = (event) => {
    const { title, text } = eventWords(event, hands.desk);
    const link = event.kind === "reopened_by" ? h("a", { href: `#${event.complaint}`, text: t("link-later") }) : event.kind === "call_out_entered" ? h("a", { href: "/register", text: t("link-register") }) : null;
    const strike = write && mayStrike(view, event) ? button("cancelled", t("strike"), () => openStrike(view, event, hands), "quiet") : null;
    return h(
      "li",
      { class: event.struck ? "way-step is-struck" : "way-step" },
      h("div", {}, h("p", { class: "way-title", text: title }), text ? h("p", { class: "small", text }) : null, link ? h("p", { class: "small" }, link) : null, h("p", { class: "small soft", text: [moment(event.at, hands.desk.now()), event.by_name, event.struck ? t("is-struck") : ""].filter(Boolean).join(" · ") })),
      strike,
    );
  };
  const first = h("li", { class: "way-step" }, h("div", {}, h("p", { class: "way-title", text: t("happened-received") }), h("p", { class: "small soft", text: [moment(view.row.sort_at, hands.desk.now()), view.opened_by_name ?? view.opened.owner_name].filter(Boolean).join(" · ") })));
  return h("section", { class: "complaint-part" }, h("h3", { text: t("way") }), h("ol", { class: "way-list" }, view.events.toReversed().map(line), first));
}

/** Complaints of the same customer or about the same thing: what comes again is seen. */
function alike({ alike: others, row }, now) {
  if (others.length === 0) {
    return null;
  }
  return h(
    "section",
    { class: "complaint-part", data: { test: "alike" } },
    h("h3", { text: t("alike-title", { count: others.length }) }),
    h(
      "ul",
      { class: "complaint-rows" },
      others.map(({ id, sort_at: at, data }) =>
        h(
          "li",
          {},
          h(
            "a",
            { class: "complaint-row", href: `#${id}` },
            h("span", { class: "complaint-line" }, h("span", { class: "figures", text: data.label }), stagePill(data.stage)),
            h("span", { class: "complaint-words", text: data.words }),
            h("span", { class: "small soft", text: [day(at), data.customer === row.data.customer ? "" : data.customer, data.product, data.serial && data.serial === row.data.serial ? t("same-thing") : ""].filter(Boolean).join(" · ") }),
          ),
        ),
      ),
    ),
  );
}

/** Who gets a copy of the closed form. The form itself is never copied to the customer. */
function copies({ copies: holders, original_first: original, row: { data } }) {
  if (holders.length === 0 || data.stage !== "closed") {
    return null;
  }
  const line = (holder, place) => h("li", { text: original && place === 0 ? t("copy-original", { office: office(holder) }) : t("copy-of", { place: original ? place : place + 1, office: office(holder) }) });
  return h("section", { class: "complaint-part" }, h("h3", { text: t("copies-title") }), h("ul", { class: "copies" }, holders.map(line)), h("p", { class: "small soft", text: t("copies-not-customer") }));
}

function button(picture, text, click, kind = "") {
  return h("button", { class: `button ${kind}`.trim(), type: "button", on: { click: () => void click() } }, icon(picture), h("span", { text }));
}

