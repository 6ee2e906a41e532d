// Photos uploaded by a tus client that is not ours (tus-js-client, by the authors of the protocol), to the real server over real HTTP:
// with breaks in between, with the server killed in between, two at once, with the wrong bytes. What is then downloaded is what was
// taken. A handset announces the photos; a wall between it and the server keeps it from sending them itself.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Upload } from "tus-js-client";

const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
const BINARY = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug/fieldbook");
const ROLLER = readFileSync(join(ROOT, "cli/src/demo/worn-roller.jpg"));
/** How long a state may take to come, in milliseconds. */
const PATIENCE = 30_000;

const folder = mkdtempSync(join(tmpdir(), "fieldbook-tus-"));
const password = randomBytes(18).toString("base64url");
const logPath = join(folder, "log");
const log = openSync(logPath, "a");
const running = new Set();
let step = "starting";

function say(text) {
  step = text;
  console.log(`   ${text}`);
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
/** A file that begins like a JPEG. */
const photoOf = (bytes) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(bytes - 4)]);

function start(args) {
  const child = spawn(BINARY, args, { stdio: ["ignore", "ignore", log], env: { ...process.env, FIELDBOOK_DESK_PASSWORD: password } });
  running.add(child);
  child.on("exit", () => running.delete(child));
  return child;
}

function stop(child, signal) {
  return new Promise((done) => {
    child.on("exit", done);
    child.kill(signal);
  });
}

async function until(what, test) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await test().catch(() => null);
    if (found) return found;
    assert.ok(Date.now() < end, `${what} did not come`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

function freePort() {
  return new Promise((done) => {
    const probe = http.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Passes everything on to the server but photos, while it stands. */
function wall(target) {
  const passed = [];
  const self = { stands: true, passed };
  const server = http.createServer((request, response) => {
    const photo = request.url.startsWith("/v1/blobs");
    if (photo && self.stands) {
      request.resume();
      response.writeHead(502).end();
      return;
    }
    if (photo) passed.push(`${request.method} ${request.url}`);
    const onward = http.request(`${target}${request.url}`, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => done(Object.assign(self, { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() })));
  });
}

/** A page's own calls: JSON, from its own origin. */
async function call(base, method, path, body, headers = {}) {
  const answer = await fetch(base + path, {
    method,
    headers: { Origin: base, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return { json: text ? JSON.parse(text) : null, answer };
}

/** The desk, signed in. */
async function signIn(base) {
  const { answer } = await call(base, "POST", "/v1/desk/session", { name: "Lin", password });
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  const ask = async (method, path, body) => (await call(base, method, path, body, { Cookie: cookie })).json;
  return { cookie, get: (path) => ask("GET", path), post: (path, body = {}) => ask("POST", path, body) };
}

/** Another program's device: its key, its enrolment, its tokens, as docs/sync.md says. */
async function enrol(base, code) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ format: "jwk" }).x;
  const proof = sign(null, Buffer.from(`fieldbook/enrol/1\0${code}`), privateKey).toString("base64url");
  const { json } = await call(base, "POST", "/v1/devices/enrol", { code, public_key: { algorithm: "EdDSA", key }, device_name: "tus client", proof });
  return async () => {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: json.device, sub: json.device, aud: json.audience, iat: now, exp: now + 60, jti: randomUUID() };
    const text = `${part({ alg: "EdDSA", typ: "JWT" })}.${part(claims)}`;
    const assertion = `${text}.${sign(null, Buffer.from(text), privateKey).toString("base64url")}`;
    const form = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
    const answer = await fetch(`${base}/v1/token`, { method: "POST", body: form });
    assert.equal(answer.status, 200, await answer.clone().text());
    return (await answer.json()).access_token;
  };
}

let server;
let token;
let base;

/** An upload until it ends, or is aborted once `breakAt` bytes are said to be sent; answers its address and the requests it made. */
function upload(bytes, { name = sha256(bytes), uploadUrl, chunkSize = 256 * 1024, breakAt = Infinity, retryDelays = [0, 50, 200, 500, 1_000], ...more } = {}) {
  const requests = [];
  return new Promise((done, failed) => {
    const running = new Upload(bytes, {
      endpoint: `${base}/v1/blobs`,
      uploadUrl,
      uploadSize: bytes.length,
      metadata: { sha256: name, filetype: "image/jpeg" },
      headers: { Authorization: `Bearer ${token}` },
      chunkSize,
      retryDelays,
      onAfterResponse: (request, answer) => requests.push({ method: request.getMethod(), status: answer.getStatus(), tus: answer.getHeader("Tus-Resumable") }),
      onChunkComplete: (_, accepted) => accepted >= breakAt && running.abort().then(() => done({ whole: false, url: running.url, requests })),
      onProgress: (sent) => chunkSize === Infinity && sent >= breakAt && running.abort().then(() => done({ whole: false, url: running.url, requests })),
      onSuccess: () => done({ whole: true, url: running.url, requests }),
      onError: failed,
      ...more,
    });
    running.start();
  });
}

async function head(url) {
  const answer = await fetch(url, { method: "HEAD", headers: { Authorization: `Bearer ${token}`, "Tus-Resumable": "1.0.0" } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  return [Number(answer.headers.get("upload-offset")), Number(answer.headers.get("upload-length"))];
}

async function serve(port) {
  server = start(["serve", "--data", join(folder, "server"), "--listen", `127.0.0.1:${port}`, "--organisation", "Harbour Instruments", "--desk-user", "Lin"]);
  await until("the server", async () => (await fetch(`${base}/ready`)).ok);
}

async function story() {
  assert.ok(existsSync(BINARY), `${BINARY} is missing: run cargo build --workspace first`);
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  await serve(port);

  say("a technician's handset announces photos that a wall keeps it from sending");
  const desk = await signIn(base);
  const { id: technician } = await desk.post("/v1/desk/technicians", { name: "Chen Jie" });
  const code = async () => (await desk.post(`/v1/desk/technicians/${technician}/enrolment-code`)).code;
  const callOut = await desk.post("/v1/desk/call-outs", {
    fault: "Paper jams at the second tray",
    service_type: "B",
    work: "repair",
    urgency: "urgent",
    customer: { name: "Quayside Hotel", address: "3 Dock Road", phone: "0532 555 0142", contact: "Ms Zhao" },
    asset: { product: "Copier", model: "BH-364e", serial: "A61F041002233" },
  });
  const { visit } = await desk.post(`/v1/desk/call-outs/${callOut.id}/visits`, { technician });
  const between = await wall(base);
  const page = `http://127.0.0.1:${await freePort()}`;
  start(["handset", "--data", join(folder, "handset.db"), "--listen", page.slice("http://".length)]);
  await until("the handset", async () => (await fetch(`${page}/api/state`)).ok);
  const onPhone = (method, path, body) => call(page, method, path, body).then(({ json }) => json);
  await onPhone("POST", "/api/enrol", { server_url: between.url, code: await code(), device_name: "handset" });
  const act = (action, fields = {}) => onPhone("POST", `/api/visits/${visit}/actions`, { action, ...fields });
  await until("the visit", async () => {
    await onPhone("POST", "/api/sync", {});
    return (await fetch(`${page}/api/visits/${visit}`)).ok;
  });
  await act("arrive");
  await act("start");
  const photos = { large: photoOf(3_000_000), middle: photoOf(700_000), parallel: photoOf(1_500_000), small: ROLLER };
  for (const bytes of Object.values(photos)) {
    const answer = await fetch(`${page}/api/visits/${visit}/photos?caption=`, { method: "POST", headers: { Origin: page, "Content-Type": "image/jpeg" }, body: bytes });
    assert.equal(answer.status, 201, await answer.text());
  }
  const row = async () => (await desk.get("/v1/desk/board")).visits.find(({ id }) => id === visit);
  await until("the change that names the photos", async () => {
    await fetch(`${page}/api/sync`, { method: "POST", headers: { Origin: page, "Content-Type": "application/json" }, body: "{}" });
    return (await row()).photos === 4;
  });
  assert.equal((await row()).photos_complete, 0);

  say("the server says what it speaks");
  const tokens = await enrol(base, await code());
  token = await tokens();
  const options = await fetch(`${base}/v1/blobs`, { method: "OPTIONS" });
  assert.equal(options.status, 204);
  assert.equal(options.headers.get("tus-version"), "1.0.0");
  assert.ok(options.headers.get("tus-extension").split(",").includes("creation"));

  say("an upload is broken off after some pieces and goes on after the server was killed");
  const begun = await upload(photos.large, { breakAt: 700_000 });
  assert.ok(!begun.whole && begun.requests.every(({ tus }) => tus === "1.0.0"), JSON.stringify(begun));
  assert.deepEqual(begun.requests.slice(0, 2).map(({ method, status }) => `${method} ${status}`), ["POST 201", "PATCH 204"]);
  const [held, length] = await head(begun.url);
  assert.ok(held >= 700_000 && held < length && length === photos.large.length, `${held} of ${length}`);
  await stop(server, "SIGKILL");
  await serve(port);
  token = await tokens();
  assert.deepEqual(await head(begun.url), [held, length], "what was said to be durable is");
  const resumed = await upload(photos.large, { uploadUrl: begun.url });
  assert.equal(resumed.requests[0].method, "HEAD");
  assert.ok(resumed.whole && !resumed.requests.some(({ method }) => method === "POST"));
  assert.deepEqual(await head(begun.url), [length, length]);

  say("one body as long as the photo is broken off in the middle; what came of it is kept");
  const middle = await upload(photos.middle, { chunkSize: Infinity, breakAt: 1 });
  const [kept] = await head(middle.url);
  assert.ok(kept < photos.middle.length);
  assert.ok((await upload(photos.middle, { uploadUrl: middle.url, chunkSize: Infinity })).whole);

  say("two clients upload the same photo at the same time");
  const both = await Promise.all([upload(photos.parallel, { chunkSize: 90_000, retryDelays: Array(40).fill(5) }), upload(photos.parallel, { chunkSize: 70_000, retryDelays: Array(40).fill(5) })]);
  assert.ok(both.every(({ whole }) => whole));

  say("other bytes than announced are thrown away, and the upload begins again");
  const wrong = Buffer.from(photos.small);
  wrong[wrong.length - 1] ^= 1;
  const refused = await upload(wrong, { name: sha256(photos.small), retryDelays: [] }).then(assert.fail, (error) => error);
  assert.equal(refused.originalResponse?.getStatus(), 422, String(refused));
  assert.match(refused.originalResponse.getBody(), /hash_mismatch/);
  assert.ok((await upload(photos.small)).whole);

  say("what the organisation has is complete at once; what nobody announced does not exist");
  const again = await upload(photos.large);
  assert.ok(again.whole);
  assert.ok(again.requests.some(({ method, status }) => method === "PATCH" && status === 409), JSON.stringify(again.requests));
  const unknown = await upload(photoOf(1_000), { retryDelays: [] }).then(assert.fail, (error) => error);
  assert.equal(unknown.originalResponse?.getStatus(), 404, String(unknown));

  say("desk and device download what was taken, whole, in part and small");
  for (const who of [{ Cookie: desk.cookie }, { Authorization: `Bearer ${token}` }]) {
    for (const bytes of Object.values(photos)) {
      const url = `${base}/v1/blobs/${sha256(bytes)}`;
      const whole = await fetch(url, { headers: who });
      assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
      assert.equal(sha256(Buffer.from(await whole.arrayBuffer())), sha256(bytes));
      const part = await fetch(url, { headers: { ...who, Range: "bytes=1000-20999" } });
      assert.equal(part.status, 206);
      assert.ok(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1_000, 21_000)));
    }
    const small = await fetch(`${base}/v1/blobs/${sha256(ROLLER)}/thumbnail`, { headers: who });
    assert.equal(small.status, 200);
    const picture = Buffer.from(await small.arrayBuffer());
    assert.ok(picture.length < ROLLER.length && picture.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])));
  }

  say("the board counts them, and the handset, let through at last, has nothing left to send");
  const shown = await row();
  assert.deepEqual([shown.photos, shown.photos_complete], [4, 4]);
  between.stands = false;
  await until("the handset's word that all is complete", async () => {
    await fetch(`${page}/api/sync`, { method: "POST", headers: { Origin: page, "Content-Type": "application/json" }, body: "{}" });
    const sheet = await onPhone("GET", `/api/visits/${visit}`);
    return sheet.photos.every(({ upload }) => upload.state === "complete");
  });
  assert.deepEqual(between.passed.filter((request) => !request.startsWith("HEAD ")), [], "it only had to ask");
  between.close();
}

try {
  await story();
  console.log("   the story ends well");
} catch (error) {
  console.error(`tests/tus: failed while: ${step}`);
  console.error(error);
  console.error("-- what server and handset wrote last:");
  console.error(readFileSync(logPath, "utf8").split("\n").slice(-20).join("\n"));
  process.exitCode = 1;
} finally {
  await Promise.all([...running].map((child) => stop(child, "SIGTERM")));
  rmSync(folder, { recursive: true, force: true });
}
