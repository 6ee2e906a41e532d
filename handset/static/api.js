// The device behind this page. Every call answers plain values or throws an ActionError that carries the device's own code.

/** An action that was not done. Nothing was changed. */
export class ActionError extends Error {
  constructor({ code, detail, missing, field, limit }) {
    super(detail ?? code);
    this.name = "ActionError";
    this.code = code;
    this.missing = missing ?? [];
    this.field = field ?? null;
    this.limit = limit ?? null;
  }
}

async function call(method, path, { json, body, type } = {}) {
  const headers = {};
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (type) headers["Content-Type"] = type;
  let answer;
  try {
    answer = await fetch(`/api${path}`, { method, headers, body: json === undefined ? body : JSON.stringify(json), cache: "no-store" });
  } catch {
    throw new ActionError({ code: "app_not_running" });
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  let problem;
  try {
    problem = await answer.json();
  } catch {
    problem = { code: "internal" };
  }
  throw new ActionError(problem);
}

const get = (path) => call("GET", path);
const post = (path, json = {}) => call("POST", path, { json });
const visit = (id, rest = "") => `/visits/${encodeURIComponent(id)}${rest}`;

export const api = {
  state: () => get("/state"),
  enrol: (server_url, code, device_name) => post("/enrol", { server_url, code, device_name }),
  network: (airplane) => post("/network", { airplane }),
  sync: () => post("/sync"),
  agenda: () => get("/agenda"),
  visit: (id) => get(visit(id)),
  tryAgain: (id) => post(visit(id, "/try-again")),
  arrive: (id) => post(visit(id, "/arrive")),
  start: (id) => post(visit(id, "/start")),
  finish: (id) => post(visit(id, "/finish")),
  reopen: (id) => post(visit(id, "/reopen")),
  voidTrip: (id, reason) => post(visit(id, "/void-trip"), { reason }),
  answerCheck: (id, item, result, note) => post(visit(id, `/checks/${encodeURIComponent(item)}`), { result, note }),
  write: (id, field, text) => post(visit(id, `/${field}`), { text }),
  swapPart: (id, swap) => post(visit(id, "/parts"), swap),
  strikePart: (id, line, reason) => post(visit(id, `/parts/${encodeURIComponent(line)}/strike`), { reason }),
  attachPhoto: (id, file, caption) =>
    call("POST", visit(id, `/photos?caption=${encodeURIComponent(caption)}`), {
      body: file,
      type: file.type || "application/octet-stream",
    }),
  voucher: (id, language) => get(visit(id, `/voucher?language=${encodeURIComponent(language)}`)),
  sign: (id, digest, language, signer, strokes) => post(visit(id, "/sign"), { digest, language, signer, strokes }),
};

/** Where the picture with this hash is. */
export const photoUrl = (sha256) => `/api/photos/${encodeURIComponent(sha256)}`;

/** Where the sealed record of a sign-off is. */
export const sealUrl = (id, signOff) => `/api${visit(id, `/sign-offs/${encodeURIComponent(signOff)}`)}`;
