// Care after the work: customers are asked by the keyboard alone, a call is noted for a repair, the month is read.

import assert from "node:assert/strict";
import { ask, hasFocus, isAccessible, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

const HOUR_MS = 3_600_000;
const id = (place) => `01890000-0000-7000-8000-${String(place).padStart(12, "0")}`;

/** Tells it in `browser`, with a server in `folder`. */
export async function aftercare({ browser, folder }) {
  const at = await startServer(folder);
  const desk = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await signIn(desk, at, "aftercare");
  await page.goto(at.board.replace("/board", "/aftercare"));
  await page.locator(".care-rows .empty").waitFor();
  say("without a policy that asks after each call-out nobody is to be asked, and the page says so");

  // Work that phones have finished: the server's answers say so here; that it gives them is told by server/tests/documents/aftercare.rs.
  const now = Date.now();
  const people = [["明珠印刷有限公司", "陈女士", "0571 8801 2233"], ["恒达电子有限公司", "周先生", "0571-8765 4321"], ["东方律师事务所", "李芳", "0512-60001111"]];
  const works = people.map(([name, contact, phone], place) => ({
    visit: id(place + 1), work: id(place + 1), call_out: id(place + 21), number: `C261122-00${place + 1}`, done_at: now - 26 * HOUR_MS, customer: { name, contact, phone, address: "人民路 12 号" },
    product: "复印机", model: "MX-5050", serial: `SN-${place}`, fault: "卡纸，出纸口有异响", technician_name: "王建国", scale: "five_stars", tries: [], may_give_up: false,
  }));
  const calls = [];
  const sent = [];
  const closed = () => new Set(calls.filter(({ outcome }) => outcome !== "not_reached").map(({ visit }) => visit));
  const count = (outcome) => calls.filter((call) => call.outcome === outcome).length;
  await page.route("**/v1/desk/aftercare/surveys**", async (route) => {
    const request = route.request();
    const visit = request.url().match(/surveys\/([^/]+)/)?.[1];
    const of = works.find((work) => work.visit === visit);
    if (request.method() === "POST" && request.url().endsWith("/calls")) {
      const body = request.postDataJSON();
      sent.push(body);
      calls.unshift({ id: body.id, visit, at: now, by_name: "admin", outcome: body.outcome, note: body.reason ?? "", number: of.number, customer: of.customer.name });
      if (body.outcome === "not_reached") of.tries.push({ id: body.id, at: now, by_name: "admin", note: "" });
      else of.answer = { at: now, grades: body.grades ?? {}, grade: body.grades?.overall, reasons: body.reasons ?? "", suggestion: body.suggestion ?? "", by_phone: true };
    } else if (request.method() === "POST") {
      const call = request.url().match(/calls\/([^/]+)\/undo/)[1];
      calls.splice(calls.findIndex((each) => each.id === call), 1);
      of.tries = of.tries.filter((each) => each.id !== call);
    }
    const open = works.filter((work) => !closed().has(work.visit));
    const list = { asks: true, grades: [], tries_needed: 3, from: "2026-11-01", to: "2026-11-22", to_ask: open.length, today: { answered: count("answered"), not_reached: count("not_reached"), given_up: count("given_up") }, rows: open, calls };
    await route.fulfill({ json: visit ? of : list });
  });
  const due = { is_pick_up: false, first_contact: "张敏", is_kind_open: true, due_at: now - HOUR_MS, late: true, state: "due", sent: [], calls: [], suggested: "repair_head" };
  const returns = works.map((work, place) => ({ ...work, ...due, late: place === 0, due_at: now + (place * 24 - 1) * HOUR_MS, suggested: ["repair_head", "supervisor", "manager"][place] }));
  const shares = [["manager", 10, 1], ["supervisor", 30, 3], ["repair_head", 60, 5]].map(([by, percent, needed], made) => ({ by, percent, every: "month", first: "2026-11-01", last: "2026-11-30", repairs: 7, needed, made }));
  const call = { id: id(90), work: id(3), at: now - HOUR_MS, by_name: "admin", unit: "supervisor", content: { reached: true, repair_holds: false, state: "又漏水", opinion: "好", question: "何时再来？", answer_by: now + 20 * HOUR_MS, note: "" }, answer: "", notice_by: now + 23 * HOUR_MS, notice: "" };
  let noted = null;
  await page.route("**/v1/desk/aftercare/returns**", async (route) => {
    const request = route.request();
    if (request.method() === "POST" && request.url().endsWith("/calls")) {
      noted = request.postDataJSON();
      returns.shift();
    }
    await route.fulfill({ json: { kinds: ["safety_equipment_repair", "leak_repair", "repair"], shares, from: "2026-09-22", due: returns.length, overdue: 1, rows: returns, open_calls: [{ call, number: "C261122-003", customer: works[2].customer, is_visit: true }], defects: [] } });
  });

  // A call counts in the share of who makes it.
  const { person } = await ask(page, "GET", "/v1/desk/session");
  await ask(page, "PUT", `/v1/desk/users/${person}/offices`, { offices: ["repair_head"] });
  await page.reload();
  await page.locator(".care-row").nth(2).waitFor();
  assert.match(await page.locator(".care-phone").innerText(), /0571 8801 2233/);
  await isAccessible(page, "customers to ask");
  await page.locator(".question input").first().focus();
  await page.keyboard.press("4");
  for (const key of ["5", "5", "3", "5"]) await page.keyboard.press(key);
  await page.locator(".care-form .primary").focus();
  await page.keyboard.press("Enter");
  await page.locator(".care-form [role=alert]:not([hidden])").waitFor();
  await page.keyboard.type("来得晚");
  await shot(page, "aftercare-grades");
  await page.locator(".care-form .primary").click();
  await page.locator(".care-done").waitFor({ state: "attached" });
  assert.deepEqual(sent[0].grades, { overall: 4, attitude: 5, skill: 5, punctuality: 3, promises: 5 });
  assert.equal(sent[0].reasons, "来得晚");
  assert.match(await page.locator(".care-card h2").innerText(), /恒达/, "the next customer is open");
  say("grades go in by number keys, less than the best asks for reasons, and the next customer is open");

  await page.keyboard.press("Alt+n");
  await page.locator(".care-done").nth(1).waitFor({ state: "attached" });
  assert.equal(sent[1].outcome, "not_reached");
  await page.locator(".toast button", { hasText: "撤回" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".care-done").length === 1);
  say("a call that nobody answered is noted by a key, and taken back");

  await page.locator(".care-past summary").click();
  await page.locator(".care-done button").click();
  await page.locator(".care-card h2", { hasText: "明珠" }).waitFor();
  assert.equal(await page.locator("[name=punctuality]:checked").inputValue(), "3");
  assert.equal(await page.locator("[name=reasons]").inputValue(), "来得晚");
  say("what was given is there again to be corrected");

  const complain = page.locator(".care-form .care-acts button").nth(1);
  const form = page.locator("dialog");
  const told = [];
  await page.route("**/v1/desk/complaints", async (route) => {
    if (route.request().method() === "POST") {
      // The visit is told by the server's answers here alone.
      const body = route.request().postDataJSON();
      told.push(body);
      if (told.length === 1) return route.fulfill({ status: 503, json: { code: "unavailable", message: "later" } });
      return route.continue({ postData: JSON.stringify({ ...body, visit: undefined }) });
    }
    return route.continue();
  });
  await complain.focus();
  await page.keyboard.press("Enter");
  await hasFocus(form.locator("[name=words]"));
  assert.deepEqual([await form.locator("[name=customer]").inputValue(), await form.locator("[name=serial]").inputValue()], ["明珠印刷有限公司", "SN-0"], "who is asked is known");
  await page.keyboard.type("来得晚，要求减免上门费。");
  await shot(page, "aftercare-complaint");
  await isAccessible(page, "the form for a complaint of a customer who is asked");
  await form.locator(".dialog-foot .primary").click();
  await form.locator(".notice.danger:not([hidden])").waitFor();
  await form.locator(".dialog-foot .primary").dblclick();
  await form.waitFor({ state: "detached" });
  await hasFocus(complain);
  assert.deepEqual([told.length, told[1].id, told[1].visit], [2, told[0].id, id(1)], "sent again, it is the same complaint");
  assert.equal((await ask(page, "GET", "/v1/desk/complaints?filter=open")).rows.length, 1);
  await page.keyboard.press("Enter");
  await form.locator(".dialog-body > p", { hasText: "已受理" }).waitFor();
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  say("a complaint of who is asked is taken down in the form of the complaints, once however often it is sent; a second one is said to be that");
  await onEveryScreen(page, "aftercare-surveys", () => page.locator(".care-phone").waitFor());

  await page.setViewportSize({ width: 1366, height: 768 });
  await page.evaluate(() => localStorage.setItem("fieldbook.language", "zh-CN"));
  await page.goto(at.board.replace("/board", "/aftercare#returns"));
  await page.reload();
  await page.locator(".care-work").nth(2).waitFor();
  await isAccessible(page, "what is looked at again");
  await page.locator(".care-work button.primary").first().click();
  const dialog = page.locator("dialog");
  assert.equal(await dialog.locator("[name=by]").inputValue(), "repair_head", "the share that is suggested is chosen");
  await dialog.locator(".dialog-foot .primary").click();
  assert.equal(await dialog.locator("textarea:invalid").count(), 2, "state and opinion belong to the record");
  await dialog.locator("[name=state]").fill("不再漏水");
  await dialog.locator("[name=opinion]").fill("师傅很好");
  await dialog.locator("[name=paid]").fill("50");
  await dialog.locator("[name=due]").fill("45");
  await shot(page, "aftercare-call");
  await isAccessible(page, "the form for a return call");
  await dialog.locator(".dialog-foot .primary").click();
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual([noted.by, noted.content.paid_fen, noted.content.due_fen, noted.content.repair_holds], ["repair_head", 5000, 4500, true]);
  say("a return call is noted in its share, with the charges compared");
  await onEveryScreen(page, "aftercare-returns", () => page.locator(".care-work").first().waitFor());

  await page.goto(at.board.replace("/board", "/aftercare#month"));
  await page.reload();
  await page.locator(".care-figures").first().waitFor();
  await isAccessible(page, "the month");
  const file = await page.locator("a[download]").getAttribute("href");
  const text = await page.evaluate(async (href) => (await fetch(href)).text(), file);
  assert.match(text, /完成服务,0/);
  await onEveryScreen(page, "aftercare-month", () => page.locator(".care-figures").first().waitFor());
  say("the month is read, and taken along as a file");
}
