/**
 * The desk's side of the HTTP interface, as all pages need it; what a page asks for stands in its own `api.js`. Every failure is an
 * {@link ApiError} with the stable code of the server's problem document, or `offline` when no answer came.
 */
import { has, t } from "/assets/shared/i18n.js";

/** A request that was not done, and why. */
export class ApiError extends Error {
  constructor(code, status, detail = "") {
    super(code);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    /** What the server says of it, in English; for whoever knows what it means. */
    this.detail = detail;
  }

  /** What happened and what to do, in the language of the page. */
  get text() {
    const id = `error-${this.code}`;
    return has(id) ? t(id) : t("error-unknown", { code: this.code });
  }
}

/** How far the server's clock is before ours, in **milliseconds**. */
let clockOffset = 0;

/** The server's time in **milliseconds**, as the newest answer told it to the second. */
export function serverNow() {
  return Date.now() + clockOffset;
}

function noteTime(response) {
  const at = Date.parse(response.headers.get("Date") ?? "");
  // Half of the second that the header leaves out; smaller differences are those of the line.
  if (Number.isFinite(at) && Math.abs(at + 500 - serverNow()) > 1_500) {
    clockOffset = at + 500 - Date.now();
  }
}

const signedOutFollowers = new Set();

/** Calls `follower` when the server says that nobody is signed in any more. */
export function onSignedOut(follower) {
  signedOutFollowers.add(follower);
}

/** Who is signed in. */
export const session = {
  read: () => request("GET", "/v1/desk/session", { quiet: true }),
  open: (name, password) => request("POST", "/v1/desk/session", { body: { name, password }, quiet: true }),
  close: () => request("DELETE", "/v1/desk/session", { quiet: true }),
};

/**
 * Sends a request and answers its JSON, or null for 204. `body` is sent as JSON; `file` (a Blob) as it is. `quiet` leaves the page as it is
 * when nobody is signed in any more.
 */
export async function request(method, path, { body, file, quiet = false } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["Content-Type"] = file?.type || "application/json";
  }
  const response = await checked(
    await reach(path, { method, headers, cache: "no-store", body: file ?? (body === undefined ? undefined : JSON.stringify(body)) }),
    quiet,
  );
  return response.status === 204 ? null : response.json();
}

/** Sends a request and answers the response, whose body is read by the caller. */
export async function stream(path, options) {
  return checked(await reach(path, options));
}

async function reach(path, options) {
  try {
    const response = await fetch(path, { credentials: "same-origin", ...options });
    noteTime(response);
    return response;
  } catch (error) {
    throw error.name === "AbortError" ? error : new ApiError("offline", 0);
  }
}

async function checked(response, quiet = false) {
  if (response.ok) {
    return response;
  }
  if (response.status === 401 && !quiet) {
    for (const follower of signedOutFollowers) {
      follower();
    }
  }
  throw await problem(response);
}

async function problem(response) {
  const { status } = response;
  try {
    const { code, detail } = await response.json();
    return new ApiError(typeof code === "string" ? code : `http_${status}`, status, typeof detail === "string" ? detail : "");
  } catch {
    // A gateway in between answered, not our server.
    return new ApiError(status >= 502 && status <= 504 ? "unavailable" : `http_${status}`, status);
  }
}
