// The call-out register: a call taken by keyboard, duplicates hinted at, left-overs, withdrawn and undone, sent from there, a file brought in.

import assert from "node:assert/strict";
import { ask, isAccessible, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

/** A name that would be a script if anything took it for markup. */
const MARKUP = "<img src=x onerror=\"document.title='broken in'\"><b>王</b> & 'co'";
const HEADER = "叫修时间,故障,收费方式,客户名称,地址,电话,型号,机号";

/** Tells it in `browser`, with a server in `folder`. */
export async function register({ browser, folder }) {
  const at = await startServer(folder);
  const desk = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" });
  const page = await signIn(desk, at, "register");
  await ask(page, "POST", "/v1/desk/technicians", { name: "赵铁" });
  await ask(page, "PUT", "/v1/desk/reference/assets", {
    upsert: [{ serial: "AD-289-0417", product: "复印机", model: "AD 289", customer: "明珠印刷厂", purchased_on: new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10), warranty: { unit_months: 12 }, contract: { number: "K-7", from: "2025-01-01", to: "2025-12-31", covers: ["repair"] } }],
  });
  await page.goto(new URL("/register", at.board).href);
  await page.locator("#register-entry form").waitFor();
  await page.locator(".entries .empty").waitFor();
  await isAccessible(page, "the empty register");

  const form = page.locator("#register-entry");
  const input = (name) => form.locator(`[name=${name}]`);
  const entry = (text) => page.locator("li.entry", { hasText: text });
  const type = async (name, text) => {
    await input(name).focus();
    await page.keyboard.insertText(text);
  };

  // The first call of a customer whose product has a file: every field by hand, the serial tells of the warranty.
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("n");
  assert.equal(await page.evaluate(() => document.activeElement.name), "phone", "N begins an entry");
  await page.keyboard.insertText("0512 6800 0417");
  for (const [name, text] of [["customer_name", "明珠印刷厂"], ["contact", "王敏"], ["address", "人民路 417 号"], ["product", "复印机"], ["model", "AD 289"], ["serial", "AD-289-0417"], ["fault", "复印发黑"]]) await type(name, text);
  await form.locator(".cover-line.is-running").waitFor();
  assert.match(await form.locator(".cover").innerText(), /保修期内[\s\S]*K-7/);
  await input("service_type").selectOption("C");
  await input("fault").focus();
  await page.keyboard.press("Enter");
  await entry("复印发黑").waitFor();
  assert.equal(await input("phone").inputValue(), "", "the form is empty for the next call");
  say("a call is taken by keyboard; the product's file says that it is under warranty");

  // The same customer again: the number fills the rest, and the first call is hinted at.
  await input("phone").focus();
  await page.keyboard.insertText("051268000417");
  await form.locator(".known-row").waitFor();
  await form.locator(".open-call-list").waitFor();
  await shot(page, "register-known");
  await isAccessible(page, "the form with a hint");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#register-entry [name=address]").value === "人民路 417 号");
  assert.equal(await input("service_type").inputValue(), "C", "the file proposes who pays");
  await page.waitForFunction(() => document.activeElement.name === "fault");
  await page.keyboard.insertText("第二次来电");
  await page.keyboard.press("Enter");
  await entry("第二次来电").waitFor();
  say("the number fills the rest; a call that is open is hinted at and stops nobody");

  await ask(page, "POST", "/v1/desk/call-outs", { fault: "不通电", service_type: "A", work: "repair", urgency: "urgent", customer: { name: MARKUP, address: "干将路 1 号", phone: "1", contact: "" }, asset: { product: "", model: "X", serial: "" } });
  await page.reload();
  const first = await entry("不通电").locator(".entry-who .first").innerText();
  assert.equal(first, MARKUP, "a name full of markup is shown as it was written");
  assert.equal(await page.locator("img[src=x]").count(), 0);
  say("a customer's name full of markup is text");

  // The second call was no new matter: withdrawn, undone, withdrawn.
  const second = entry("第二次来电");
  const withdraw = async () => {
    await second.locator("[data-act=withdraw]").click();
    await page.locator("dialog textarea[name=reason]").fill("同一件事");
    await page.locator("dialog .button.danger").click();
    await page.locator(".undo:not([hidden])").waitFor();
  };
  await withdraw();
  await second.waitFor({ state: "detached" });
  await page.locator(".undo button").click();
  await second.waitFor();
  await withdraw();
  await page.locator('[data-choice="withdrawn"]').click();
  await second.getByText("同一件事").waitFor();
  await isAccessible(page, "withdrawn entries");
  await page.locator('[data-choice="open"]').click();
  say("an entry made by mistake is withdrawn with a reason, and back by one tap");

  await entry("复印发黑").locator("[data-act=dispatch]").click();
  await page.locator("dialog select[name=technician]").selectOption({ label: "赵铁" });
  await isAccessible(page, "sending from the register");
  await page.locator("dialog .button.primary").click();
  await entry("复印发黑").and(page.locator('[data-state="dispatched"]')).waitFor();
  await entry("复印发黑").getByText("赵铁").waitFor();
  await page.locator("dialog").waitFor({ state: "detached" });
  say("a technician is sent from the register, and the entry says what it waits for");

  // A file with a bad line: every fault is shown, nothing is taken; the mended one is.
  const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  const good = `${yesterday},漏粉,C,西湖酒店,北山街 1 号,0571 8700 0001,C4080,B-1`;
  const choose = (rows) => page.locator("dialog input[type=file]").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from([HEADER, ...rows].join("\n")) });
  await page.locator("#register-import").click();
  await choose([good, "明天,,X,,北山街,1,C4080,"]);
  await page.locator(".import-table").waitFor();
  assert.equal(await page.locator(".import-table tbody tr").count(), 4, "every fault of the line");
  assert.ok(await page.locator("dialog .dialog-foot .primary").isDisabled(), "a file with a fault is not offered");
  await shot(page, "register-import-faults");
  await isAccessible(page, "an import with faults");
  await choose([good, `,卡纸,B,干将宾馆,干将路 2 号,0512 6800 0417,C4080,`]);
  await page.locator(".import-found .notice.good").waitFor();
  await shot(page, "register-import-good");
  await page.locator("dialog .dialog-foot .primary:enabled").click();
  await page.locator(".is-left .entry", { hasText: "漏粉" }).waitFor();
  await entry("卡纸").waitFor();
  say("a file is looked at, mended and taken whole; what is of an earlier day stands first");

  await page.locator("#register-search").fill("0571 8700");
  await page.waitForFunction(() => document.querySelectorAll("li.entry").length === 1);
  assert.equal(new URL(page.url()).searchParams.get("text"), "0571 8700", "the search stands in the address");
  await page.locator("#register-search").fill("");
  await page.waitForFunction(() => document.querySelectorAll("li.entry").length === 4);
  say("the search finds by phone and can be opened again by its address");

  await onEveryScreen(page, "register", async () => {
    await page.locator(".is-left .entry").waitFor();
  });
  await isAccessible(page, "the register");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator("#register-new").click();
  await input("phone").waitFor();
  await shot(page, "register-form-phone");
  say("axe finds nothing on the register; on a phone the form opens by its button");
}
