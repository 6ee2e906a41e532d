// Tells the stories in a real browser, one after the other; each with a program and a folder of its own. Every wait is for a state.
// Usage: node main.mjs [NAME...]; FIELDBOOK_SHOTS=DIR says where screenshots are kept (target/browser-shots).

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { aftercare } from "./aftercare.mjs";
import { afterwards } from "./afterwards.mjs";
import { boardOfMany } from "./board_of_many.mjs";
import { complaints } from "./complaints.mjs";
import { contracts } from "./contracts.mjs";
import { phones } from "./phones.mjs";
import { plan } from "./plan.mjs";
import { register } from "./register.mjs";
import { settings } from "./settings.mjs";
import { BINARY, endAll, failures, said } from "./stage.mjs";
import { story } from "./story.mjs";
import { visit } from "./visit.mjs";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const STORIES = { story, boardOfMany, register, plan, visit, phones, contracts, complaints, aftercare, afterwards, settings };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in STORIES));
if (unknown.length) {
  console.error(`no such story: ${unknown.join(", ")}; there are ${Object.keys(STORIES).join(", ")}`);
  process.exit(2);
}
assert.ok(existsSync(BINARY), `${BINARY} is missing: run cargo build --workspace first`);
const executablePath = BROWSERS.find((path) => existsSync(path));
assert.ok(executablePath, `none of ${BROWSERS.join(", ")} is there`);

const folder = mkdtempSync(join(tmpdir(), "fieldbook-browser-"));
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
const browser = await chromium.launch({ executablePath, args });
let code = 0;
for (const [name, tell] of Object.entries(STORIES)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const own = join(folder, name);
  mkdirSync(own);
  try {
    console.log(`   -- ${name}`);
    await tell({ browser, folder: own });
    assert.deepEqual(failures, [], "errors in the pages");
    await Promise.all(browser.contexts().map((context) => context.close()));
    const exits = await endAll();
    assert.ok(exits.every((exit) => exit === 0), `the programs ended with ${exits} on Ctrl-C`);
  } catch (error) {
    console.error(`${name}: after "${said()}": ${error.stack ?? error}`);
    if (failures.length) console.error(failures.join("\n"));
    code = 1;
    break;
  }
}
await browser.close().catch(() => {});
await endAll();
rmSync(folder, { recursive: true, force: true });
if (code === 0) console.log("   the browser stories hold");
process.exit(code);
