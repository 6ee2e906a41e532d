// Exchange with a colleague without a server: two phones talk over this machine, or one hands over codes or a file.

import { t } from "/assets/shared/i18n.js";
import { api } from "../api.js";
import { el, fill } from "../dom.js";
import { icon } from "../pictures.js";
import { session } from "../session.js";
import { problem } from "../toast.js";
import { explain } from "../words.js";
import { offers } from "./offers.js";

/** Between two looks at how far it is, in milliseconds. */
const LOOK_MS = 700;

/** Shows the exchange and follows it. */
export async function mountExchange(root) {
  const body = el("div", { class: "stack", test: "exchange", "aria-live": "polite" });
  const oneWay = el("div", { class: "stack" });
  let last = "";
  const read = async () => {
    const stage = await api.exchange();
    const now = JSON.stringify(stage);
    if (now === last) return;
    last = now;
    body.dataset.state = stage.state;
    fill(body, ...drawn(stage, read));
  };
  const drawOffers = () => fill(oneWay, ...offers(session()?.outbox.documents ?? []));
  fill(
    root,
    el(
      "div",
      { class: "stack room" },
      el("a", { class: "back", href: "#/", test: "back" }, icon("back"), t("hs-agenda-title")),
      el("h1", { class: "greeting" }, t("hs-exchange-title")),
      el("p", { class: "lead" }, t("hs-exchange-lead")),
      body,
      oneWay,
    ),
  );
  drawOffers();
  await read();
  const timer = setInterval(() => read().catch(problem), LOOK_MS);
  return {
    notice: (kind) => (["outbox", "reload"].includes(kind) ? drawOffers() : null),
    leave: () => clearInterval(timer),
  };
}

function drawn(stage, read) {
  const does = (work) => async (event) => {
    event.currentTarget.disabled = true;
    try {
      await work();
    } catch (error) {
      problem(error);
      event.target.disabled = false;
    } finally {
      await read().catch(problem);
    }
  };
  const button = (test, words, work, kind = "wide") => el("button", { type: "button", class: kind, test, onclick: does(work) }, words);
  const stop = button("exchange-end", t("hs-exchange-end"), api.endExchange);
  switch (stage.state) {
    case "waiting":
      return [
        el("p", {}, t("hs-exchange-waiting")),
        el("p", { class: "exchange-big figures", test: "exchange-address" }, stage.address),
        stop,
      ];
    case "greeting":
      return [el("p", {}, t("hs-exchange-greeting")), stop];
    case "asking":
      return [
        el("p", { class: "lead" }, t("hs-exchange-asking", { name: stage.peer.device_name })),
        el("p", { class: "exchange-big figures", "aria-label": t("hs-exchange-code"), test: "exchange-code" }, stage.peer.code),
        button("exchange-accept", t("hs-exchange-accept"), api.acceptExchange, "wide is-main"),
        stop,
      ];
    case "exchanging":
      return [el("p", {}, t("hs-exchange-exchanging", { name: stage.peer.device_name, n: stage.taken })), stop];
    case "done":
      return [
        el(
          "p",
          { class: "all-received", test: "exchange-done" },
          icon("check"),
          t("hs-exchange-done", {
            name: stage.peer.device_name,
            given: stage.report.changes_given,
            taken: stage.report.changes_taken,
          }),
        ),
        stage.report.refused > 0
          ? el("p", { class: "notice warning" }, icon("attention"), el("span", {}, t("hs-exchange-refused", { n: stage.report.refused })))
          : null,
        button("exchange-again", t("hs-exchange-again"), api.endExchange),
      ];
    case "failed":
      return [
        el(
          "p",
          { class: "notice warning", role: "alert", test: "exchange-failed" },
          icon("attention"),
          el("span", {}, explain({ code: stage.code, message: stage.detail })),
        ),
        button("exchange-again", t("hs-exchange-again"), api.endExchange),
      ];
    default:
      return [begin(does)];
  }
}

// Somebody waits, somebody goes: which of the two does not matter.
function begin(does) {
  const address = el("input", {
    id: "exchange-go-to",
    class: "input figures",
    inputmode: "decimal",
    autocomplete: "off",
    placeholder: "127.0.0.1:",
    test: "exchange-go-to",
  });
  return el(
    "div",
    { class: "stack" },
    el(
      "button",
      { type: "button", class: "wide is-main", test: "exchange-wait", onclick: does(api.waitForPeer) },
      icon("signal"),
      t("hs-exchange-wait"),
    ),
    el("div", { class: "field" }, el("label", { class: "label", for: "exchange-go-to" }, t("hs-exchange-address")), address),
    el(
      "button",
      { type: "button", class: "wide", test: "exchange-go", onclick: does(() => api.goToPeer(address.value)) },
      icon("next"),
      t("hs-exchange-go"),
    ),
  );
}
