/** What is asked of the server about one visit. */
import { request } from "/assets/desk/api.js";

/** One visit with everything known about it. */
export const readVisit = (id) => request("GET", `/v1/desk/visits/${encodeURIComponent(id)}`);
/** Gives a visit to another technician. */
export const assign = (id, body) => request("POST", `/v1/desk/visits/${encodeURIComponent(id)}/assign`, { body });
/** Decides on work of a device that lies beside a document. */
export const decideQuarantine = (id, body) => request("POST", `/v1/desk/documents/${encodeURIComponent(id)}/quarantine`, { body });
/** Complaints that were received on a visit. */
export const readComplaintsOf = (id) => request("GET", `/v1/desk/complaints?${new URLSearchParams({ filter: "all", visit: id })}`);
/** Makes a complaint of a customer's refusal to sign. */
export const acceptRefusal = (id, body) => request("POST", `/v1/desk/visits/${encodeURIComponent(id)}/complaint`, { body });
/** Where the picture with this hash is. */
export const photoUrl = (sha256) => `/v1/blobs/${encodeURIComponent(sha256)}`;
/** Where the photo with this hash is, drawn small. */
export const thumbnailUrl = (sha256) => `${photoUrl(sha256)}/thumbnail`;
/** Where the PDF of everything sealed on a visit is. */
export const paperUrl = (visit) => `/v1/desk/visits/${encodeURIComponent(visit)}/paper.pdf`;
/** Where the visit with every change is, to be checked without the server. */
export const exportUrl = (visit) => `/v1/desk/visits/${encodeURIComponent(visit)}/export`;
/** Where a sealed record is. */
export const sealUrl = (visit, signOff) => `/v1/desk/visits/${encodeURIComponent(visit)}/sign-offs/${encodeURIComponent(signOff)}`;
/** A part of the history of a visit, after the place `after`. */
export const readHistory = (id, after) => request("GET", `/v1/desk/visits/${encodeURIComponent(id)}/history?after=${after}`);
/** Records what the desk does on a visit; `event` is its id, made once. */
export const record = (id, event, action) => request("POST", `/v1/desk/visits/${encodeURIComponent(id)}/actions`, { body: { id: event, ...action } });
