/** What the settings ask of the server. */
import { request } from "/assets/desk/api.js";

/** Every desk user. */
export const readUsers = () => request("GET", "/v1/desk/users");
/** Adds a desk user; answers the password to hand over. */
export const addUser = (body) => request("POST", "/v1/desk/users", { body });
/** Changes a desk user: `{change: "role" | "disable" | "enable" | "give_password", ...}`. */
export const changeUser = (id, body) => request("POST", `/v1/desk/users/${encodeURIComponent(id)}`, { body });
/** Every key. */
export const readKeys = () => request("GET", "/v1/desk/api-keys");
/** Makes a key; answers it, this once. */
export const makeKey = (body) => request("POST", "/v1/desk/api-keys", { body });
/** Revokes a key. */
export const revokeKey = (id) => request("POST", `/v1/desk/api-keys/${encodeURIComponent(id)}/revoke`, { body: {} });
