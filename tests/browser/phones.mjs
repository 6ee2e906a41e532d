// Phones before somebody is sent: who is offline since when, and what a phone had not sent, stand on the board and in every dialog that
// gives a visit to somebody or takes it away, before the choice is confirmed.

import assert from "node:assert/strict";
import { ask, isAccessible, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

const MINUTE_MS = 60_000;

/** Tells it in `browser`, with a server in `folder`. */
export async function phones({ browser, folder }) {
  const at = await startServer(folder);
  const page = await signIn(await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" }), at, "phones");
  const people = {};
  for (const name of ["赵敏", "钱进", "孙立"]) people[name] = (await ask(page, "POST", "/v1/desk/technicians", { name })).id;
  const entry = (fault) => ({ fault, service_type: "B", work: "repair", urgency: "general", customer: { name: "东方律师事务所", address: "中山路 18 号", phone: "0512-60001111", contact: "李芳" }, asset: { product: "复印机", model: "AD 289", serial: "AD-1" } });
  const callOut = await ask(page, "POST", "/v1/desk/call-outs", entry("卡纸"));
  const { visit } = await ask(page, "POST", `/v1/desk/call-outs/${callOut.id}/visits`, { technician: people["赵敏"] });
  await ask(page, "POST", "/v1/desk/call-outs", entry("漏粉"));

  // What phones say of themselves: the server's answers say so here; that it does is told by server/tests/documents/unsent.rs.
  const now = Date.now();
  const phone = (n, name, heardMinutes, unsent) => ({
    id: `01890000-0000-7000-8000-00000000000${n}`, seq: 0, name: `${name}的手机`, person: people[name], person_name: name, enrolled_at: now - 9e8, revoked: false,
    last_seen_at: now - heardMinutes * MINUTE_MS, ...(unsent && { unsent: { said_at: now - heardMinutes * MINUTE_MS, oldest_at: now - (heardMinutes + 30) * MINUTE_MS, ...unsent } }),
  });
  const devices = [
    phone(1, "赵敏", 95, { changes: 4, signatures: 1, photos: 2, photo_bytes: 3_400_000 }),
    phone(2, "钱进", 1),
    phone(3, "孙立", 50),
  ];
  await page.route("**/v1/desk/board", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), devices } });
  });
  await page.route("**/v1/desk/technicians", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    const list = await response.json();
    await route.fulfill({ response, json: list.map((each) => ({ ...each, phones: devices.filter(({ person }) => person === each.id) })) });
  });
  await page.reload();
  const chip = page.locator(`[data-device="${devices[0].id}"]`);
  await chip.waitFor();
  assert.equal(await chip.getAttribute("data-state"), "offline");
  assert.match(await chip.innerText(), /3 项更改、1 份签名、2 张照片（3\.4 MB）/s);
  assert.match(await chip.locator(".device-heard").getAttribute("title"), /\d{4}年/, "the exact time");
  assert.match(await page.locator("#devices-summary").innerText(), /3 台，2 台离线，1 台有未发送的工作/);
  await chip.click();
  assert.match(await page.locator("dialog").innerText(), /截至/);
  await shot(page, "phones-one");
  await isAccessible(page, "one phone");
  await page.keyboard.press("Escape");
  say("the board says which phone is offline, and what it had not sent");

  // Taken from a phone that holds work, and offered to one that is offline: both are said before it is confirmed.
  await page.locator(`a.visit[href="#visit=${visit}"]`).click();
  await page.locator("#detail .section-head .actions button").first().click();
  const dialog = page.locator("dialog");
  await dialog.locator('.notice.warning[data-phone="offline"]', { hasText: "赵敏 的手机离线" }).waitFor();
  assert.match(await dialog.locator(".notice", { hasText: "赵敏" }).first().innerText(), /3 项更改.*其中可能有此次上门的工作/s);
  await dialog.locator("[name=technician]").selectOption(people["孙立"]);
  await dialog.locator(".phone-word .notice.warning", { hasText: "孙立 的手机离线" }).waitFor();
  await shot(page, "phones-reassign");
  await isAccessible(page, "reassigning to a phone that is offline");
  await dialog.locator("[name=technician]").selectOption(people["钱进"]);
  await dialog.locator(".phone-word").waitFor({ state: "hidden" });
  await dialog.locator("[name=reason]").fill("手机离线");
  await dialog.locator(".dialog-foot .primary").click();
  await dialog.waitFor({ state: "detached" });
  assert.equal((await ask(page, "GET", `/v1/desk/visits/${visit}`)).technician, people["钱进"], "a warning stops nobody");
  say("whose phone is offline is said before a visit is taken from it or given to it");

  await page.goto(new URL("/register", at.board).href);
  await page.locator("li.entry", { hasText: "漏粉" }).locator("[data-act=dispatch]").click();
  await dialog.locator("[name=technician]").selectOption(people["赵敏"]);
  await dialog.locator(".phone-word .notice.warning", { hasText: "3 项更改" }).waitFor();
  await shot(page, "phones-send");
  await isAccessible(page, "sending somebody whose phone is offline");
  say("and before somebody is sent");

  await page.goto(new URL("/board", at.board).href);
  await onEveryScreen(page, "phones", async () => {
    await page.locator("#devices-summary").waitFor();
    if (await page.locator("#device-list").isHidden()) await page.locator("#devices-button").click();
    await chip.waitFor();
  });
}
