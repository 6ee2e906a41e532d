/** What the board and what opens from it ask of the server. */
import { request } from "/assets/desk/api.js";

/** Adds a technician. */
export const addTechnician = (id, name) => request("POST", "/v1/desk/technicians", { body: { id, name } });
/** A new one-time code with which a technician's phone enrols. */
export const newEnrolmentCode = (id) => request("POST", `/v1/desk/technicians/${encodeURIComponent(id)}/enrolment-code`, { body: {} });
/** Ends what a phone may read. */
export const revokeDevice = (id) => request("POST", `/v1/desk/devices/${encodeURIComponent(id)}/revoke`, { body: {} });
