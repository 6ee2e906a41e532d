/** What the board and what opens from it ask of the server. */
import { request } from "/assets/desk/api.js";
/** Enters a call-out into the register. */
export const registerCallOut = (body) => request("POST", "/v1/desk/call-outs", { body });
/** Sends a technician for a call-out. */
export const dispatch = (callOut, body) => request("POST", `/v1/desk/call-outs/${encodeURIComponent(callOut)}/visits`, { body });
/** What a visit for this work on this product has to check. */
export const readChecks = (work, product) => request("GET", `/v1/desk/checks?work=${encodeURIComponent(work)}&product=${encodeURIComponent(product)}`);

/** Adds a technician. */
export const addTechnician = (name) => request("POST", "/v1/desk/technicians", { body: { name } });
/** A new one-time code with which a technician's phone enrols. */
export const newEnrolmentCode = (id) => request("POST", `/v1/desk/technicians/${encodeURIComponent(id)}/enrolment-code`, { body: {} });
/** Ends what a phone may read. */
export const revokeDevice = (id) => request("POST", `/v1/desk/devices/${encodeURIComponent(id)}/revoke`, { body: {} });
