/** What the complaints ask of the server. */
import { request } from "/assets/desk/api.js";

const path = (id, rest = "") => `/v1/desk/complaints/${encodeURIComponent(id)}${rest}`;

/** A page of complaints: `{filter, find, after}`. */
export function readComplaints(wanted) {
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  return request("GET", `/v1/desk/complaints?${query}`);
}

/** One complaint with everything that is needed to work on it. */
export const readComplaint = (id) => request("GET", path(id));
/** Takes a complaint down. */
export const takeDown = (body) => request("POST", "/v1/desk/complaints", { body });
/** Records what happened. */
export const record = (id, body) => request("POST", path(id, "/events"), { body });
/** Gives it its number. */
export const giveNumber = (id) => request("POST", path(id, "/number"), { body: {} });
/** The outcome is refused: a new complaint goes on. */
export const reopen = (id, body) => request("POST", path(id, "/reopen"), { body });
/** Enters a call-out to the customer. */
export const enterCallOut = (id, body) => request("POST", path(id, "/call-outs"), { body });
/** Papers to late offices that nobody has answered. */
export const readNotes = () => request("GET", "/v1/desk/complaints/notes");
/** Answers a paper: `{kind, duty, turn, office, due_at, text}`. */
export const answerNote = (id, body) => request("POST", path(id, "/notes"), { body });
/** Customers and products that are known by a phone number, a serial or a part of the name. */
export const lookUp = (text) => request("GET", `/v1/desk/call-outs/lookup?${new URLSearchParams({ text })}`);
