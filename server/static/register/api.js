/** What the register asks of the server. */
import { request } from "/assets/desk/api.js";

const at = (id) => `/v1/desk/call-outs/${encodeURIComponent(id)}`;

/** A page of the register; `query` are the parameters that are set. */
export const readRegister = (query) => request("GET", `/v1/desk/call-outs?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`);
/** Who calls, as far as it is known, and what an entry needs. */
export const lookUp = (text, work = "repair") => request("GET", `/v1/desk/call-outs/lookup?${new URLSearchParams({ text, work })}`);
/** Enters a call-out. */
export const enter = (body) => request("POST", "/v1/desk/call-outs", { body });
/** Withdraws an entry that was made by mistake. */
export const withdraw = (id, reason) => request("POST", `${at(id)}/withdraw`, { body: { reason } });
/** Takes a withdrawal back. */
export const restore = (id) => request("POST", `${at(id)}/restore`);
/** Looks at a file of call-outs, or takes it. */
export const importFile = (file, dryRun) => request("POST", `/v1/desk/call-outs/import?dry_run=${dryRun}`, { file });
