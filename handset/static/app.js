// Starts the page: language, stream, bar, and one screen at a time by the address behind `#`.

import { language, loadLanguage, onLanguage, setLanguage, t } from "/assets/shared/i18n.js";
import { mountAgenda } from "./agenda/agenda.js";
import { drawBar } from "./bar.js";
import { mountComplaint } from "./complaints/complaint.js";
import { mountComplaints } from "./complaints/list.js";
import { mountDay } from "./day/day.js";
import { el, fill } from "./dom.js";
import { mountEnrol } from "./enrol.js";
import { mountExchange } from "./exchange/exchange.js";
import { mountGoods } from "./goods/goods.js";
import { mountGoodsList } from "./goods/list.js";
import { mountReceipt } from "./goods/receipt.js";
import { listen, openStream } from "./live.js";
import { drawNav } from "./nav.js";
import { mountOldParts } from "./old_parts/list.js";
import { mountOldPart } from "./old_parts/part.js";
import { mountShipment } from "./old_parts/shipment.js";
import { mountVan } from "./parts/van.js";
import { refreshSession, session, watch } from "./session.js";
import { goodsPaper, visitPaper } from "./sign/papers.js";
import { mountSign } from "./sign/sign.js";
import { clearNotes, problem } from "./toast.js";
import { mountVisit } from "./visit/visit.js";

// The technician's language while the page speaks the customer's.
const TECHNICIAN_LANGUAGE = "fieldbook.technician-language";
const BAR_MS = 30_000;
// Papers that the customer reads: the page speaks the customer's language on them.
const FOR_THE_CUSTOMER = new Set(["sign", "goods-sign", "receipt"]);

const bar = document.getElementById("bar");
const nav = document.getElementById("rooms");
const root = document.getElementById("screen");
let connected = true;
let screen = {};
let shown = "";
let turn = 0; // a slow screen must not paint over the one that was opened after it

const changeLanguage = (tag) => setLanguage(tag).catch(problem);
const redrawBar = () => drawBar(bar, { connected, onLanguage: changeLanguage });

function route() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [room, id, detail, kind] = path.split("/");
  if (session() && !session().identity) return { name: "enrol", params: new URLSearchParams(query) };
  if (room === "visit" && id) return { name: detail === "sign" ? "sign" : "visit", id, kind };
  if (room === "goods" && id) return { name: { sign: "goods-sign", receipt: "receipt" }[detail] ?? "goods", id, kind };
  if (room === "goods") return { name: "goods-list" };
  if (room === "old-parts" && id === "shipment" && detail) return { name: "shipment", id: decodeURIComponent(detail) };
  if (room === "old-parts") return id ? { name: "old-part", id } : { name: "old-parts" };
  if (room === "complaints") return id ? { name: "complaint", id } : { name: "complaints" };
  if (room === "day") return { name: "day", id };
  if (room === "van") return { name: "van" };
  if (room === "exchange") return { name: "exchange" };
  return { name: "agenda" };
}

function mount(to, into) {
  switch (to.name) {
    case "enrol":
      return mountEnrol(into, to.params);
    case "visit":
      return mountVisit(into, to.id);
    case "sign":
      return mountSign(into, visitPaper(to.id), { kind: to.kind, onLanguage: changeLanguage });
    case "goods":
      return mountGoods(into, to.id);
    case "goods-list":
      return mountGoodsList(into);
    case "goods-sign":
      return mountSign(into, goodsPaper(to.id), { kind: to.kind, onLanguage: changeLanguage });
    case "receipt":
      return mountReceipt(into, to.id, { onLanguage: changeLanguage });
    case "old-parts":
      return mountOldParts(into);
    case "old-part":
      return mountOldPart(into, to.id);
    case "shipment":
      return mountShipment(into, to.id);
    case "complaints":
      return mountComplaints(into);
    case "complaint":
      return mountComplaint(into, to.id);
    case "day":
      return mountDay(into, to.id);
    case "exchange":
      return mountExchange(into);
    case "van":
      return mountVan(into);
    default:
      return mountAgenda(into);
  }
}

async function open() {
  const to = route();
  turn += 1;
  const mine = turn;
  await Promise.resolve(screen.leave?.()).catch(problem);
  if (FOR_THE_CUSTOMER.has(to.name)) {
    if (!sessionStorage.getItem(TECHNICIAN_LANGUAGE)) sessionStorage.setItem(TECHNICIAN_LANGUAGE, language());
  } else if (sessionStorage.getItem(TECHNICIAN_LANGUAGE)) {
    const before = sessionStorage.getItem(TECHNICIAN_LANGUAGE);
    sessionStorage.removeItem(TECHNICIAN_LANGUAGE);
    if (before !== language()) {
      await setLanguage(before);
      return; // the change of language opens the screen
    }
  }
  const into = el("div", { class: `screen screen-${to.name}` });
  try {
    const next = await mount(to, into);
    if (mine !== turn) {
      await next.leave?.();
      return;
    }
    screen = next;
    fill(root, into);
    drawNav(nav, to.name);
    document.title = `${t(`hs-title-${to.name}`)} · ${t("brand")}`;
    const address = `${to.name}/${to.id ?? ""}`;
    if (address !== shown) {
      shown = address;
      clearNotes();
      window.scrollTo(0, 0);
      root.focus({ preventScroll: true });
    }
  } catch (error) {
    if (mine === turn) problem(error);
  }
}

async function start() {
  await loadLanguage("handset");
  let enrolled = null;
  watch(({ identity }) => {
    redrawBar();
    const before = enrolled;
    enrolled = Boolean(identity);
    if (before !== null && before !== enrolled) open();
  });
  redrawBar();
  listen(({ kind, document: changed }) => {
    if (kind === "connected" || kind === "disconnected") {
      connected = kind === "connected";
      redrawBar();
      return;
    }
    refreshSession().catch(problem);
    screen.notice?.(kind, changed);
  });
  openStream();
  await refreshSession().catch(problem);
  onLanguage(() => {
    redrawBar();
    open();
  });
  window.addEventListener("hashchange", open);
  setInterval(redrawBar, BAR_MS);
  await open();
}

start().catch((error) => {
  root.textContent = String(error?.message ?? error);
});
