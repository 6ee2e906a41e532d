// Desk users, keys and webhooks: somebody is added, chooses a password of their own, sees the pages of their role, and is put out.

import assert from "node:assert/strict";
import { byTest, isAccessible, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

/** Tells it in `browser`, with a server in `folder`. */
export async function settings({ browser, folder }) {
  const at = await startServer(folder);
  const desk = () => browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" });
  const admin = await signIn(await desk(), at, "admin");
  await admin.goto(at.board.replace("/board", "/settings"));
  const users = byTest(admin, "users");
  await users.locator(".settings-row").first().waitFor();

  await users.locator(".settings-head button").click();
  await admin.locator("dialog [name=name]").fill("王芳");
  await admin.locator("dialog [name=login]").fill("wangfang");
  await admin.locator("dialog [name=role]").selectOption("dispatcher");
  await shot(admin, "settings-add-user");
  await isAccessible(admin, "the form for a desk user");
  await admin.locator("dialog .dialog-foot .primary").click();
  const given = await byTest(admin, "secret").innerText();
  await admin.keyboard.press("Escape");
  await users.locator(".settings-row", { hasText: "wangfang" }).waitFor();
  say("a dispatcher is added, with a password to hand over");

  const hers = await signIn(await desk(), { ...at, name: "wangfang", password: given }, "王芳");
  await hers.locator(".empty button").click();
  const form = hers.locator("dialog");
  await form.locator("[name=before]").fill(given);
  await form.locator("[name=password]").fill("my own words");
  await form.locator("[name=again]").fill("my own word");
  await form.locator(".dialog-foot .primary").click();
  await form.locator("[role=alert]:not([hidden])").waitFor();
  await form.locator("[name=again]").fill("my own words");
  await form.locator(".dialog-foot .primary").click();
  await hers.locator("#board").waitFor();
  assert.equal(await hers.locator('a.way[href="/settings"]').count(), 0, "a dispatcher is not offered the settings");
  await hers.goto(at.board.replace("/board", "/settings"));
  await hers.locator(".empty[role=alert]").waitFor();
  say("she chooses a password of her own, works at the board, and is told that the settings are not for her");

  const keys = byTest(admin, "keys");
  await keys.locator(".settings-head button").click();
  await admin.locator("dialog [name=name]").fill("ERP");
  await admin.locator("dialog .dialog-foot .primary").click();
  await admin.locator("dialog [role=alert]:not([hidden])").waitFor();
  await admin.locator('dialog [name=scope][value="work:read"]').check();
  await shot(admin, "settings-add-key");
  await admin.locator("dialog .dialog-foot .primary").click();
  const key = await byTest(admin, "secret").innerText();
  const board = await fetch(at.board.replace("/board", "/v1/desk/board"), { headers: { Authorization: `Bearer ${key}` } });
  assert.equal(board.status, 200);
  await admin.keyboard.press("Escape");
  await keys.locator(".settings-row", { hasText: "ERP" }).waitFor();
  say("a key is made, and opens the board");

  const webhooks = byTest(admin, "webhooks");
  await webhooks.locator(".settings-head button").click();
  const hook = admin.locator("dialog");
  await hook.locator("[name=url]").fill("https://127.0.0.1/hook");
  await hook.locator(".dialog-foot .primary").click();
  await hook.locator("[role=alert]:not([hidden])").waitFor();
  // A name that leads into the server's own network is found out when somebody calls it.
  await hook.locator("[name=url]").fill("https://localhost:9/hook");
  await hook.locator("[name=description]").fill("ERP");
  await hook.locator("[name=which][value=some]").check();
  await hook.locator(".dialog-foot .primary").click();
  await hook.locator("[role=alert]:not([hidden])").waitFor();
  await hook.locator('[name=type][value="visit.signed"]').check();
  await isAccessible(admin, "the form for a webhook");
  await hook.locator(".dialog-foot .primary").click();
  assert.match(await byTest(admin, "secret").innerText(), /^whsec_/);
  await admin.keyboard.press("Escape");
  const row = webhooks.locator(".settings-row", { hasText: "ERP" });
  await row.locator("button").nth(1).click();
  const tried = hook.locator(".delivery .delivery-what", { hasText: "内部网络" });
  await tried.waitFor();
  await hook.locator(".delivery summary").click();
  await hook.locator(".delivery pre", { hasText: "webhook.test" }).waitFor();
  await isAccessible(admin, "the deliveries of a webhook");
  await shot(admin, "settings-webhook-deliveries");
  await hook.locator(".dialog-foot .primary").click();
  await row.locator('[data-webhook-state="failing"]').waitFor();
  say("a webhook is added, tried out, and says why nothing arrives");

  await users.locator(".settings-row", { hasText: "wangfang" }).locator("button").last().click();
  await admin.locator("dialog .dialog-foot .danger").click();
  await users.locator(".settings-row.is-out", { hasText: "wangfang" }).waitFor();
  await hers.goto(at.board);
  await hers.locator("#sign-in:not([hidden])").waitFor();
  say("she is put out, and signed out at once");

  await admin.locator('a[href="/api"]').click();
  await admin.locator("#filter").fill("stock:write movements");
  const movements = admin.locator("[id='post-/v1/desk/stock/movements']");
  await movements.locator("summary").first().click();
  assert.match(await movements.locator(".may").innerText(), /库管.*stock:write/s);
  assert.match(await movements.locator(".example").innerText(), /Authorization: Bearer \$FIELDBOOK_KEY.*--json/s);
  const [found, all] = [await admin.locator(".operation:visible").count(), await admin.locator(".operation").count()];
  assert.ok(found < 10 && all > 80, `the filter leaves ${found} of ${all} operations`);
  await onEveryScreen(admin, "api", () => movements.locator(".example").waitFor());
  await isAccessible(admin, "the page of the interface");
  await admin.goBack();
  await users.locator(".settings-row").first().waitFor();
  say("the page of the interface says who may move stock, and how another system does");

  await onEveryScreen(admin, "settings", () => byTest(admin, "keys").locator(".settings-row").first().waitFor());
  await isAccessible(admin, "the settings");
}
