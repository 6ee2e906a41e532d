// What the browser stories share: the programs they start, the screens, and what no page may do.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
export const BINARY = join(ROOT, "target/debug/fieldbook");
export const SCREENS = [
  { name: "phone", width: 390, height: 844 },
  { name: "tablet", width: 820, height: 1180 },
  { name: "desktop", width: 1366, height: 768 },
];
/** How long a state may take to come, in milliseconds. */
const PATIENCE = 20_000;
/** How long a program may take to start, in milliseconds. */
const START = 120_000;

const shots = process.env.FIELDBOOK_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
let step = "starting";

/** Tells what has just held. */
export function say(text) {
  step = text;
  console.log(`   ${text}`);
}

/** What was told last. */
export const said = () => step;

/** Starts the binary and waits until `ready` finds in what it printed what it looks for; answers the process and that. */
export function start(args, ready) {
  const process = spawn(BINARY, args, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  process.stdout.setEncoding("utf8");
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error(`${args[0]} did not start:\n${printed}`)), START);
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
const expected = ["status of 401", "status of 409", "status of 422", "status of 404", "status of 503"];

/** What a page must never do: log an error, or break its own content policy. */
export function watch(page, name) {
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => failures.push(`${name}: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !expected.some((text) => message.text().includes(text))) failures.push(`${name}: ${message.text()}`);
  });
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

/** Keeps a picture of the page if FIELDBOOK_SHOTS names a folder. */
export async function shot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** Nothing sticks out sideways, and no text is missing. */
export async function fitsTheScreen(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} sticks out sideways by ${wide} pixels`);
  const missing = await page.evaluate(() => document.body.innerText.match(/\{[^}]*\}|undefined|\[object/g));
  assert.equal(missing, null, `${name} shows text that was meant for programs: ${missing}`);
}

/** Shows the page on every screen in both languages, and looks at each once `ready` is there. */
export async function onEveryScreen(page, name, ready) {
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
}
