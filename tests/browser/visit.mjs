// A visit on a page of its own: both values of a conflict with who and when and one click to decide, and the whole history.

import assert from "node:assert/strict";
import { ask, byTest, isAccessible, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

/** Tells it in `browser`, with a server in `folder`. */
export async function visit({ browser, folder }) {
  const at = await startServer(folder);
  const page = await signIn(await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" }), at, "visit");
  const { id: technician } = await ask(page, "POST", "/v1/desk/technicians", { name: "王磊" });
  const callOut = await ask(page, "POST", "/v1/desk/call-outs", {
    fault: "卡纸",
    service_type: "B",
    work: "repair",
    urgency: "general",
    customer: { name: "东方律师事务所", address: "中山路 18 号", phone: "0512-60001111", contact: "李芳" },
    asset: { product: "复印机", model: "AD 289", serial: "AD-1" },
  });
  const { visit: id } = await ask(page, "POST", `/v1/desk/call-outs/${callOut.id}/visits`, { technician });

  // From the board's panel to the page and back.
  await page.locator(`a.visit[href="#visit=${id}"]`).click();
  await page.locator(`#detail a[href="/visits/${id}"]`).click();
  await page.locator(".visit-page .section-facts").waitFor();
  assert.match(await page.title(), /C\d+-001/);
  say("from the board to the visit's own page");

  await page.locator(".history-fold > summary").click();
  const lines = page.locator(".history-line");
  await lines.first().waitFor();
  const { size } = await ask(page, "GET", `/v1/desk/visits/${id}/history`);
  assert.equal(await lines.count(), size);
  assert.match(await lines.first().innerText(), /admin/, "the history names who acted");
  const other = await ask(page, "POST", "/v1/desk/technicians", { name: "陈刚" });
  await ask(page, "POST", `/v1/desk/visits/${id}/assign`, { technician: other.id, reason: "顺路" });
  await page.locator(".history-line", { hasText: "陈刚" }).or(lines.nth(size)).waitFor();
  say("the history names author and command of each change, and goes on while it is looked at");

  // The phones' two values: the server's answer says so here; that it does is told by server/tests/documents/desk_actions.rs.
  const values = ["0512-60002222", "0512-60003333"];
  const written = (person_name) => ({ by: technician, person_name, device: "01890000-0000-7000-8000-000000000000", at: Date.now() - 3_600_000, received_at: Date.now() });
  let settled = null;
  await page.route(`**/v1/desk/visits/${id}`, async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.attention = settled ? [] : ["conflict"];
    json.conflicts = settled ? [] : [{ path: "customer/phone", field: "phone", values, written: [written("王磊"), written("陈刚")] }];
    await route.fulfill({ response, json });
  });
  await page.reload();
  await page.locator(".conflict-values > li").nth(1).waitFor();
  const conflict = await page.locator(".conflict").innerText();
  for (const word of [...values, "王磊", "陈刚"]) assert.ok(conflict.includes(word), `${word} is in what is shown of the conflict`);
  await shot(page, "visit-conflict");
  await byTest(page, "settle").nth(1).click();
  assert.equal(await page.locator("dialog [name=confirmed_by]").inputValue(), "李芳");
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith(`/${id}/actions`)) settled = request.postDataJSON();
  });
  await page.locator("dialog .dialog-foot .primary").click();
  await page.locator(".conflict").waitFor({ state: "detached" });
  assert.equal(settled.to, values[1]);
  await page.unroute(`**/v1/desk/visits/${id}`);
  assert.equal((await ask(page, "GET", `/v1/desk/visits/${id}`)).customer.phone, values[1]);
  say("of two values each names who and when; one click decides, and the visit says so");

  await onEveryScreen(page, "visit", () => page.locator(".visit-page .section-facts").waitFor());
  await page.locator(".history-fold > summary").click();
  await lines.first().waitFor();
  await isAccessible(page, "the visit's page");
}
