/**
 * The desk's side of the HTTP interface. Every failure is an {@link ApiError} with the stable code of the server's problem document,
 * or `offline` when no answer came.
 */
import { has, t } from "/assets/shared/i18n.js";

/** A request that was not done, and why. */
export class ApiError extends Error {
  constructor(code, status) {
    super(code);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
  }

  /** What happened and what to do, in the language of the page. */
  get text() {
    const id = `error-${this.code}`;
    return has(id) ? t(id) : t("error-unknown", { code: this.code });
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

/** The board as it stands. */
export const readBoard = () => request("GET", "/v1/desk/board");

/** The running events of the board after `seq`, as a response whose body is read piece by piece. */
export async function openEvents(seq, signal) {
  return checked(await reach(`/v1/desk/board/events?after=${encodeURIComponent(seq)}`, {
    headers: { Accept: "text/event-stream" },
    cache: "no-store",
    signal,
  }));
}

/** One visit with everything known about it. */
export const readVisit = (id) => request("GET", `/v1/desk/visits/${encodeURIComponent(id)}`);
/** Gives a visit to another technician. */
export const assign = (id, body) => request("POST", `/v1/desk/visits/${encodeURIComponent(id)}/assign`, { body });
/** Calls a visit off. */
export const cancel = (id, body) => request("POST", `/v1/desk/visits/${encodeURIComponent(id)}/cancel`, { body });
/** Decides on work of a device that lies beside a document. */
export const decideQuarantine = (id, body) => request("POST", `/v1/desk/documents/${encodeURIComponent(id)}/quarantine`, { body });
/** Enters a call-out into the register. */
export const registerCallOut = (body) => request("POST", "/v1/desk/call-outs", { body });
/** Sends a technician for a call-out. */
export const dispatch = (callOut, body) => request("POST", `/v1/desk/call-outs/${encodeURIComponent(callOut)}/visits`, { body });
/** What a visit for this work on this product has to check. */
export const readChecks = (work, product) => request("GET", `/v1/desk/checks?work=${encodeURIComponent(work)}&product=${encodeURIComponent(product)}`);
/** Every technician. */
export const readTechnicians = () => request("GET", "/v1/desk/technicians");
/** Adds a technician. */
export const addTechnician = (name) => request("POST", "/v1/desk/technicians", { body: { name } });
/** A new one-time code with which a technician's phone enrols. */
export const newEnrolmentCode = (id) => request("POST", `/v1/desk/technicians/${encodeURIComponent(id)}/enrolment-code`, { body: {} });
/** Ends what a phone may read. */
export const revokeDevice = (id) => request("POST", `/v1/desk/devices/${encodeURIComponent(id)}/revoke`, { body: {} });

/** Where the picture with this hash is. */
export const photoUrl = (sha256) => `/v1/blobs/${encodeURIComponent(sha256)}`;

/** Where the photo with this hash is, drawn small. */
export const thumbnailUrl = (sha256) => `${photoUrl(sha256)}/thumbnail`;
/** Where the PDF of everything sealed on a visit is. */
export const paperUrl = (visit) => `/v1/desk/visits/${encodeURIComponent(visit)}/paper.pdf`;
/** Where the visit with every change is, to be checked without the server. */
export const exportUrl = (visit) => `/v1/desk/visits/${encodeURIComponent(visit)}/export`;
/** Where a sealed record is. */
export const sealUrl = (visit, signOff) => `/v1/desk/visits/${encodeURIComponent(visit)}/sign-offs/${encodeURIComponent(signOff)}`;

async function request(method, path, { body, quiet = false } = {}) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["Content-Type"] = "application/json";
  }
  const response = await checked(
    await reach(path, { method, headers, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body) }),
    quiet,
  );
  return response.status === 204 ? null : response.json();
}

async function reach(path, options) {
  try {
    return await fetch(path, { credentials: "same-origin", ...options });
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
  throw new ApiError(await problemCode(response), response.status);
}

async function problemCode(response) {
  try {
    const { code } = await response.json();
    return typeof code === "string" ? code : `http_${response.status}`;
  } catch {
    // A gateway in between answered, not our server.
    return response.status >= 502 && response.status <= 504 ? "unavailable" : `http_${response.status}`;
  }
}
