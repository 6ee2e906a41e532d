// The board of a busy day: forty technicians and two hundred visits, two dispatchers at once, and a line that is lost and comes back.

import assert from "node:assert/strict";
import { ask, end, fitsTheScreen, isAccessible, letTheLineBreak, onEveryScreen, say, shot, signIn, startServer } from "./stage.mjs";

export const TECHNICIANS = 40;
export const VISITS = 200;
/** How long another dispatcher's change may take to be seen, in milliseconds. */
const LIVE_LIMIT = 1_000;
/** A name that would be a script if anything took it for markup. */
const MARKUP = "<img src=x onerror=\"document.title='broken in'\"><b>王</b> & 'co'";

/** Three visits of which 60 %, 80 % and 110 % of the promised time are gone: the server's answer says so here. */
async function promises(page, at, row, visits) {
  await page.route("**/v1/desk/board", async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    for (const [place, share] of [0.6, 0.8, 1.1].entries()) {
      const visit = json.visits.find(({ id }) => id === visits[10 + place]);
      Object.assign(visit, { requested_at: json.server_time - share * 3_600_000, targets: [{ promise: "arrive", due_at: json.server_time + (1 - share) * 3_600_000 }] });
    }
    await route.fulfill({ response, json });
  });
  await page.reload();
  for (const [place, level] of ["half", "soon", "late"].entries()) {
    await row(page, visits[10 + place]).locator(`.sla[data-level="${level}"]`).waitFor({ state: "attached" });
  }
  await row(page, visits[12]).scrollIntoViewIfNeeded();
  await shot(page, "board-promises");
  await page.unroute("**/v1/desk/board");
}

/** Three visits whose appointments are over and that nobody came to: the server's answer says so here. */
async function missed(page, visits) {
  await page.route("**/v1/desk/board", async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    for (const visit of json.visits) {
      visit.appointment_at = json.server_time + (visits.indexOf(visit.id) < 3 ? -2 : 2) * 3_600_000;
    }
    await route.fulfill({ response, json });
  });
  await page.reload();
  await page.locator("#day").selectOption("all");
  const tile = page.locator('.filter[data-filter="attention"]');
  await tile.locator(".filter-count", { hasText: /^3$/ }).waitFor();
  await tile.click();
  await page.waitForFunction(() => document.querySelectorAll("a.visit").length === 3);
  assert.equal(await page.locator(".group.attention a.visit .late").count(), 3);
  await shot(page, "board-missed");
  await tile.click();
  await page.unroute("**/v1/desk/board");
  await page.reload();
  await page.locator("#day").selectOption("all");
}

/** Tells it in `browser`, with a server in `folder`. */
export async function boardOfMany({ browser, folder }) {
  let at = await startServer(folder);
  const desk = () => browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" });
  const first = await signIn(await desk(), at, "first dispatcher");
  const { technicians, visits } = await aBusyDay(first);
  const second = await signIn(await desk(), at, "second dispatcher");
  for (const board of [first, second]) {
    await board.locator("#day").selectOption("all");
    await board.waitForFunction((count) => document.querySelectorAll("a.visit").length === count, VISITS);
  }
  say(`both dispatchers see ${VISITS} visits of ${TECHNICIANS} technicians`);

  const row = (board, visit) => board.locator(`a.visit[href="#visit=${visit}"]`);
  assert.equal(await row(first, visits[0]).locator(".customer .first").innerText(), MARKUP, "a name full of markup is shown as it was written");
  assert.equal(await first.locator("img[src=x]").count(), 0);
  assert.notEqual(await first.title(), "broken in");
  say("a customer's name full of markup is text");

  await promises(first, at, row, visits);
  say("what is left of a promised time is said in colours from half of it on");

  await missed(first, visits);
  say("an appointment that nobody came to needs attention, in the count as in the list");

  const name = "新来的 技术员";
  const { id: other } = await ask(first, "POST", "/v1/desk/technicians", { name });
  const seen = row(second, visits[1]).locator(".technician", { hasText: name }).waitFor();
  const from = Date.now();
  await ask(first, "POST", `/v1/desk/visits/${visits[1]}/assign`, { technician: other, reason: "先到现场" });
  await seen;
  const took = Date.now() - from;
  say(`one dispatcher reassigns, the other sees it after ${took} ms`);
  assert.ok(took <= LIVE_LIMIT, `the other dispatcher saw it after ${took} ms`);

  // Both decide at once: one is told, and both see the same in the end.
  const [left, right] = await Promise.allSettled(
    [[first, technicians[3]], [second, technicians[4]]].map(([board, technician]) => ask(board, "POST", `/v1/desk/visits/${visits[2]}/cancel`, { reason: `撤单 ${technician}` })),
  );
  const taken = [left, right].filter(({ status }) => status === "fulfilled").length;
  assert.equal(taken, 1, "a visit is cancelled once; the second is told that it is");
  for (const board of [first, second]) await row(board, visits[2]).and(board.locator('[data-state="cancelled"]')).waitFor();
  say("two dispatchers call the same visit off: one does, the other is told, both see it");

  letTheLineBreak(true);
  await end(at.process);
  await first.locator("#stale:not([hidden])").waitFor();
  await fitsTheScreen(first, "board without a line");
  await shot(first, "board-line-lost");
  const { port } = new URL(at.board);
  at = await startServer(folder, `127.0.0.1:${port}`);
  const third = await signIn(await desk(), at, "third dispatcher");
  await ask(third, "POST", `/v1/desk/visits/${visits[5]}/cancel`, { reason: "客户来电取消" });
  await first.evaluate(() => window.dispatchEvent(new Event("online")));
  await row(first, visits[5]).and(first.locator('[data-state="cancelled"]')).waitFor();
  await first.locator("#stale[hidden]").waitFor({ state: "attached" });
  letTheLineBreak(false);
  say("the server was away: the board said since when, and caught up when it came back");

  await onEveryScreen(first, "board-200", async () => {
    await first.locator("#board").waitFor();
    await first.locator("#day").selectOption("all");
    await first.waitForFunction((count) => document.querySelectorAll("a.visit").length >= count, VISITS - 2);
  });
  await isAccessible(first, "the board");
  await first.locator("a.visit").first().click();
  await first.locator("#detail .section-steps").waitFor();
  await isAccessible(first, "a visit beside the board");
  say("axe finds nothing on the board and beside it");
}

/** Enters the technicians and the visits; answers their ids. */
export async function aBusyDay(page) {
  const technicians = [];
  for (let n = 1; n <= TECHNICIANS; n += 1) {
    technicians.push((await ask(page, "POST", "/v1/desk/technicians", { name: `技术员 ${String(n).padStart(2, "0")}` })).id);
  }
  const made = await page.evaluate(async ({ technicians, visits, markup }) => {
    const post = async (path, body) => {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const dayStart = new Date().setHours(8, 0, 0, 0);
    const one = async (n) => {
      const callOut = await post("/v1/desk/call-outs", {
        fault: `第 ${n} 台设备不工作`,
        service_type: "B",
        work: n % 3 ? "repair" : "inspection",
        urgency: n % 7 ? "general" : "urgent",
        customer: { name: n === 0 ? markup : `客户 ${n}`, address: `人民路 ${n} 号`, phone: `0512-6000${String(n).padStart(4, "0")}`, contact: "李芳" },
        asset: { product: "复印机", model: "AD 289", serial: `AD-${n}` },
      });
      const visit = await post(`/v1/desk/call-outs/${callOut.id}/visits`, { technician: technicians[n % technicians.length], appointment_at: dayStart + Math.floor(n / technicians.length) * 7_200_000 + (n % 4) * 1_800_000 });
      return visit.visit;
    };
    const done = [];
    for (let n = 0; n < visits; n += 4) done.push(...(await Promise.all([n, n + 1, n + 2, n + 3].map(one))));
    return done;
  }, { technicians, visits: VISITS, markup: MARKUP });
  return { technicians, visits: made };
}
