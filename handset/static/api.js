// The device behind this page. Every call answers plain values or throws an ActionError that carries the device's own code.

/** An action that was not done. Nothing was changed. */
export class ActionError extends Error {
  constructor({ code, detail, missing, field, limit, characters }) {
    super(detail ?? code);
    this.name = "ActionError";
    this.code = code;
    this.missing = missing ?? [];
    this.field = field ?? null;
    this.limit = limit ?? null;
    this.characters = characters ?? [];
  }
}

async function ask(method, path, { json, body, type } = {}) {
  const headers = {};
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (type) headers["Content-Type"] = type;
  let answer;
  try {
    answer = await fetch(`/api${path}`, { method, headers, body: json === undefined ? body : JSON.stringify(json), cache: "no-store" });
  } catch {
    throw new ActionError({ code: "app_not_running" });
  }
  if (answer.ok) return answer;
  let problem;
  try {
    problem = await answer.json();
  } catch {
    problem = { code: "internal" };
  }
  throw new ActionError(problem);
}

async function call(method, path, what) {
  const answer = await ask(method, path, what);
  return answer.status === 204 || answer.status === 202 ? null : answer.json();
}

const get = (path) => call("GET", path);
const post = (path, json = {}) => call("POST", path, { json });
const at = (room, id, rest = "") => `/${room}/${encodeURIComponent(id)}${rest}`;
/** Every action goes the same way: the name of what a person means to do, and what it needs. Answers `{ id }` of what was made. */
const act = (room, id, action, fields = {}) => post(at(room, id, "/actions"), { action, ...fields });

export const api = {
  state: () => get("/state"),
  enrol: (server_url, code, device_name) => post("/enrol", { server_url, code, device_name }),
  network: (airplane) => post("/network", { airplane }),
  sync: () => post("/sync"),
  tryAgain: (id) => post(at("documents", id, "/try-again")),
  acknowledge: (entry) => post("/acknowledge", { entry }),
  receipts: (id) => get(at("documents", id, "/receipts")),
  exchange: () => get("/peer"),
  waitForPeer: () => post("/peer/wait"),
  goToPeer: (address) => post("/peer/go", { address }),
  acceptExchange: () => post("/peer/accept"),
  endExchange: () => post("/peer/end"),
  offerCodes: (id) => get(at("documents", id, "/offer")),
  takeOffer: (blob) => call("POST", "/peer/offer", { body: blob, type: "application/octet-stream" }),
  agenda: () => get("/agenda"),

  openWithoutOrder: (visit) => post("/visits", visit),
  visit: (id) => get(at("visits", id)),
  onVisit: (id, action, fields) => act("visits", id, action, fields),
  attachPhoto: (id, file, caption) =>
    call("POST", at("visits", id, `/photos?caption=${encodeURIComponent(caption)}`), {
      body: file,
      type: file.type || "application/octet-stream",
    }),
  wantPhoto: (id, sha256) => post(at("visits", id, `/photos/${encodeURIComponent(sha256)}/want`)),
  voucher: (id, language, kind) =>
    get(at("visits", id, `/voucher?language=${encodeURIComponent(language)}&kind=${encodeURIComponent(kind)}`)),

  checkCode: (id, signOff) => get(at("visits", id, `/sign-offs/${encodeURIComponent(signOff)}/code`)),
  goodsCheckCode: (id, signOff) => get(at("repairs", id, `/sign-offs/${encodeURIComponent(signOff)}/code`)),
  pdf: async (url) => (await ask("GET", url.slice("/api".length))).blob(),

  parts: (search) => get(`/parts?search=${encodeURIComponent(search)}`),
  vanStock: () => get("/van-stock"),
  prices: () => get("/reference/prices"),
  people: () => get("/reference/people"),
  asset: (serial) => get(`/reference/assets/${encodeURIComponent(serial)}`),

  repairs: () => get("/repairs"),
  repair: (id) => get(at("repairs", id)),
  onRepair: (id, action, fields) => act("repairs", id, action, fields),
  goodsVoucher: (id, language, kind) =>
    get(at("repairs", id, `/voucher?language=${encodeURIComponent(language)}&kind=${encodeURIComponent(kind)}`)),

  oldParts: () => get("/old-parts"),
  oldPart: (id) => get(at("old-parts", id)),
  onOldPart: (id, action, fields) => act("old-parts", id, action, fields),
  onOldParts: (ids, action, fields) => post("/old-parts/actions", { action, ids, ...fields }),

  complaints: () => get("/complaints"),
  complaint: (id) => get(at("complaints", id)),
  proposedComplaint: (visit) => get(at("visits", visit, "/complaint")),
  receiveComplaint: (complaint) => post("/complaints", complaint),
  onComplaint: (id, action, fields) => act("complaints", id, action, fields),

  moneyInHand: () => get("/money-in-hand"),
  days: () => get("/days"),
  openDay: (date) => post("/days", { date, utc_offset_minutes: -new Date(`${date}T12:00:00`).getTimezoneOffset() }),
  day: (id) => get(at("days", id)),
  onDay: (id, action, fields) => act("days", id, action, fields),
};

/** Where the picture with this hash is. */
export const photoUrl = (sha256) => `/api/photos/${encodeURIComponent(sha256)}`;

/** Where the small picture of a photo from another phone is. */
export const thumbnailUrl = (sha256) => `${photoUrl(sha256)}/thumbnail`;

/** Where the server's receipts for a document are. */
export const receiptsUrl = (id) => `/api${at("documents", id, "/receipts")}`;

/** Where the file is that hands over what waits of a document. */
export const offerUrl = (id) => `/api${at("documents", id, "/offer.file")}`;

/** Where the PDF of everything sealed on a visit is. */
export const pdfUrl = (id) => `/api${at("visits", id, "/paper.pdf")}`;

/** Where the PDF of everything sealed for goods is. */
export const goodsPdfUrl = (id) => `/api${at("repairs", id, "/paper.pdf")}`;

/** Where the sealed record of a sign-off on goods is. */
export const repairSealUrl = (id, signOff) => `/api${at("repairs", id, `/sign-offs/${encodeURIComponent(signOff)}`)}`;

/** Where the sealed record of a sign-off on a visit is. */
export const sealUrl = (id, signOff) => `/api${at("visits", id, `/sign-offs/${encodeURIComponent(signOff)}`)}`;
