/** What sending somebody asks of the server. */
import { request } from "/assets/desk/api.js";

/** Every technician. */
export const readTechnicians = () => request("GET", "/v1/desk/technicians");
/** What a visit for this work on this product has to check. */
export const readChecks = (work, product) => request("GET", `/v1/desk/checks?work=${encodeURIComponent(work)}&product=${encodeURIComponent(product)}`);
/** Sends a technician for a call-out. */
export const dispatch = (callOut, body) => request("POST", `/v1/desk/call-outs/${encodeURIComponent(callOut)}/visits`, { body });
/** Calls a visit off. */
export const cancel = (visit, body) => request("POST", `/v1/desk/visits/${encodeURIComponent(visit)}/cancel`, { body });
