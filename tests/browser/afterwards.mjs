// What comes after a visit, on the pages of a real day: parts are asked for from the site and issued, the old one comes back, a shelf is
// counted, the customer is asked, and the reports say what happened.

import assert from "node:assert/strict";
import { answerChecks, answerTheRest, letSign } from "./phone.mjs";
import { ask, begin, byTest, isAccessible, onEveryScreen, say, shot, signIn, startDemo, watch } from "./stage.mjs";

/** The part that the copier gets; its old one must come back. */
const ROLLER = { number: "A03U-7209", name: "搓纸轮", serial: "PR-26-00417" };
/** A part that the technician asks for. */
const LAMP = { number: "A03U-7424", name: "定影加热灯" };

/** What somebody types who means harm: wherever it is shown, it is text. */
const MARKUP = `<img src=x onerror="document.title='broken in'"><script>document.title='broken in'</script>`;

/** Tells it in `browser`, with a demo in `folder`. */
export async function afterwards({ browser, folder }) {
  const at = await startDemo(folder);
  const desk = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" });
  const page = await signIn(desk, at, "afterwards");
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, locale: "zh-CN" });
  const handset = await phone.newPage();
  watch(handset, "handset");
  const go = async (path) => {
    await page.goto(at.board.replace("/board", path));
    await page.locator("#desk:not([hidden])").waitFor();
  };
  const visit = await work(handset, at);
  await page.locator(`a.visit[href="#visit=${visit}"][data-state="signed"]`).waitFor();
  say("a visit with a part that is swapped and one that is asked for is signed and on the board");

  await receiveParts(page, go);
  await issueWhatWasAskedFor(page, go);
  await count(page, go);
  await oldPartComesBack(page, go);
  await customerIsAsked(page, go, visit);
  await reportsSaySo(page, go);
  await nothingIsMarkup(page, go, visit);
}

/** The phone's first copier: worked, a part swapped, another asked for, signed. */
async function work(handset, at) {
  await handset.goto(at.handset);
  await byTest(handset, "visit-card").first().waitFor();
  const visit = await handset.evaluate(async () => (await (await fetch("/api/agenda")).json()).find(({ product }) => product.includes("复印机")).id);
  const act = (body) => handset.evaluate(async ([visit, body]) => {
    const answer = await fetch(`/api/visits/${visit}/actions`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${body.action}: ${await answer.text()}`);
  }, [visit, body]);
  await handset.goto(`${at.handset.replace(/\/$/, "")}/#/visit/${visit}`);
  await handset.locator('[data-test="primary"][data-step="arrive"]').click();
  await begin(handset);
  await handset.locator('[data-test="primary"][data-step="finish"]').waitFor();
  await act({ action: "request_part", part_number: LAMP.number, name: LAMP.name, quantity: 1, urgent: true, reason: `灯管发黑 ${MARKUP}` });
  await act({ action: "write_findings", text: `搓纸轮磨损 ${MARKUP}` });
  await act({ action: "write_treatment", text: `更换搓纸轮 ${MARKUP}` });
  await act({ action: "note_disagreement", matter: MARKUP, words: MARKUP });
  const swap = { kind: "part", part_number: ROLLER.number, name: ROLLER.name, quantity: 1, reason: `磨损 ${MARKUP}`, old_serial: "PR-20-1", new_serial: ROLLER.serial, label_fault: "" };
  await act({ action: "exchange_part", swap, comes_out: { comes_out: "as_catalogue" } });
  await handset.reload();
  await byTest(handset, "visit").waitFor();
  await answerChecks(handset);
  await answerTheRest(handset);
  await handset.locator("#missing").waitFor({ state: "hidden" });
  await handset.locator('[data-test="primary"][data-step="finish"]').click();
  await letSign(handset, "李芳");
  return visit;
}

async function receiveParts(page, go) {
  await go("/stock#papers");
  await page.locator(".table-frame, .empty").first().waitFor();
  await page.locator("#page-actions button").first().click();
  const dialog = page.locator("dialog");
  await dialog.locator("[name=scan]").waitFor();
  await dialog.locator("[name=to]").fill("苏州总库");
  await dialog.locator("[name=rests_on]").fill("SH-7781");
  // A scanner types a number and sends Enter, again and again.
  const scan = async (text) => {
    await dialog.locator("[name=scan]").fill(text);
    await dialog.locator("[name=scan]").press("Enter");
  };
  for (const text of [LAMP.number, LAMP.number, "没有这个配件", LAMP.number]) await scan(text);
  const leaveOut = dialog.locator(".found button", { hasText: "不计入" });
  await leaveOut.waitFor();
  await dialog.locator("[name=scan]").press("Control+Enter");
  await dialog.locator("[role=alert]:not([hidden])", { hasText: "扫码未处理" }).waitFor();
  await leaveOut.click();
  await page.waitForFunction(() => document.querySelector("dialog .note-lines tbody input[type=number]")?.value === "3");
  await shot(page, "stock-receive");
  await isAccessible(page, "the form of a paper");
  await dialog.locator("[name=scan]").press("Control+Enter");
  await dialog.waitFor({ state: "detached" });
  await page.locator("td, li", { hasText: /RK\d+/ }).first().waitFor();
  say("three lamps are received by the scanner alone, on a paper with a number");
}

async function issueWhatWasAskedFor(page, go) {
  await go("/stock#requisitions");
  const row = page.locator("tr", { hasText: LAMP.name });
  await row.waitFor();
  await onEveryScreen(page, "stock-requisitions", () => row.waitFor());
  await row.locator("button.primary").click();
  await row.locator("button", { hasText: /发料|发放|出库|Issue/ }).click();
  await page.locator("dialog [name=store]").waitFor();
  await isAccessible(page, "the form for an issue");
  await page.locator("dialog .dialog-foot .primary").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator(".toast", { hasText: /CK\d+/ }).waitFor();
  await go("/stock#balances");
  const held = page.locator("tr", { hasText: LAMP.number }).filter({ hasText: "赵敏" });
  await held.waitFor();
  assert.match(await held.locator(".figure").innerText(), /1/);
  await onEveryScreen(page, "stock-balances", () => page.locator("tr", { hasText: LAMP.number }).first().waitFor());
  say("what the technician asked for on site is approved, issued and in the van's books");
}

async function count(page, go) {
  await go("/stock#takes");
  await page.locator(".bar button.primary").click();
  const dialog = page.locator("dialog");
  await dialog.locator("[name=place]").selectOption("store/苏州总库");
  await dialog.locator(".dialog-foot .primary").click();
  const line = page.locator("article.sheet tr", { hasText: LAMP.number });
  await line.waitFor();
  // Another piece is found on the shelf; while its count is on its way, the first line is typed.
  await page.locator('[data-keep="scan"]').fill("空纸箱");
  await page.locator('[data-keep="scan"]').press("Enter");
  await page.locator(".found-form input").fill("2");
  let answered;
  const held = new Promise((go) => (answered = go));
  await page.route("**/counts", async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  await page.locator(".found-form button").click();
  await line.locator("input").pressSequentially("1");
  answered();
  await page.locator("#announcement", { hasText: "空纸箱" }).waitFor({ state: "attached" });
  assert.equal(await line.locator("input").inputValue(), "1", "what is being typed is not taken away");
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("count-input")), true);
  await line.locator("input").press("Enter");
  await line.getByText(/[−-]1/).waitFor();
  await page.locator(".sheet .acts-row .primary").click();
  await page.locator(".sheet .acts-row .primary").waitFor();
  await isAccessible(page, "a stock-take");
  await onEveryScreen(page, "stock-take", () => line.waitFor());
  await page.locator(".sheet .acts-row .primary").click();
  await dialog.locator("[name=reason]").fill("盘点：缺一支");
  await dialog.locator(".dialog-foot .primary").click();
  await dialog.waitFor({ state: "detached" });
  await page.locator(".plain-list li", { hasText: "缺一支" }).waitFor();
  const { lines } = await ask(page, "GET", `/v1/desk/stock/balances?${new URLSearchParams({ place: "store/苏州总库", find: LAMP.number })}`);
  assert.equal(lines[0].quantity, 1);
  say("the shelf is counted, one is missing, and the books say so from then on");
}

async function oldPartComesBack(page, go) {
  await go("/old-parts");
  const link = page.locator("a.first", { hasText: ROLLER.name });
  await link.first().click();
  const panel = page.locator("aside.old-part");
  await panel.locator(".acts-row button").first().waitFor();
  await isAccessible(page, "old parts");
  await onEveryScreen(page, "old-parts", () => panel.locator(".acts-row button").first().waitFor());
  const before = await panel.locator(".way-step").count();
  await panel.locator(".acts-row button.primary").click();
  await page.locator("dialog .dialog-foot .primary").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.waitForFunction((before) => document.querySelectorAll("aside.old-part .way-step").length === before + 1, before);
  say("the old part is on the list with its due day, and its next step is recorded");
}

async function customerIsAsked(page, go, visit) {
  await go("/aftercare");
  await page.locator(".care-card h2").waitFor();
  const toAsk = async () => (await ask(page, "GET", "/v1/desk/aftercare/surveys")).rows.map((row) => row.visit);
  assert.ok((await toAsk()).includes(visit), "the customer of the signed visit is to be asked");
  await page.locator(".care-row", { hasText: "东方律师事务所" }).click();
  await page.locator(".care-card h2", { hasText: "东方律师事务所" }).waitFor();
  const questions = page.locator(".question");
  for (let place = 0; place < (await questions.count()); place += 1) {
    await questions.nth(place).locator("input").first().check({ force: true });
  }
  const reasons = page.locator(".care-form [name=reasons]");
  if (await reasons.isVisible()) await reasons.fill(`等了两天 ${MARKUP}`);
  await shot(page, "aftercare-real");
  await page.locator(".care-form .primary").click();
  await page.locator(".care-done").waitFor({ state: "attached" });
  assert.ok(!(await toAsk()).includes(visit), "nobody is asked twice");
  const history = await ask(page, "GET", `/v1/desk/visits/${visit}/history?after=0`);
  assert.ok(JSON.stringify(history).includes("answer_survey"), "the answer stands on the visit");
  say("the customer is asked by phone once, and the answer stands on the visit");
}

async function reportsSaySo(page, go) {
  for (const report of ["timeliness", "satisfaction", "parts-use", "old-parts"]) {
    await go(`/reports?report=${report}`);
    await page.locator(".reports-head").waitFor();
    await isAccessible(page, `the report ${report}`);
  }
  await go("/reports?report=parts-use");
  await page.locator(".reports-rows, .reports-tables").getByText(ROLLER.name).first().waitFor();
  for (const [ending, begins] of [["xlsx", "PK"], ["csv", "\ufeff"], ["pdf", "%PDF"]]) {
    const href = await page.locator(`a.reports-file[href*=".${ending}"]`).getAttribute("href");
    const text = await page.evaluate(async (href) => new TextDecoder("utf-8", { ignoreBOM: true }).decode((await (await fetch(href)).arrayBuffer()).slice(0, 8)), href);
    assert.ok(text.startsWith(begins), `${ending} begins with ${JSON.stringify(text)}`);
  }
  await onEveryScreen(page, "reports-parts", () => page.locator(".reports-head").waitFor());
  say("the part is in the report of parts used, which goes out as workbook, CSV and PDF");
}

/** What technician, customer and desk wrote is text on every page that shows it. */
async function nothingIsMarkup(page, go, visit) {
  const pages = { [`/visits/${visit}`]: 2, [`/board#visit=${visit}`]: 1, "/stock#accounts": 0, "/old-parts": 1, "/reports?report=old-parts": 1, "/reports?report=satisfaction": 0, "/aftercare#month": 0 };
  for (const [path, least] of Object.entries(pages)) {
    await go(path);
    await page.reload();
    await page.waitForFunction((least) => document.body.innerText.split("<img src=x").length > least, least);
    assert.equal(await page.locator("img[src=x]").count(), 0, `${path} made an element of what somebody typed`);
    assert.notEqual(await page.title(), "broken in", `${path} ran what somebody typed`);
  }
  say("what people typed is text on every page that shows it");
}
