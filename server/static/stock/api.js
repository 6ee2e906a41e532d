/** What the stock page asks of the server. Ids are made once, before something is sent, so that sending again changes nothing. */
import { has, language, t } from "/assets/shared/i18n.js";
import { request } from "/assets/desk/api.js";

/** A query without what is empty. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** Sends `body`; a refusal is told in the words of what was tried (`conflict-WHAT`, `invalid-WHAT`), as far as there are some. */
export async function send(path, body, what) {
  try {
    return await request("POST", path, { body });
  } catch (error) {
    const id = `${error.code}-${what}`;
    if ((error.code === "conflict" || error.code === "invalid") && (has(id) || error.detail)) {
      const told = has(id) ? t(id) : error.text;
      // The server says in English which field it is.
      Object.defineProperty(error, "text", { value: language() === "en" && error.detail ? error.detail : told });
    }
    throw error;
  }
}

export const places = () => request("GET", "/v1/desk/stock/places").then(({ places: found }) => found);
export const balances = (values) => request("GET", `/v1/desk/stock/balances?${query(values)}`);
export const movements = (values) => request("GET", `/v1/desk/stock/movements?${query(values)}`);
export const findParts = (find) => request("GET", `/v1/desk/stock/parts?${query({ find })}`).then(({ parts }) => parts);
export const undo = (movement, body) => send(`/v1/desk/stock/movements/${movement}/counter`, body, "undo");

export const requisitions = (values) => request("GET", `/v1/desk/stock/requisitions?${query(values)}`);
export const decide = (visit, body) => send(`/v1/desk/visits/${visit}/actions`, { action: "decide_request", ...body }, "decide");
export const issue = (visit, asked, body) => send(`/v1/desk/visits/${visit}/part-requests/${asked}/issue`, body, "issue");

export const notes = (values) => request("GET", `/v1/desk/stock/notes?${query(values)}`);
export const note = (id) => request("GET", `/v1/desk/stock/notes/${id}`);
export const writeNote = (body) => send("/v1/desk/stock/notes", body, "note");

export const takes = (values) => request("GET", `/v1/desk/stock/takes?${query(values)}`);
export const beginTake = (body) => send("/v1/desk/stock/takes", body, "take");
export const sheet = (id) => request("GET", `/v1/desk/stock/takes/${id}`);
export const count = (id, counts) => send(`/v1/desk/stock/takes/${id}/counts`, { counts }, "count");
export const close = (id, closed) => send(`/v1/desk/stock/takes/${id}/closing`, { closed }, "take");
export const book = (id, body) => send(`/v1/desk/stock/takes/${id}/bookings`, body, "take");

export const accounts = (values) => request("GET", `/v1/desk/part-accounts?${query(values)}`);
export const consent = (visit, body) => send(`/v1/desk/visits/${visit}/actions`, { action: "approve_report", note: "", ...body }, "consent");
