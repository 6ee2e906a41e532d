/** What the board and what opens from it ask of the server. */
import { request, stream } from "/assets/desk/api.js";

/** The board as it stands. */
export const readBoard = () => request("GET", "/v1/desk/board");

/** The running events of the board after `seq`, as a response whose body is read piece by piece. */
export async function openEvents(seq, signal) {
  return stream(`/v1/desk/board/events?after=${encodeURIComponent(seq)}`, { headers: { Accept: "text/event-stream" }, cache: "no-store", signal });
}

/** One visit with everything known about it. */
export const readVisit = (id) => request("GET", `/v1/desk/visits/${encodeURIComponent(id)}`);
/** Gives a visit to another technician. */
export const assign = (id, body) => request("POST", `/v1/desk/visits/${encodeURIComponent(id)}/assign`, { body });
/** Calls a visit off. */
export const cancel = (id, body) => request("POST", `/v1/desk/visits/${encodeURIComponent(id)}/cancel`, { body });
/** Decides on work of a device that lies beside a document. */
export const decideQuarantine = (id, body) => request("POST", `/v1/desk/documents/${encodeURIComponent(id)}/quarantine`, { body });
/** Enters a call-out into the register. */
export const registerCallOut = (body) => request("POST", "/v1/desk/call-outs", { body });
/** Sends a technician for a call-out. */
export const dispatch = (callOut, body) => request("POST", `/v1/desk/call-outs/${encodeURIComponent(callOut)}/visits`, { body });
/** What a visit for this work on this product has to check. */
export const readChecks = (work, product) => request("GET", `/v1/desk/checks?work=${encodeURIComponent(work)}&product=${encodeURIComponent(product)}`);
/** Every technician. */
export const readTechnicians = () => request("GET", "/v1/desk/technicians");
/** Adds a technician. */
export const addTechnician = (name) => request("POST", "/v1/desk/technicians", { body: { name } });
/** A new one-time code with which a technician's phone enrols. */
export const newEnrolmentCode = (id) => request("POST", `/v1/desk/technicians/${encodeURIComponent(id)}/enrolment-code`, { body: {} });
/** Ends what a phone may read. */
export const revokeDevice = (id) => request("POST", `/v1/desk/devices/${encodeURIComponent(id)}/revoke`, { body: {} });

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
