/** What the page of old parts asks of the server. */
import { request } from "/assets/desk/api.js";
import { query, send } from "/assets/stock/api.js";

export const oldParts = (values) => request("GET", `/v1/desk/old-parts?${query(values)}`);
export const oldPart = (id) => request("GET", `/v1/desk/old-parts/${id}`);
export const record = (id, event) => send(`/v1/desk/old-parts/${id}/events`, event, "event");
export const shipments = (values) => request("GET", `/v1/desk/old-parts/shipments?${query(values)}`);
export const shipment = (id) => request("GET", `/v1/desk/old-parts/shipments/${id}`);
export const pack = (body) => send("/v1/desk/old-parts/shipments", body, "pack");
export const step = (id, body) => send(`/v1/desk/old-parts/shipments/${id}/steps`, body, "event");
