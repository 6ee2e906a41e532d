// What the browser stories share: the programs they start, the screens, and what no page may do.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
export const BINARY = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug/fieldbook");
export const SCREENS = [
  { name: "phone", width: 390, height: 844 },
  { name: "tablet", width: 820, height: 1180 },
  { name: "desktop", width: 1366, height: 768 },
];
/** How long a state may take to come, in milliseconds. */
const PATIENCE = 20_000;
/** So soon after a page was left its cut requests are told, in milliseconds. */
const LEFT_MS = 2_000;
/** How long a program may take to start, in milliseconds. */
const START = 120_000;

/** Where screenshots are kept: FIELDBOOK_SHOTS, or a folder of what is built. */
const shots = process.env.FIELDBOOK_SHOTS ?? join(ROOT, "target/browser-shots");
mkdirSync(shots, { recursive: true });
const running = new Set();
let step = "starting";

/** Tells what has just held. */
export function say(text) {
  step = text;
  console.log(`   ${text}`);
}

/** What was told last. */
export const said = () => step;

/** Starts the binary, with `env` beside its own, and waits until `ready` finds in what it printed what it looks for; answers the process and that. */
export function start(args, ready, env = {}) {
  const process = spawn(BINARY, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...globalThis.process.env, ...env } });
  let printed = "";
  process.stdout.setEncoding("utf8");
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error(`${args[0]} did not start:\n${printed}`)), START);
    running.add(process);
    process.on("exit", (code) => failed(new Error(`${args[0]} ended with ${code}:\n${printed}`)));
    process.stdout.on("data", (text) => {
      printed += text;
      const found = ready(printed);
      if (!found) return;
      clearTimeout(late);
      done({ process, said: found });
    });
  });
}

/** Starts the demo in `folder` with ports of its own; answers where its pages are and the desk's account. */
export async function startDemo(folder) {
  const args = ["demo", "--data", join(folder, "demo"), "--board-port", "0", "--handset-port", "0"];
  const { said } = await start(args, (printed) => {
    const board = printed.match(/board\s+(http:\S+)/);
    const account = printed.match(/sign in as\s+(\S+)\s+with\s+(\S+)/);
    const handset = printed.match(/handset\s+(http:\S+)/);
    return board && account && handset && { board: board[1], handset: handset[1], name: account[1], password: account[2] };
  });
  return said;
}

/** Starts a server with an organisation of its own in `folder`; answers where its board is and the desk's account. */
export async function startServer(folder, listen = "127.0.0.1:0") {
  const account = { name: "admin", password: "correct horse battery" };
  const args = ["serve", "--data", join(folder, "server"), "--listen", listen, "--organisation", "恒通服务中心"];
  const started = await start(args, (printed) => printed.match(/board\s+(http:\S+)/)?.[1], { FIELDBOOK_DESK_PASSWORD: account.password, FIELDBOOK_LOG: "warn" });
  return { process: started.process, board: started.said, ...account };
}

/** A page of the desk, signed in, in the browser context `desk`; `at` is what a server or demo answered. */
export async function signIn(desk, at, name) {
  const page = await desk.newPage();
  watch(page, name);
  await page.goto(at.board);
  await page.locator("input[name=name]").fill(at.name);
  await page.locator("input[name=password]").fill(at.password);
  await page.locator("#sign-in-form button.primary").click();
  await page.locator("#desk:not([hidden])").waitFor();
  return page;
}

/** Asks the server as the signed-in `page` does; answers the JSON. */
export function ask(page, method, path, body) {
  return page.evaluate(async ([method, path, body]) => {
    const options = { method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) };
    const answer = await fetch(path, options);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }, [method, path, body]);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Nothing on the page keeps somebody out who uses a keyboard or a screen reader, as far as axe can tell (WCAG 2.1 A and AA). */
export async function isAccessible(page, name) {
  // Not as a script element: the page's own policy would refuse it, and stays as it is.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations, passes } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
    if (passes.length < 10) throw new Error(`axe looked at ${passes.length} things only`);
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  });
  assert.deepEqual(found, [], `${name} keeps people out`);
}

/** Ends whatever still runs; answers the programs' exit codes. */
export function endAll() {
  return Promise.all([...running].filter((process) => process.exitCode === null).map(end));
}

/** Ends a program as Ctrl-C does; answers its exit code. */
export function end(process) {
  process.removeAllListeners("exit");
  const ended = new Promise((done) => process.once("exit", done));
  process.kill("SIGINT");
  return ended;
}

/** Errors of the pages, as they come. */
export const failures = [];
/** The browser itself reports an answer that is no success; these are part of the stories (signed out, refused, not there yet). */
const expected = ["status of 401", "status of 403", "status of 409", "status of 422", "status of 404", "status of 503"];

/** Whether the server is away on purpose, so that a browser may report it. */
let lineMayBreak = false;

/** From now on requests may find nobody, or no more. */
export function letTheLineBreak(may) {
  lineMayBreak = may;
}

/** What a page must never do: log an error, or break its own content policy. */
export function watch(page, name) {
  page.setDefaultTimeout(PATIENCE);
  // A request that is cut because its page is left is no failure of the page.
  let left = 0;
  page.on("requestfailed", (request) => {
    if (request.failure()?.errorText === "net::ERR_ABORTED") left = Date.now();
  });
  page.on("pageerror", (error) => {
    if (!(String(error).includes("Failed to fetch") && Date.now() - left < LEFT_MS)) failures.push(`${name}: ${error}`);
  });
  page.on("console", (message) => {
    const away = lineMayBreak && message.text().includes("net::ERR_");
    if (message.type() === "error" && !away && !expected.some((text) => message.text().includes(text))) failures.push(`${name}: ${message.text()}`);
  });
}

/** Waits until what has the focus is `locator`: a page never lets it fall to the body. */
export async function hasFocus(locator) {
  await locator.page().waitForFunction((element) => document.activeElement === element, await locator.elementHandle());
}

export const byTest = (page, name) => page.locator(`[data-test="${name}"]`);

/** Begins the work of the open visit on site. Paid work begins only after the customer agreed to the fee. */
export async function begin(handset) {
  const next = (step) => handset.locator(`[data-test="primary"][data-step="${step}"]`);
  await next("agree_fee").or(next("start")).waitFor();
  if (await next("agree_fee").isVisible()) {
    await next("agree_fee").click();
    const form = byTest(handset, "fee-form");
    await byTest(form, "amount_fen").fill("200");
    await byTest(form, "consent-by").fill("王敏");
    await byTest(form, "confirm").click();
  }
  await next("start").click();
}

/** Keeps a picture of the page. */
export async function shot(page, name) {
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** Nothing sticks out sideways, and no text is missing. */
export async function fitsTheScreen(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} sticks out sideways by ${wide} pixels`);
  const missing = await page.evaluate(() => {
    // What is meant for programs stands as code.
    const code = [...document.querySelectorAll("code, pre")].map((element) => element.innerText);
    const text = code.reduce((rest, part) => rest.replace(part, () => ""), document.body.innerText);
    return text.match(/\{[^}]*\}|undefined|\[object/g);
  });
  assert.equal(missing, null, `${name} shows text that was meant for programs: ${missing}`);
}

/** Shows the page on every screen in both languages, and looks at each once `ready` is there. */
export async function onEveryScreen(page, name, ready) {
  const before = { size: page.viewportSize(), language: await page.evaluate(() => document.documentElement.lang) };
  for (const { name: screen, width, height } of SCREENS) {
    for (const language of ["zh-CN", "en"]) {
      await page.setViewportSize({ width, height });
      await page.evaluate((tag) => localStorage.setItem("fieldbook.language", tag), language);
      await page.reload();
      await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
      await ready();
      await fitsTheScreen(page, `${name} ${screen} ${language}`);
      await shot(page, `${name}-${screen}-${language}`);
    }
  }
  await page.setViewportSize(before.size);
  await page.evaluate((tag) => localStorage.setItem("fieldbook.language", tag), before.language);
  await page.reload();
  await ready();
}
