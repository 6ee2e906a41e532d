/** What the settings ask of the server. */
import { request } from "/assets/desk/api.js";

/** Every desk user. */
export const readUsers = () => request("GET", "/v1/desk/users");
/** Adds a desk user; answers the password to hand over. */
export const addUser = (body) => request("POST", "/v1/desk/users", { body });
/** Changes a desk user: `{change: "role" | "disable" | "enable" | "give_password", ...}`. */
export const changeUser = (id, body) => request("POST", `/v1/desk/users/${encodeURIComponent(id)}`, { body });
/** Says which offices of the policy a desk user is: all of them. */
export const giveOffices = (id, offices) => request("PUT", `/v1/desk/users/${encodeURIComponent(id)}/offices`, { body: { offices } });
/** Every key. */
export const readKeys = () => request("GET", "/v1/desk/api-keys");
/** Makes a key; answers it, this once. */
export const makeKey = (body) => request("POST", "/v1/desk/api-keys", { body });
/** Revokes a key. */
export const revokeKey = (id) => request("POST", `/v1/desk/api-keys/${encodeURIComponent(id)}/revoke`, { body: {} });

const webhook = (id, place = "") => `/v1/desk/webhooks/${encodeURIComponent(id)}${place}`;

/** Every address of another system. */
export const readWebhooks = () => request("GET", "/v1/desk/webhooks");
/** Adds an address; answers it with its secret, this once. */
export const addWebhook = (body) => request("POST", "/v1/desk/webhooks", { body });
/** Changes an address, or switches it on or off. */
export const changeWebhook = (id, body) => request("POST", webhook(id), { body });
/** Gives an address another secret; answers it, this once. */
export const rotateWebhook = (id) => request("POST", webhook(id, "/rotate"), { body: {} });
/** Removes an address. */
export const removeWebhook = (id) => request("POST", webhook(id, "/remove"), { body: {} });
/** Sends an address a test. */
export const testWebhook = (id) => request("POST", webhook(id, "/test"), { body: {} });
/** Deliveries of an address: `state` and `before` narrow them. */
export const readDeliveries = (id, { state, before } = {}) => {
  const query = new URLSearchParams(Object.entries({ state, before }).filter(([, value]) => value));
  return request("GET", webhook(id, `/deliveries?${query}`));
};
/** Sends one delivery again. */
export const replayDelivery = (id, delivery) => request("POST", webhook(id, `/deliveries/${delivery}/replay`), { body: {} });
/** Sends what happened since a time again. */
export const recoverWebhook = (id, body) => request("POST", webhook(id, "/recover"), { body });
