/**
 * The page that explains the HTTP interface: every operation of the server's own OpenAPI document, who may call it, what it takes and
 * answers, and the call with curl. Nothing comes from another server, and nothing is called from here.
 */
import { h, setText } from "/assets/shared/dom.js";
import { LANGUAGES, has, language, loadLanguage, onLanguage, setLanguage, t } from "/assets/shared/i18n.js";
import { icon } from "/assets/shared/icons.js";
import { curlOf } from "./example.js";
import { roomsOf, scopesOf } from "./operations.js";
import { drawField, drawSchema, prose, typeText } from "./schema.js";

const element = (id) => document.getElementById(id);

/** The document, its rooms, or why there are none. */
const state = { document: null, rooms: [], error: false };

async function read() {
  state.error = false;
  draw();
  try {
    const response = await fetch("/openapi.json", { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`${response.status}`);
    state.document = await response.json();
    state.rooms = roomsOf(state.document);
  } catch {
    state.error = true;
  }
  draw();
  showLinked();
}

function draw() {
  document.title = `${t("api-title")} · Fieldbook`;
  if (state.error) {
    const again = h("button", { class: "button", type: "button", text: t("action-retry"), on: { click: () => void read() } });
    element("operations").replaceChildren(h("div", { class: "notice danger", role: "alert" }, icon("offline"), h("span", { text: t("api-unread") }), again));
  } else if (!state.document) {
    element("operations").replaceChildren(h("p", { role: "status" }, h("span", { class: "spinner" })));
  } else {
    const open = new Set([...document.querySelectorAll("details.operation[open]")].map(({ id }) => id));
    element("operations").replaceChildren(drawRoles(), ...state.rooms.map(drawRoom));
    element("rooms").replaceChildren(...drawWays());
    for (const id of open) element(id).open = true;
    filter();
  }
}

/** The ways to the rooms, under who calls them. */
function drawWays() {
  const tags = [...new Set(state.rooms.map(({ tag }) => tag))];
  return tags.flatMap((tag) => [
    h("h2", { class: "small soft", text: tagName(tag) }),
    h("ul", {}, state.rooms.filter((room) => room.tag === tag).map((room) => h("li", {}, h("a", { href: `#${roomId(room)}`, text: room.name })))),
  ]);
}

function drawRoom(room) {
  const title = h("h2", { id: roomId(room) }, h("span", { class: "soft", text: `${tagName(room.tag)} · ` }), room.name);
  return h("section", { class: "room" }, title, room.operations.map(drawOperation));
}

function drawOperation(operation) {
  const line = h(
    "summary",
    { class: "operation-line" },
    h("span", { class: `method is-${operation.method}`, text: operation.method.toUpperCase() }),
    h("code", { class: "path", text: operation.path }),
    h("span", { class: "summary", lang: "en" }, prose(operation.summary)),
    h("span", { class: "small who", text: whoShort(operation) }),
  );
  const words = `${operation.method} ${operation.path} ${operation.summary} ${operation.scopes.join(" ")}`.toLowerCase();
  const details = h("details", { class: "operation", id: operation.id, data: { words } }, line);
  details.addEventListener("toggle", () => {
    if (details.open) {
      if (details.childElementCount === 1) details.append(drawInside(operation));
      history.replaceState(null, "", `#${operation.id}`);
    }
  });
  return details;
}

function drawInside(operation) {
  const { document: said } = state;
  const parts = [h("p", { class: "may" }, icon("shield"), h("span", { text: whoLong(operation) }), operation.scopes.map((scope) => h("code", { class: "value", text: scope })))];
  if (operation.description) parts.push(h("p", { class: "told", lang: "en" }, prose(operation.description)));
  if (operation.parameters.length > 0) {
    const fields = operation.parameters.map((one) => h("li", {}, drawField(said, one.name, one.schema ?? {}, one.required, `${t(`api-in-${one.in}`)}${one.description ? ` · ${one.description}` : ""}`)));
    parts.push(h("h3", { text: t("api-parameters") }), h("ul", { class: "fields" }, fields));
  }
  if (operation.body) parts.push(h("h3", { text: t("api-body") }), ...drawContent(operation.body));
  parts.push(h("h3", { text: t("api-answers") }), h("ul", { class: "fields" }, operation.answers.map(drawAnswer)));
  const curl = curlOf(said, operation, location.origin);
  parts.push(h("div", { class: "example-head" }, h("h3", { text: t("api-example") }), copy(curl)), h("pre", { class: "example", tabindex: "0", text: curl }));
  return h("div", { class: "inside" }, parts);
}

function drawAnswer({ status, description, content }) {
  const line = [h("code", { class: "field-name", text: status }), content?.schema ? h("code", { class: "small soft", text: typeText(content.schema) }) : null, h("span", { class: "small soft", lang: "en" }, prose(description))];
  if (!content?.schema) return h("li", {}, h("div", { class: "field-line" }, line));
  const details = h("details", { class: "more" }, h("summary", { class: "field-line" }, line));
  details.addEventListener("toggle", () => details.append(h("div", { class: "inner" }, drawContent(content))), { once: true });
  return h("li", {}, details);
}

function drawContent({ type, schema }) {
  const line = h("p", { class: "small" }, h("code", { text: type }), schema ? h("code", { class: "soft", text: ` ${typeText(schema)}` }) : null);
  return [line, ...(schema ? drawSchema(state.document, schema) : [])];
}

/** Which role may what: rows are scopes, also those of keys. */
function drawRoles() {
  const scopes = scopesOf(state.document);
  const roles = Object.keys(state.document["x-roles"] ?? {});
  const head = h("tr", {}, h("th", { scope: "col", text: t("api-scope") }), roles.map((role) => h("th", { scope: "col", text: roleName(role) })));
  const cell = (may) => h("td", {}, may ? icon("check") : null, h("span", { class: "visually-hidden", text: t(may ? "api-yes" : "api-no") }));
  const rows = scopes.map(({ scope, roles: may }) => h("tr", {}, h("th", { scope: "row" }, h("code", { text: scope })), roles.map((role) => cell(may.includes(role)))));
  return h("details", { class: "roles", id: "roles" }, h("summary", { text: t("api-roles") }), h("p", { class: "small soft", text: t("api-roles-lead") }), h("div", { class: "wide", tabindex: "0", role: "group", "aria-label": t("api-roles") }, h("table", {}, h("thead", {}, head), h("tbody", {}, rows))));
}

function whoShort({ caller, roles }) {
  if (caller === "anybody" || caller === "device") return t(`api-who-${caller}`);
  const all = roles.length === Object.keys(state.document["x-roles"] ?? {}).length;
  return all ? t("api-who-desk") : roles.map(roleName).join(t("api-comma"));
}

function whoLong(operation) {
  const { caller, scopes } = operation;
  if (caller === "anybody" || caller === "device") return t(`api-may-${caller}`);
  const who = scopes.length === 0 ? t("api-may-signed-in") : t("api-may-roles", { roles: operation.roles.map(roleName).join(t("api-comma")) });
  return caller === "both" ? `${t("api-may-device")} ${who}` : who;
}

function copy(text) {
  if (!navigator.clipboard) return null;
  const label = h("span", { role: "status", text: t("api-copy") });
  const done = async () => setText(label, t((await navigator.clipboard.writeText(text).then(() => true, () => false)) ? "api-copied" : "api-copy-failed"));
  return h("button", { class: "button", type: "button", on: { click: () => void done() } }, icon("copy"), label);
}

const roleName = (role) => (has(`role-${role}`) ? t(`role-${role}`) : role);
const tagName = (tag) => (has(`api-tag-${tag}`) ? t(`api-tag-${tag}`) : tag);
const roomId = (room) => `room-${room.tag}-${room.name}`;

/** Leaves what holds every word that was typed. */
function filter() {
  const words = element("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const room of document.querySelectorAll(".room")) {
    let some = false;
    for (const operation of room.querySelectorAll(".operation")) {
      operation.hidden = !words.every((word) => operation.dataset.words.includes(word));
      some ||= !operation.hidden;
      count += operation.hidden ? 0 : 1;
    }
    room.hidden = !some;
  }
  setText(element("found"), t("api-found", { count }));
}

/** Opens what the address names. */
function showLinked() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.matches("details")) named.open = true;
  named?.scrollIntoView({ block: "start" });
}

await loadLanguage("settings", "api");
onLanguage(draw);
element("switch-language").addEventListener("click", () => setLanguage(LANGUAGES[(LANGUAGES.indexOf(language()) + 1) % LANGUAGES.length]));
element("filter").addEventListener("input", filter);
addEventListener("hashchange", showLinked);
element("page").hidden = false;
await read();
