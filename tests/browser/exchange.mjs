// Two phones without a signal: a colleague's phone gets what this one has not sent, over a private session, and brings it to the desk. Then the
// same one way, as a file and as codes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { begin, byTest, end, onEveryScreen, say, shot, start, watch } from "./stage.mjs";

/** Tells it with the signed-in `board`, the `server` at its origin, and the `handset` of the demo; a second phone lives in `folder`. */
export async function exchange({ browser, board, server, folder, handset }) {
  const code = await enrolmentCode(board, handset);
  const second = await start(
    ["handset", "--data", join(folder, "second.db"), "--listen", "127.0.0.1:0", "--server", server, "--code", code, "--name", "备用手机"],
    (printed) => printed.match(/handset\s+(http:\S+)/)?.[1],
  );
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, locale: "zh-CN" });
    const other = await context.newPage();
    watch(other, "second handset");
    await other.goto(second.said);
    await byTest(other, "visit-card").first().waitFor();
    for (const page of [handset, other]) await airplane(page, true);

    await goTo(handset, "#/");
    const card = handset.locator('[data-test="visit-card"][data-status="assigned"] a.card-open');
    await card.first().click();
    await handset.locator('[data-test="primary"][data-step="arrive"]').click();
    await handset.locator('[data-test="primary"][data-step="arrive"]').waitFor({ state: "hidden" });
    const visit = handset.url().match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
    const row = board.locator(`a.visit[href="#visit=${visit}"]`);
    const before = await row.getAttribute("data-state");

    for (const page of [handset, other]) await goTo(page, "#/exchange");
    await byTest(handset, "offer-codes").first().waitFor();
    await onEveryScreen(handset, "exchange", () => byTest(handset, "offer-codes").first().waitFor());
    await byTest(handset, "exchange-wait").click();
    const address = await byTest(handset, "exchange-address").innerText();
    await shot(handset, "exchange-waiting");
    await byTest(other, "exchange-go-to").fill(address);
    await byTest(other, "exchange-go").click();
    const digits = await Promise.all([handset, other].map((page) => byTest(page, "exchange-code").innerText()));
    assert.equal(digits[0], digits[1], "both phones show the same digits");
    await shot(other, "exchange-digits");
    for (const page of [handset, other]) await byTest(page, "exchange-accept").click();
    for (const page of [handset, other]) await byTest(page, "exchange-done").waitFor();
    await shot(other, "exchange-done");
    await goTo(other, `#/visit/${visit}`);
    await byTest(other, "visit").waitFor();
    await other.locator('[data-test="primary"][data-step="arrive"]').waitFor({ state: "hidden" });
    say("two phones in airplane mode: the other one knows of the arrival");

    assert.equal(await row.getAttribute("data-state"), before, "the board knows nothing yet");
    await airplane(other, false);
    await board.locator(`a.visit[href="#visit=${visit}"]:not([data-state="${before}"])`).waitFor();
    say("the phone that found a signal brought it to the board");

    await oneWay(handset, other, visit);
    await airplane(handset, false);
    await handset.locator('[data-test="delivery"][data-state="received"]').waitFor();
    await context.close();
  } finally {
    await end(second.process);
  }
}

/** What the first phone writes next goes to the other one as a file, and is shown as codes. */
async function oneWay(handset, other, visit) {
  await airplane(other, true);
  await goTo(handset, `#/visit/${visit}`);
  await begin(handset);
  await byTest(handset, "findings").fill("进纸口有异物");
  await byTest(handset, "findings").blur();
  // What is handed on is what is on this phone by then.
  await handset.waitForFunction(async (visit) => (await (await fetch(`/api/visits/${visit}`)).json()).findings === "进纸口有异物", visit);
  await goTo(handset, "#/exchange");
  await byTest(handset, "offer-codes").first().click();
  await byTest(handset, "offer-code").waitFor();
  await shot(handset, "exchange-codes");
  await handset.keyboard.press("Escape");
  const coming = handset.waitForEvent("download");
  await byTest(handset, "offer-file").first().click();
  const file = await (await coming).path();
  assert.ok(readFileSync(file).length > 0);
  await goTo(other, "#/exchange");
  // Taken, and only then looked at.
  const taken = other.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().includes("offer"));
  await byTest(other, "exchange-take-file").setInputFiles({ name: "visit.fieldbook-offer", mimeType: "application/octet-stream", buffer: readFileSync(file) });
  assert.equal((await taken).status(), 200);
  await goTo(other, `#/visit/${visit}`);
  await other.waitForFunction(() => document.querySelector('[data-test="findings"]')?.value === "进纸口有异物");
  say("the same one way, as a file; the codes are shown");
}

async function goTo(page, hash) {
  await page.evaluate((to) => location.assign(to), hash);
}

async function airplane(page, on) {
  const button = page.locator(`[data-test="airplane"][aria-checked="${!on}"]`);
  if (await button.isVisible()) await button.click();
  await page.locator(`[data-test="airplane"][aria-checked="${on}"]`).waitFor();
}

/** A code of the desk for one more phone of the technician whose handset it is. */
async function enrolmentCode(board, handset) {
  const person = await handset.evaluate(async () => (await (await fetch("/api/state")).json()).identity.person_name);
  return board.evaluate(async (name) => {
    const people = await (await fetch("/v1/desk/technicians")).json();
    const { id } = people.find((one) => one.name === name);
    const answer = await fetch(`/v1/desk/technicians/${id}/enrolment-code`, { method: "POST" });
    return (await answer.json()).code;
  }, person);
}
