// Handing in: money that was taken on visits, unused parts back to a store. What was handed in belongs to the day.

import { t } from "/assets/shared/i18n.js";
import { moment } from "/assets/shared/times.js";
import { api } from "../api.js";
import { draft } from "../drafts.js";
import { el } from "../dom.js";
import { openForm } from "../forms/form.js";
import { yuan } from "../money.js";
import { icon } from "../pictures.js";
import { problem } from "../toast.js";
import { joined } from "../visit/section.js";

/** The blocks of the day for money and parts; `held` is what this technician still has. */
export function handInBlocks(day, held, act) {
  return [moneyBlock(day, held, act), partsBlock(day, act)];
}

// In **fen**.
const sum = (rows) => rows.reduce((all, { amount_fen: amount }) => all + amount, 0);

function moneyBlock(day, held, act) {
  return el(
    "section",
    { class: "block", test: "money-in-hand" },
    el("header", { class: "block-head" }, el("h2", {}, t("hs-money-in-hand")), el("strong", { class: "figures" }, yuan(sum(held)))),
    held.length > 0
      ? el(
          "ul",
          { class: "plain lines" },
          held.map((money) =>
            el(
              "li",
              { test: "held-money" },
              el("a", { class: "grow", href: `#/visit/${money.visit}` }, joined(money.number, moment(money.at, Date.now()))),
              el("strong", { class: "figures" }, yuan(money.amount_fen)),
              el(
                "button",
                { type: "button", class: "wide is-narrow", test: "hand-in", onclick: () => askHandIn(day, money, act).catch(problem) },
                t("hs-do-hand-in"),
              ),
            ),
          ),
        )
      : el("p", { class: "soft" }, t("hs-money-none")),
    day.money_in.length > 0
      ? el(
          "ul",
          { class: "plain attempts", test: "money-in" },
          day.money_in.map((given) =>
            el("li", {}, icon("check"), el("span", {}, t("hs-money-handed-in", { sum: yuan(given.amount_fen), name: given.to_name }))),
          ),
        )
      : null,
  );
}

function partsBlock(day, act) {
  return el(
    "section",
    { class: "block", test: "parts-back" },
    el("h2", {}, t("hs-parts-back")),
    day.parts_back.length > 0
      ? el(
          "ul",
          { class: "plain attempts" },
          day.parts_back.map((back) =>
            el("li", {}, icon("check"), el("span", {}, joined(`${back.name} × ${back.quantity}`, back.part_number, back.serial, back.store))),
          ),
        )
      : el("p", { class: "soft" }, t("hs-parts-back-none")),
    el(
      "button",
      { type: "button", class: "wide", test: "hand-back", onclick: () => askHandBack(day, act) },
      icon("part"),
      t("hs-do-hand-back"),
    ),
  );
}

async function askHandIn(day, money, act) {
  const people = await api.people();
  openForm({
    title: t("hs-do-hand-in"),
    lead: t("hs-hand-in-lead", { sum: yuan(money.amount_fen), number: money.number }),
    test: "hand-in-form",
    fields: [
      {
        kind: "line",
        name: "to_name",
        label: t("hs-hand-in-to"),
        needed: true,
        picks: people.filter(({ role }) => role !== "technician").map(({ name }) => name),
      },
    ],
    confirm: t("hs-do-hand-in"),
    act: ({ to_name: to }) => act("hand_in_money", { visit: money.visit, collection: money.collection, to_name: to }),
    done: t("hs-noted"),
  });
}

function askHandBack(day, act) {
  openForm({
    title: t("hs-do-hand-back"),
    test: "hand-back-form",
    fields: [
      { kind: "part", name: "part", label: t("hs-part-search") },
      { kind: "line", name: "name", label: t("hs-part-name"), needed: true },
      { kind: "line", name: "part_number", label: t("hs-part-number") },
      { kind: "serial", name: "serial", label: t("hs-part-own-serial") },
      { kind: "count", name: "quantity", label: t("hs-part-quantity"), needed: true },
      { kind: "line", name: "store", label: t("hs-hand-back-store"), needed: true },
    ],
    act: ({ serial, ...said }) => act("hand_back_parts", { serial: serial || null, ...said }),
    done: t("hs-noted"),
    keep: draft(day.id, "hand_back_parts"),
  });
}
