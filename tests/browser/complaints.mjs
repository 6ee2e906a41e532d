// A complaint from the call to its end: taken down by the keyboard, beyond somebody's authority, approved by who may, answered, closed, and
// reopened because the customer does not accept it. In Chinese, with what axe says of each place.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, byTest, hasFocus, isAccessible, onEveryScreen, say, shot, signIn, start } from "./stage.mjs";

/** Up to 1000 yuan the market department, up to 5000 the general manager; six days in five stages. */
const POLICY = '[presets]\ncomplaint_deadlines = "machinery"\napproval = "machinery"\ncomplaint_papers = "machinery"\n';

/** A server whose organisation decides so. */
async function startOrganisation(folder) {
  const policy = join(folder, "policy.toml");
  writeFileSync(policy, POLICY);
  const account = { name: "admin", password: "correct horse battery" };
  const args = ["serve", "--data", join(folder, "server"), "--listen", "127.0.0.1:0", "--organisation", "恒通服务中心", "--policy", policy];
  const { said } = await start(args, (printed) => printed.match(/board\s+(http:\S+)/)?.[1], { FIELDBOOK_DESK_PASSWORD: account.password, FIELDBOOK_LOG: "warn" });
  return { board: said, ...account };
}

/** Adds a desk user and signs in as that one, with a password of their own. */
async function colleague(browser, at, admin, name, login, role) {
  const given = await ask(admin, "POST", "/v1/desk/users", { name, login, role });
  const desk = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await signIn(desk, { ...at, name: login, password: given.password }, name);
  await ask(page, "POST", "/v1/desk/session/password", { before: given.password, password: `own ${login} words` });
  return page;
}

/** Tells it in `browser`, with a server in `folder`. */
export async function complaints({ browser, folder }) {
  const at = await startOrganisation(folder);
  const place = at.board.replace("/board", "/complaints");
  const desk = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const admin = await signIn(desk, at, "admin");
  const wang = await colleague(browser, at, admin, "王芳", "wangfang", "quality");
  const boss = await colleague(browser, at, admin, "金总", "jin", "supervisor");
  const entry = { fault: "卡纸", service_type: "C", work: "repair", urgency: "general", customer: { name: "明珠印刷有限公司", address: "杭州市人民路 12 号", phone: "0571 8801 2233", contact: "陈女士" }, asset: { product: "复印机", model: "bizhub 367", serial: "A789-0021" } };
  await ask(admin, "POST", "/v1/desk/call-outs", entry);

  await admin.goto(at.board.replace("/board", "/settings"));
  const offices = async (name, office) => {
    const row = byTest(admin, "users").locator(".settings-row", { hasText: name });
    await row.getByRole("button", { name: "职务" }).click();
    await admin.locator(`dialog [name=office][value=${office}]`).check();
    if (office === "chairman") {
      await shot(admin, "complaints-offices");
      await isAccessible(admin, "the form for offices");
    }
    await admin.locator("dialog .dialog-foot .primary").click();
    await row.locator("[data-test=offices]", { hasNotText: "无职务" }).waitFor();
  };
  await offices("王芳", "market_department");
  await offices("金总", "chairman");
  await shot(admin, "complaints-users");
  say("who is which office is said in the settings, not by the role");

  await wang.goto(place);
  await wang.locator(".empty").first().waitFor();
  await shot(wang, "complaints-empty");
  const dialog = wang.locator("dialog");
  const submit = (page = wang) => page.locator("dialog .dialog-foot .primary").click();
  const closed = (page = wang) => page.locator("dialog").waitFor({ state: "detached" });
  await byTest(wang, "add").focus();
  await wang.keyboard.press("Enter");
  await dialog.locator("[name=search]").fill("明珠");
  await dialog.locator(".known-caller").first().waitFor();
  await shot(wang, "complaints-look-up");
  await wang.keyboard.press("Enter");
  assert.equal(await dialog.locator("[name=serial]").inputValue(), "A789-0021", "who is known fills the form");
  await wang.keyboard.type("噪音还在，已经修了三次，这次要求退货或赔偿。");
  await dialog.locator("[name=demand]").fill("赔偿停机损失");
  await dialog.locator("[name=serious]").check();
  await shot(wang, "complaints-take-down");
  await isAccessible(wang, "the form for a complaint");
  await dialog.locator("[name=promised_for]").fill("");
  await submit();
  assert.ok(await dialog.isVisible(), "R-192: nothing is taken down without a promised answer time");
  await dialog.locator("[name=promised_for]").fill(await wang.evaluate(() => new Date(Date.now() + 2 * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 16)));
  await dialog.locator("[name=demand]").press("Enter");
  await closed();
  const open = byTest(wang, "complaint");
  await open.getByText("明珠印刷有限公司").first().waitFor();
  assert.equal(await open.locator(".stage").count(), 5, "R-173: the stages of the policy");
  await shot(wang, "complaints-new");
  say("a complaint is taken down by the keyboard, with the promised answer time, and its stages have their days");

  const act = (name, page = wang) => byTest(page, "complaint").getByRole("button", { name, exact: true }).click();
  await act("转交部门");
  await submit();
  await closed();
  await open.locator('.stage[aria-current="step"]', { hasText: "质量管理部" }).waitFor();
  await act("核决");
  await dialog.locator("[name=outcome]").selectOption("compensation");
  await dialog.locator("[name=amount]").fill("8000");
  await dialog.locator(".decision .notice").getByText("董事长").waitFor();
  assert.equal(await dialog.locator(".dialog-foot button:not([type])").innerText(), "提请核决");
  await dialog.locator("[name=cause]").fill("轴承磨损，三次更换均未排除");
  await dialog.locator("[name=solution]").fill("更换整机并赔偿停机损失");
  await shot(wang, "complaints-beyond-authority");
  await isAccessible(wang, "the form for a decision");
  await submit();
  await closed();
  await byTest(wang, "proposal").getByText("等待董事长核决").waitFor();
  assert.equal(await byTest(wang, "proposal").getByRole("button").count(), 0, "R-176: who asked does not approve");
  await shot(wang, "complaints-asked");
  say("eight thousand yuan are beyond the market department: the decision is proposed and waits for the chairman");

  await boss.goto(`${place}?filter=waiting`);
  await boss.locator(".complaint-row").click();
  await byTest(boss, "proposal").getByRole("button", { name: "同意" }).waitFor();
  await shot(boss, "complaints-waiting");
  await isAccessible(boss, "a complaint that waits for approval");
  await byTest(boss, "proposal").getByRole("button", { name: "同意" }).click();
  await submit(boss);
  await closed(boss);
  await byTest(boss, "complaint").getByText("核决人：金总（董事长）").first().waitFor();
  await boss.locator('[data-filter="waiting"]').click();
  await boss.locator(".complaint-list .empty").waitFor();
  say("the chairman finds it among what waits for him, and approves it in his name and office");

  await wang.reload();
  await open.waitFor();
  const strikes = (page) => byTest(page, "complaint").locator(".way-step", { hasText: "核决人：金总" }).getByRole("button").count();
  assert.equal(await strikes(wang), 0, "R-175: who may not decide on the sum is not offered to undo it");
  assert.equal(await strikes(boss), 1);
  assert.equal(await open.getByRole("button", { name: "结案", exact: true }).count(), 0, "R-182: nobody closes before the customer has an answer");
  await act("答复客户");
  await dialog.locator("[name=text]").fill("更换整机，赔偿 8000 元，书面答复已寄出。");
  assert.ok(await dialog.locator("[name=in_writing]").isChecked(), "R-190: what is serious is answered in writing");
  await submit();
  await closed();
  await act("投诉处理书");
  await dialog.locator(".outcome-paper").getByText("公司签署：金总").waitFor();
  await shot(wang, "complaints-paper");
  await wang.keyboard.press("Escape");
  await closed();
  await act("结案");
  await submit();
  await closed();
  await open.locator(".pill", { hasText: "结案" }).first().waitFor();
  await open.getByText("投诉处理表不得影印给客户").waitFor();
  await shot(wang, "complaints-closed");
  say("the customer has an answer in writing, the outcome is on paper, and the case is closed");

  const closing = open.locator(".way-step", { hasText: "结案" }).getByRole("button").first();
  await closing.click();
  await dialog.locator("[name=reason]").fill("结错了");
  await dialog.locator(".dialog-foot .danger").click();
  await closed();
  await act("结案");
  await submit();
  await closed();
  await open.locator(".pill", { hasText: "结案" }).first().waitFor();
  say("a closing by mistake is struck, and the case closed again");

  const first = wang.url().split("#")[1];
  await act("客户不接受，重新提出");
  await dialog.locator("[name=words]").fill("新机也有同样的噪音，不接受。");
  await shot(wang, "complaints-reopen");
  await dialog.locator(".dialog-foot .primary").click();
  await closed();
  await wang.waitForFunction((id) => location.hash !== `#${id}`, first);
  await open.getByText("新机也有同样的噪音").first().waitFor();
  await byTest(wang, "alike").getByText("重新提出").waitFor();
  await open.getByText("原投诉").click();
  await open.locator(".way-list").getByText("客户不接受，重新提出").waitFor();
  assert.equal(await open.getByRole("button", { name: "核决", exact: true }).count(), 0, "R-178: the old one stays as it is");
  assert.equal(await open.locator(".way-list").getByRole("button").count(), 0, "R-178: nothing of it is struck");
  say("the customer does not accept it: a new complaint goes on with the old one attached");

  await wang.goBack();
  await byTest(wang, "alike").waitFor();
  await isAccessible(wang, "an open complaint");
  await onEveryScreen(wang, "complaints", () => byTest(wang, "complaint").waitFor());
  await wang.goto(place);
  await onEveryScreen(wang, "complaints-list", () => wang.locator(".complaint-row").first().waitFor());
  await isAccessible(wang, "the list of complaints");
  await wang.locator(".complaint-row").first().focus();
  await wang.keyboard.press("Enter");
  await hasFocus(wang.locator(".complaint-detail"));
  await open.waitFor();
  await wang.goBack();
  await hasFocus(wang.locator(".complaint-row").first());
  say("what is chosen by the keyboard has the focus, and the way back leads to its row");
}
