/** What the contracts ask of the server. */
import { request } from "/assets/desk/api.js";

const path = (id, rest = "") => `/v1/desk/contracts/${encodeURIComponent(id)}${rest}`;

/** Contracts by their end. */
export const readContracts = () => request("GET", "/v1/desk/contracts");
/** One contract with its plans. */
export const readContract = (id) => request("GET", path(id));
/** Enters a contract. */
export const enterContract = (body) => request("POST", "/v1/desk/contracts", { body });
/** Renews a contract: `{starts_on, ends_on}`. */
export const renewContract = (id, body) => request("POST", path(id, "/terms"), { body });
/** Ends a contract before its term: `{on, reason}`. */
export const endContract = (id, body) => request("POST", path(id, "/end"), { body });
/** Records that the customer was told of the end. */
export const tellOfEnd = (id, body) => request("POST", path(id, "/notices"), { body });
/** Makes a plan of a contract. */
export const makePlan = (id, body) => request("POST", path(id, "/plans"), { body });
/** Ends a plan: `{on, reason}`. */
export const endPlan = (id, body) => request("POST", `/v1/desk/plans/${encodeURIComponent(id)}/end`, { body });
/** Skips or moves one day of a plan. */
export const changeDay = (id, dueOn, body) => request("POST", `/v1/desk/plans/${encodeURIComponent(id)}/days/${encodeURIComponent(dueOn)}`, { body });
/** All technicians. */
export const readTechnicians = () => request("GET", "/v1/desk/technicians");
/** Sends a technician for a call-out. */
export const dispatch = (callOut, body) => request("POST", `/v1/desk/call-outs/${encodeURIComponent(callOut)}/visits`, { body });

/** An identifier for something new, kept when it is sent again. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
