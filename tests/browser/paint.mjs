// How soon the desk's pages show something, and how much is sent for it: JSON lines. Usage: node paint.mjs BASE NAME PASSWORD
// A measurement, no story: what it opens is a server that is there already.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const [base, name, password] = process.argv.slice(2);
/** So often each page is opened. */
const RUNS = 11;
/** What stands on a page once it shows what it is for. */
const PAGES = { "/board": "a.visit", "/plan": ".plan-row", "/register": "li.entry", "/complaints": "a.complaint-row", "/reports": ".reports-goal" };

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
const page = await context.newPage();
await page.goto(`${base}/board`);
await page.locator("input[name=name]").fill(name);
await page.locator("input[name=password]").fill(password);
await page.locator("#sign-in-form button.primary").click();
await page.locator("#desk:not([hidden])").waitFor();

for (const [path, shown] of Object.entries(PAGES)) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    await page.goto("about:blank");
    const began = performance.now();
    await page.goto(`${base}${path}`, { waitUntil: "commit" });
    await page.locator(shown).first().waitFor({ timeout: 60_000 });
    const content = performance.now() - began;
    const told = await page.evaluate(() => ({
      first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
      requests: performance.getEntriesByType("resource").length + 1,
      bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((sum, { transferSize }) => sum + transferSize, 0),
      elements: document.querySelectorAll("*").length,
    }));
    runs.push({ content, ...told });
  }
  const middle = (key) => Math.round(runs.map((run) => run[key]).sort((a, b) => a - b)[Math.floor(runs.length / 2)]);
  const worst = Math.round(Math.max(...runs.map(({ content }) => content)));
  console.log(JSON.stringify({ what: "page", path, first_paint_ms: middle("first"), content_ms: middle("content"), content_worst_ms: worst, requests: middle("requests"), bytes: middle("bytes"), elements: middle("elements") }));
}
await browser.close();
