// The plan of a busy day: forty technicians and two hundred visits on a timeline; one is dragged to somebody else, taken back, and moved by
// the keyboard; another dispatcher's change is seen at once.

import assert from "node:assert/strict";
import { TECHNICIANS, VISITS, aBusyDay } from "./board_of_many.mjs";
import { ask, isAccessible, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

/** How long drawing two hundred visits anew may take, in milliseconds. */
const DRAW_LIMIT = 500;

/** Tells it in `browser`, with a server in `folder`. */
export async function plan({ browser, folder }) {
  const at = await startServer(folder);
  const page = await signIn(await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" }), at, "plan");
  const { technicians, visits } = await aBusyDay(page);
  await page.goto(at.board.replace("/board", "/plan"));
  const blocks = page.locator(".plan-visit");
  await page.waitForFunction((count) => document.querySelectorAll(".plan-visit").length === count, VISITS);
  assert.equal(await page.locator(".plan-row").count(), TECHNICIANS);
  say(`the plan shows ${VISITS} visits of ${TECHNICIANS} technicians`);

  await stay(page, visits[0]);
  say("who came early is drawn from arrival to finish, under the hours that it was, also on a phone");

  const row = (technician) => page.locator(`.plan-row[data-technician="${technician}"]`);
  const block = (visit) => page.locator(`.plan-visit[data-visit="${visit}"]`);
  const [from, to] = [row(technicians[0]), row(technicians[1])];
  const moved = visits[0];
  const before = await ask(page, "GET", `/v1/desk/visits/${moved}`);
  // Dragged down by a row, and later by some hours.
  const box = await block(moved).boundingBox();
  const target = await to.locator(".plan-lane").boundingBox();
  await page.mouse.move(box.x + 20, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(target.x + target.width * 0.8, target.y + 20, { steps: 8 });
  await page.locator(".plan-row.is-target").waitFor();
  await page.mouse.up();
  const dialog = page.locator("dialog");
  await dialog.locator("[name=reason]").fill("离得近");
  await dialog.locator(".dialog-foot .primary").click();
  assert.equal(await dialog.locator("[name=agreed_by]:invalid").count(), 1, "nothing is sent before somebody agreed");
  await dialog.locator("[name=agreed_by]").fill("李芳");
  await shot(page, "plan-move");
  await isAccessible(page, "the dialog that moves a visit");
  await dialog.locator(".dialog-foot .primary").click();
  await to.locator(`.plan-visit[data-visit="${moved}"]`).waitFor();
  const after = await ask(page, "GET", `/v1/desk/visits/${moved}`);
  assert.equal(after.technician, technicians[1]);
  assert.equal(after.appointment_at % 900_000, 0, "a time that was dragged to is a quarter of an hour");
  say("a visit is dragged to somebody else and to another time, with reason and consent");

  // Nobody has agreed to the old time again: taking it back asks, with everything filled in.
  await page.locator(".toast .button", { hasText: "撤回" }).click();
  await dialog.locator("[name=reason]").fill("拖错了");
  await dialog.locator("[name=agreed_by]").fill("李芳");
  await dialog.locator(".dialog-foot .primary").click();
  await from.locator(`.plan-visit[data-visit="${moved}"]`).waitFor();
  const undone = await ask(page, "GET", `/v1/desk/visits/${moved}`);
  assert.deepEqual([undone.technician, undone.appointment_at], [before.technician, before.appointment_at]);
  say("taken back, it is as it was before");

  await block(visits[1]).focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("plan-visit")), true);
  await block(visits[1]).focus();
  await page.keyboard.press("Enter");
  await dialog.locator("[name=technician]").selectOption(technicians[5]);
  await dialog.locator("[name=reason]").fill("换人");
  await page.keyboard.press("Enter");
  await row(technicians[5]).locator(`.plan-visit[data-visit="${visits[1]}"]`).waitFor();
  await page.locator(".toast .button", { hasText: "撤回" }).last().click();
  await row(technicians[1]).locator(`.plan-visit[data-visit="${visits[1]}"]`).waitFor();
  say("moved by the keyboard alone, and given back at once");

  const waits = await ask(page, "POST", "/v1/desk/call-outs", {
    fault: "不通电",
    service_type: "A",
    work: "repair",
    urgency: "urgent",
    customer: { name: "西湖酒店", address: "北山街 1 号", phone: "0571-87000001", contact: "" },
    asset: { product: "", model: "C4080", serial: "" },
  });
  await page.reload();
  const chip = page.locator(`.plan-call-out[data-call-out="${waits.id}"]`);
  await chip.waitFor();
  const onto = await row(technicians[3]).locator(".plan-lane").boundingBox();
  const at3 = await chip.boundingBox();
  await page.mouse.move(at3.x + 30, at3.y + 20);
  await page.mouse.down();
  await page.mouse.move(onto.x + onto.width * 0.1, onto.y + 20, { steps: 6 });
  await page.mouse.up();
  assert.equal(await dialog.locator("[name=technician]").inputValue(), technicians[3]);
  assert.notEqual(await dialog.locator("[name=appointment]").inputValue(), "");
  await shot(page, "plan-send");
  await dialog.locator(".dialog-foot .primary").click();
  await chip.waitFor({ state: "detached" });
  await row(technicians[3]).locator(".plan-visit", { hasText: "西湖酒店" }).waitFor();
  say("a call-out that nobody was sent to is dragged to somebody");

  const sent = row(technicians[3]).locator(".plan-visit", { hasText: "西湖酒店" });
  await sent.click();
  await dialog.locator(".dialog-foot .danger").click();
  await dialog.locator("[name=reason]").fill("客户改约下月");
  await shot(page, "plan-call-off");
  await dialog.locator(".dialog-foot .danger").click();
  await dialog.waitFor({ state: "detached" });
  await sent.and(page.locator('[data-state="cancelled"]')).waitFor();
  await page.reload();
  await chip.waitFor();
  say("a visit is called off on the plan, and its call-out waits for somebody again");

  const other = await signIn(await browser.newContext(), at, "another dispatcher");
  await ask(other, "POST", `/v1/desk/visits/${visits[2]}/assign`, { technician: technicians[7], reason: "临时调整" });
  await row(technicians[7]).locator(`.plan-visit[data-visit="${visits[2]}"]`).waitFor();
  say("another dispatcher's change is on the plan");

  const took = await page.evaluate(async () => {
    const from = performance.now();
    document.querySelector('[data-view="week"]').click();
    await new Promise(requestAnimationFrame);
    return performance.now() - from;
  });
  say(`the week with ${await blocks.count()} visits is drawn in ${Math.round(took)} ms`);
  assert.ok(took <= DRAW_LIMIT, `the week took ${took} ms`);
  await shot(page, "plan-week");
  await page.locator('[data-view="day"]').click();
  await onEveryScreen(page, "plan", () => page.waitForFunction(() => document.querySelectorAll(".plan-visit").length > 100));
  await isAccessible(page, "the plan");
}

/** A visit agreed for nine that was worked on from half past five to half past seven: the server's answer says so here. */
async function stay(page, visit) {
  const day = await page.evaluate(() => new Date().setHours(0, 0, 0, 0));
  await page.route("**/v1/desk/board", async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    const [appointment_at, arrived_at, finished_at] = [9, 5.5, 7.5].map((hour) => day + hour * 3_600_000);
    Object.assign(json.visits.find(({ id }) => id === visit), { appointment_at, arrived_at, started_at: arrived_at, finished_at, status: "finished" });
    await route.fulfill({ response, json });
  });
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  const block = page.locator(`.plan-visit[data-visit="${visit}"][data-state="finished"]`);
  await block.scrollIntoViewIfNeeded();
  const off = await block.evaluate((element) => {
    const hours = [...document.querySelectorAll(".plan-column-name")].map((hour) => ({ name: hour.textContent, box: hour.getBoundingClientRect() }));
    const lane = element.parentElement.getBoundingClientRect();
    const { left, right } = element.getBoundingClientRect();
    const at = (hour) => hours[0].box.left + (hour - Number.parseInt(hours[0].name, 10)) * hours[0].box.width;
    return { first: hours[0].name, pixels: [hours[0].box.left - lane.left, hours.at(-1).box.right - lane.right, left - at(5.5), right - at(7.5)] };
  });
  assert.equal(off.first, "05:00");
  assert.ok(off.pixels.every((pixels) => Math.abs(pixels) < 2), `hours and lanes do not meet: ${off.pixels}`);
  await shot(page, "plan-stay");
  await page.unroute("**/v1/desk/board");
  await page.setViewportSize(before);
  await page.reload();
  await page.waitForFunction((count) => document.querySelectorAll(".plan-visit").length === count, VISITS);
}
