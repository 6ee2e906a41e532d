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
