// A contract is entered, its plan becomes call-outs by itself, the customer is told of the end, the term is renewed, days are moved and skipped.

import assert from "node:assert/strict";
import { ask, hasFocus, isAccessible, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

const DAY_MS = 86_400_000;
/** The day so many days from now, as the server's organisation counts them. */
const inDays = (days) => new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10);

/** Tells it in `browser`, with a server in `folder`. */
export async function contracts({ browser, folder }) {
  const at = await startServer(folder);
  const desk = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await signIn(desk, at, "admin");
  await ask(page, "POST", "/v1/desk/technicians", { name: "王建国" });
  await page.goto(at.board.replace("/board", "/contracts"));
  await page.locator(".contracts-list p").waitFor();
  const dialog = page.locator("dialog");
  const submit = () => dialog.locator(".dialog-foot .primary, .dialog-foot .danger").click();
  const closed = () => dialog.waitFor({ state: "detached" });

  await page.locator(".contracts-head button").click();
  await dialog.locator("[name=number]").fill("HT-2026-018");
  await dialog.locator("[name=ends_on]").fill(inDays(20));
  await dialog.locator("[name=customer]").fill("杭州恒达电子有限公司");
  await dialog.locator("[name=address]").fill("杭州市滨江区江南大道 588 号 12 楼");
  await dialog.locator("[name=contact]").fill("陈先生");
  await dialog.locator("[name=phone]").fill("0571-8765 4321");
  await dialog.locator("[name=asset_product]").fill("复印机");
  await dialog.locator("[name=asset_model]").fill("MX-5050");
  await dialog.locator("[name=asset_serial]").fill("SN-0001");
  await dialog.locator(".asset-lines + div button").click();
  await dialog.locator("[name=asset_model]").last().fill("MX-5050");
  await dialog.locator("[name=asset_serial]").last().fill("SN-0002");
  await dialog.locator("[name=price_class]").fill("配件八折");
  await shot(page, "contracts-enter");
  await isAccessible(page, "the form for a contract");
  await dialog.locator("[name=price_class]").press("Enter");
  await closed();
  await page.locator(".contract-notice").waitFor();
  say("a contract is entered by the keyboard; it ends in twenty days, and the customer is to be told");

  await page.locator(".contract > .contract-buttons button").nth(1).click();
  await dialog.locator("[name=technician]").selectOption({ label: "王建国" });
  await dialog.locator("[name=days_ahead]").fill("14");
  await shot(page, "contracts-plan");
  await submit();
  await closed();
  await page.locator(".plan-call-outs li").nth(1).waitFor();
  assert.equal(await page.locator(".plan-call-outs li").count(), 2, "one call-out for each device");
  await page.locator(".plan-call-outs button").first().click();
  assert.notEqual(await dialog.locator("[name=technician]").inputValue(), "", "whom the plan prefers is chosen");
  await submit();
  await closed();
  await page.locator(".plan-call-outs li").nth(0).getByText("已派工").waitFor();
  say("the plan of today is two call-outs at once, and one is sent");

  await page.locator(".contract-notice button").first().click();
  await dialog.locator(".letter").getByText("HT-2026-018").waitFor();
  await shot(page, "contracts-letter");
  await page.keyboard.press("Escape");
  await page.locator(".contract-notice button").last().click();
  await dialog.locator("[name=sent]").fill("李主管");
  await submit();
  await closed();
  await page.locator(".contract-notice").waitFor({ state: "detached" });
  await page.locator(".contract > .contract-buttons .primary").click();
  await submit();
  await closed();
  await page.locator(".plan-days .plan-when").first().waitFor();
  say("the customer is told, and the contract renewed; the plan goes on");

  const coming = page.locator("ul[aria-label] .plan-day");
  await coming.first().waitFor();
  const before = await coming.count();
  await coming.nth(0).locator("button").first().click();
  await dialog.locator("[name=to]").fill(inDays(45));
  await dialog.locator("[name=reason]").fill("客户年会");
  await submit();
  await closed();
  await coming.getByText("原定").waitFor();
  await coming.nth(1).locator("button").last().click();
  await dialog.locator("[name=reason]").fill("客户停产检修");
  await submit();
  await closed();
  await page.locator("details .plan-day", { hasText: "客户停产检修" }).waitFor();
  assert.ok((await coming.count()) <= before);
  say("a day is moved and another one skipped, with their reasons");

  await onEveryScreen(page, "contracts", () => page.locator(".plan-day").first().waitFor());
  await isAccessible(page, "a contract");
  await page.goto(at.board.replace("/board", "/contracts"));
  await onEveryScreen(page, "contracts-list", () => page.locator(".contract-row").first().waitFor());
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.locator(".contract-row").first().waitFor();
  await page.locator("[type=search]").fill("SN-0002");
  assert.equal(await page.locator(".contract-row").count(), 1);
  await page.locator(".contracts-detail .empty").waitFor();
  await page.locator("[type=search]").fill("nobody");
  assert.equal(await page.locator(".contract-row").count(), 0);
  assert.equal(await page.locator(".contracts-list").innerText(), "没有符合的合同。");
  assert.equal(await page.locator(".contracts-detail").innerText(), "", "nothing is offered to be chosen where nothing was found");
  await shot(page, "contracts-none-found");
  await page.locator("[type=search]").fill("");

  await page.locator(".contract-row").focus();
  await page.keyboard.press("Enter");
  await hasFocus(page.locator(".contracts-detail"));
  const renew = page.locator(".contract > .contract-buttons button").first();
  await renew.focus();
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await closed();
  await hasFocus(renew);
  const skip = coming.nth(0).locator("button").last();
  await skip.focus();
  await page.keyboard.press("Enter");
  await dialog.locator("[name=reason]").fill("客户盘点");
  await submit();
  await closed();
  await page.locator("details .plan-day", { hasText: "客户盘点" }).waitFor({ state: "attached" });
  await page.waitForFunction(() => document.querySelector(".contracts-detail").contains(document.activeElement));
  await page.goBack();
  await hasFocus(page.locator(".contract-row"));
  say("by the keyboard: what is chosen has the focus, a dialog gives it back, and the way back leads to the row");
}
