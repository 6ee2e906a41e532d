// The main job: airplane mode, a visit worked on the handset's page, a signature drawn with the pointer,
// airplane mode off, and the board, in a second page, showing it within a second. Then a correction, a refusal, goods that are taken
// along against a receipt, and two phones that exchange without a server. At last the pages on three screens in two languages: nothing sticks out sideways, no text is missing.

import assert from "node:assert/strict";
import { join } from "node:path";
import { exchange } from "./exchange.mjs";
import { answerChecks, answerTheRest, drawSignature, openPart, workThrough } from "./phone.mjs";
import { ROOT, SCREENS, byTest, fitsTheScreen, say, shot, signIn, startDemo, watch } from "./stage.mjs";

/** A part that the desk puts into the catalogue: each piece has a number of its own. */
const ROLLER = {
  number: "A03U-7209-00",
  name: { "zh-CN": "搓纸轮", en: "Pickup roller" },
  unit: "个",
  unit_price_fen: 12_500,
  kind: "ordinary",
  serialised: true,
  old_part: { allowed: ["return"], default: "return" },
  models: ["AD 289"],
};
/** How long the board may take from the signal to the signature, in milliseconds. */
const BOARD_LIMIT = 1_000;

/** The desk puts a part into the catalogue; devices get it with their next sync. */
async function putPart(board, part) {
  const status = await board.evaluate(async (rows) => {
    const answer = await fetch("/v1/desk/reference/parts", { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(rows) });
    return answer.status;
  }, { upsert: [part] });
  assert.ok(status < 300, `the desk's part was answered with ${status}`);
}

async function syncUntilPart(handset, number) {
  await handset.waitForFunction(async (wanted) => {
    await fetch("/api/sync", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    const found = await (await fetch(`/api/parts?search=${wanted}`)).json();
    return found.some((part) => part.number === wanted);
  }, number);
}

/** Takes goods along from the open visit, lets the customer sign the receipt and hands them to the workshop; answers the address of the goods. */
async function takeAlong(handset) {
  await handset.locator('[data-test="primary"][data-step="arrive"]').click();
  await handset.locator('[data-test="primary"][data-step="start"]').waitFor();
  await openPart(handset, "goods");
  await byTest(handset, "do-take_away").click();
  await byTest(handset, "accessories").fill("电源线");
  await byTest(handset, "words").fill("左侧面板有划痕");
  for (const answer of ["appearance-scratched", "function-abnormal", "paid-false", "component-false"]) await byTest(handset, answer).check({ force: true });
  await byTest(handset, "field-reason").locator('[data-test="pick"]').first().click();
  await byTest(handset, "field-promised_for").locator('[data-test="pick"]').nth(1).click();
  await shot(handset, "handset-take-along");
  await byTest(handset, "confirm").click();
  await byTest(handset, "receipt").waitFor();
  const number = await byTest(handset, "receipt-number").innerText();
  assert.match(number, /^T\d+-\d{4}$/, "the receipt has a number of this phone's own range");
  await shot(handset, "handset-receipt");
  await byTest(handset, "sign-receipt").click();
  const digest = await byTest(handset, "voucher").getAttribute("data-digest");
  assert.match(digest, /^[0-9a-f]{64}$/, "the customer sees which paper is signed");
  await byTest(handset, "signer-name").fill("李芳");
  await byTest(handset, "sign-pad").scrollIntoViewIfNeeded();
  await drawSignature(handset);
  await byTest(handset, "seal").click();
  await byTest(handset, "sealed").waitFor();
  await byTest(handset, "sealed-done").click();
  await byTest(handset, "receipt-signature").locator("svg path").first().waitFor();
  await shot(handset, "handset-receipt-signed");
  await byTest(handset, "receipt-done").click();
  await handset.locator('[data-test="primary"][data-step="hand_over"]').click();
  await byTest(handset, "who-workshop").check({ force: true });
  await byTest(handset, "holder").fill("维修一站");
  await byTest(handset, "confirm").click();
  await handset.locator('[data-test="stage"][data-stage="in_repair"]').waitFor();
  await byTest(handset, "in-the-way").waitFor();
  await shot(handset, "handset-goods");
  return new URL(handset.url()).hash;
}

/** A customer scans the code of the signed paper of `visit`, as version 0.1 printed it, and checks the file, whole and changed. */
async function scanTheCode(browser, board, boardAt, visit) {
  const { number, sha256 } = await board.evaluate(async (visit) => {
    const view = await (await fetch(`/v1/desk/visits/${visit}`)).json();
    const seal = await (await fetch(`/v1/desk/visits/${visit}/sign-offs/${view.sign_offs[0].id}`)).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", seal));
    return { number: view.number, sha256: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  }, visit);
  for (const screen of SCREENS) {
    for (const locale of ["zh-CN", "en-GB"]) {
      // Nobody who is signed in.
      const context = await browser.newContext({ viewport: { width: screen.width, height: screen.height }, locale });
      const page = await context.newPage();
      watch(page, "check");
      await page.goto(`${boardAt.replace(/\/board$/, "")}/#seal=${number}&sha256=${sha256}`);
      await page.waitForURL(/\/check#/);
      await byTest(page, "result-good").or(byTest(page, "result-warning")).waitFor();
      await page.waitForFunction(async (path) => (await (await fetch(path)).json()).amended.length > 0, `/v1/check/${sha256}`);
      await page.reload();
      await byTest(page, "result-warning").waitFor();
      await page.locator(".later li").first().waitFor();
      const pdf = Buffer.from(await page.evaluate(async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())], await byTest(page, "get-pdf").getAttribute("href")));
      for (const [buffer, result] of [[pdf, "good"], [Buffer.concat([pdf, Buffer.from("%")]), "danger"]]) {
        await page.locator("#file").setInputFiles({ name: `${result}.pdf`, mimeType: "application/pdf", buffer });
        await page.locator(`#verdict [data-test="result-${result}"]`).first().waitFor();
      }
      await fitsTheScreen(page, `check ${screen.name} ${locale}`);
      await shot(page, `check-${screen.name}-${locale}`);
      await context.close();
    }
  }
}

/** What the desk reads of a visit as long as two of its three photos are on a phone: the server's answers say so here. */
async function missingEvidence(desk, boardAt, visit) {
  const page = await desk.newPage();
  watch(page, "board with photos missing");
  const changed = (change) => async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    change(json);
    await route.fulfill({ response, json });
  };
  await page.route("**/v1/desk/board", changed(({ visits }) => Object.assign(visits.find(({ id }) => id === visit), { photos: 3, photos_complete: 1 })));
  await page.route(`**/v1/desk/visits/${visit}`, changed((view) => {
    const { photos } = view;
    view.photos = [...photos, ...[1, 2].map((n) => ({ ...photos[0], id: photos[0].id.replace(/.$/, n), complete: false }))];
  }));
  await page.goto(`${boardAt}#visit=${visit}`);
  const words = "凭证不全：缺 2 张照片";
  await page.locator(`a.visit[href="#visit=${visit}"] .flag`, { hasText: words }).waitFor();
  await page.locator(".evidence-incomplete", { hasText: words }).waitFor();
  await shot(page, "board-evidence-incomplete");
  await page.close();
}

/** Tells it in `browser`, with a demo in `folder`. */
export async function story({ browser, folder }) {
  const demoAt = await startDemo(folder);
  say("the demo is up");
  const desk = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  const board = await signIn(desk, demoAt, "board");
  await board.locator("#board").waitFor();
  const rows = board.locator('a.visit[href^="#visit="]');
  await rows.first().waitFor();
  const visits = await rows.count();
  assert.ok(visits >= 12, `the board shows ${visits} visits`);
  await shot(board, "board-before");
  say(`the dispatcher sees ${visits} visits`);

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, locale: "zh-CN" });
  const handset = await phone.newPage();
  watch(handset, "handset");
  await handset.goto(demoAt.handset);
  await byTest(handset, "visit-card").first().waitFor();
  await putPart(board, ROLLER);
  await syncUntilPart(handset, ROLLER.number);
  say("the desk's part is in the phone's catalogue");
  await byTest(handset, "airplane").click();
  await handset.locator('[data-test="airplane"][aria-checked="true"]').waitFor();
  await shot(handset, "handset-agenda");
  await byTest(handset, "visit-card").first().click();
  await byTest(handset, "visit").waitFor();
  const visit = handset.url().match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
  const row = board.locator(`a.visit[href="#visit=${visit}"]`);
  const next = (step) => handset.locator(`[data-test="primary"][data-step="${step}"]`);
  say("airplane mode on, first visit open");

  await next("arrive").click();
  await next("start").click();
  await next("finish").waitFor();
  await answerChecks(handset);
  await answerTheRest(handset);
  await byTest(handset, "findings").fill("搓纸轮磨损，纸张打滑");
  await byTest(handset, "findings").blur();
  await byTest(handset, "treatment").fill("更换搓纸轮，试印二十页正常");
  await byTest(handset, "treatment").blur();
  say("arrived, started, checklist, findings, treatment");

  await byTest(handset, "add-part").click();
  await byTest(handset, "part-search").fill("czl");
  await handset.locator(`[data-test="found-part"][data-part="${ROLLER.number}"]`).click();
  assert.equal(await byTest(handset, "part-name").inputValue(), ROLLER.name["zh-CN"]);
  assert.equal(await byTest(handset, "part-number").inputValue(), ROLLER.number);
  await byTest(handset, "serialised").waitFor();
  await byTest(handset, "part-reason").fill("磨损");
  say("part found in the catalogue by the initials of its name, without a network");
  // A scanner types like a keyboard and ends with Enter.
  await byTest(handset, "old-serial").focus();
  await handset.keyboard.type("PR-20-11873\n");
  await handset.locator('[data-test="new-serial"]:focus').waitFor();
  await handset.keyboard.type("PR-20-11873\n");
  await handset.locator('[data-test="part-number"]:focus').waitFor();
  await byTest(handset, "save-part").click();
  await handset.locator('[data-test="swap-form"] [role="alert"]:not([hidden])').first().waitFor();
  await byTest(handset, "new-serial").fill("PR-26-00417");
  await shot(handset, "handset-swap");
  await byTest(handset, "save-part").click();
  await byTest(handset, "part-line").waitFor();
  say("same old and new serial refused, then the part swapped");

  await byTest(handset, "photo-input").setInputFiles(join(ROOT, "cli/src/demo/worn-roller.jpg"));
  await byTest(handset, "photo").first().waitFor();
  await shot(handset, "handset-working");
  await next("finish").click();
  await next("sign").waitFor();
  say("photo attached, finished");

  await next("sign").click();
  await byTest(handset, "voucher").waitFor();
  await shot(handset, "handset-voucher");
  await byTest(handset, "signer-name").fill("李芳");
  await byTest(handset, "sign-pad").scrollIntoViewIfNeeded();
  await drawSignature(handset, 0.15);
  await shot(handset, "handset-signature");
  await byTest(handset, "seal").click();
  await byTest(handset, "sealed").waitFor();
  const waiting = handset.locator('[data-test="sealed-delivery"][data-state="on_this_phone"]');
  await waiting.waitFor();
  await shot(handset, "handset-sealed");
  assert.equal(await row.getAttribute("data-state"), "assigned", "the board knows nothing yet");
  say("the customer signed with the pointer; it is on this phone");

  const seen = row.and(board.locator('[data-state="signed"]')).waitFor();
  const received = handset.locator('[data-test="sealed-delivery"][data-state="received"], [data-test="sealed-delivery"][data-state="complete"]').waitFor();
  const from = Date.now();
  await byTest(handset, "airplane").click();
  await seen;
  const took = Date.now() - from;
  await received;
  say(`airplane mode off: signed on the board after ${took} ms, received on the handset`);
  assert.ok(took <= BOARD_LIMIT, `the board took ${took} ms`);
  assert.ok((await row.locator("svg path").count()) > 0, "the signature is drawn on the board");
  await row.click();
  await board.locator("#detail svg path, [data-detail] svg path").first().waitFor();
  await shot(board, "board-after");
  // Pictures are loaded when they come into sight.
  await board.locator("button.photo-frame img").first().scrollIntoViewIfNeeded();
  await board.waitForFunction(() => [...document.querySelectorAll(".photo-frame img")].some((image) => image.src.endsWith("/thumbnail") && image.naturalWidth > 0));
  await missingEvidence(desk, demoAt.board, visit);
  say("the photo is there, drawn small; of a visit whose photos are on their way the board says how many are missing");
  await shot(handset, "handset-received");

  await handset.goto(`${demoAt.handset.replace(/\/$/, "")}/#/visit/${visit}`);
  await byTest(handset, "visit").waitFor();
  await openPart(handset, "after");
  await byTest(handset, "do-open_amendment").click();
  await byTest(handset, "pick").first().click();
  await byTest(handset, "confirm").click();
  await next("sign").or(next("finish")).waitFor();
  await byTest(handset, "treatment").fill("更换搓纸轮，试印五十页正常");
  await byTest(handset, "treatment").blur();
  await openPart(handset, "after");
  await byTest(handset, "revisions").locator("li").nth(1).waitFor();
  await shot(handset, "handset-amendment");
  say("a correction after the signature is a second revision, not signed");

  await scanTheCode(browser, board, demoAt.board, visit);
  say("the code on the paper tells a stranger of the record and its correction, and that a changed file is none");

  await handset.goto(`${demoAt.handset.replace(/\/$/, "")}/#/`);
  await handset.locator('[data-test="group-next"] [data-test="visit-card"]').waitFor();
  await byTest(handset, "agenda-search").fill("no such customer");
  await byTest(handset, "agenda-empty").waitFor();
  await byTest(handset, "agenda-search").fill("0512");
  await handset.locator('[data-test="visit-card"][data-status="assigned"] a.card-open').first().click();
  await workThrough(handset);
  await byTest(handset, "not-signed").click();
  await byTest(handset, "how-refused").check({ force: true });
  await byTest(handset, "reason").fill("噪音仍在");
  await byTest(handset, "confirm").click();
  await handset.locator('[data-test="field-words"] [role="alert"]:not([hidden])').waitFor();
  await byTest(handset, "words").fill("声音还是有，我不签。");
  await shot(handset, "handset-refusal");
  await byTest(handset, "confirm").click();
  await byTest(handset, "not-signed-form").waitFor({ state: "detached" });
  await next("sign").waitFor();
  await byTest(handset, "back").click();
  await handset.locator('[data-test="group-waiting"] [data-test="visit-card"][data-status="finished"]').waitFor();
  await byTest(handset, "agenda-search").fill("");
  say("a refusal needs the customer's own words; the visit waits to be signed");
  await takeRefusalAsComplaint(board, demoAt.board);
  say("at the desk the refusal becomes a complaint with the customer's own words");

  await handset.locator('[data-test="visit-card"][data-status="assigned"] a.card-open').first().click();
  const goods = await takeAlong(handset);
  await byTest(handset, "back").click();
  await byTest(handset, "goods-elsewhere").locator('[data-test="goods-row"][data-stage="in_repair"]').waitFor();
  say("goods taken along against a numbered receipt, signed for, and handed to the workshop");

  await exchange({ browser, board, server: new URL(demoAt.board).origin, folder, handset });

  for (const screen of SCREENS) {
    for (const language of ["zh-CN", "en"]) {
      for (const [page, name] of [[board, "board"], [handset, "handset"]]) {
        await page.setViewportSize({ width: screen.width, height: screen.height });
        await page.evaluate((tag) => localStorage.setItem("fieldbook.language", tag), language);
        await page.reload();
        await page.locator(name === "board" ? "#board:not([hidden])" : "#screen > *").first().waitFor();
        await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
        await fitsTheScreen(page, `${name} ${screen.name} ${language}`);
        await shot(page, `${name}-${screen.name}-${language}`);
      }
      for (const [test, hash] of [["goods", goods], ["receipt", `${goods}/receipt`]]) {
        await handset.evaluate((to) => location.assign(to), hash);
        await byTest(handset, test).waitFor();
        await fitsTheScreen(handset, `${test} ${screen.name} ${language}`);
        await shot(handset, `${test}-${screen.name}-${language}`);
      }
      await handset.evaluate(() => location.assign("#/goods"));
      await byTest(handset, "goods-row").first().waitFor();
    }
  }
  say("both pages fit phone, tablet and desktop in Chinese and English");
}

/** On the page of the visit whose customer refused to sign, one click and a promised time make the refusal a complaint. */
async function takeRefusalAsComplaint(board, at) {
  const page = await board.context().newPage();
  watch(page, "complaint");
  const server = new URL(at).origin;
  await page.goto(`${server}/complaints`);
  await page.locator(".complaints").waitFor();
  const refused = await page.waitForFunction(async () => {
    const { tasks } = await (await fetch("/v1/desk/tasks")).json();
    return tasks.find(({ task }) => task === "signature_refused")?.document;
  });
  const visit = await refused.jsonValue();
  await page.goto(`${server}/visits/${visit}`);
  await byTest(page, "refusal").click();
  await page.locator("dialog .dialog-foot .primary").click();
  await byTest(page, "complaint").getByText("声音还是有，我不签。").first().waitFor();
  await shot(page, "complaint-of-refusal");
  await page.goto(`${server}/visits/${visit}`);
  await page.locator('.decisions a[href^="/complaints#"]').waitFor();
  await page.close();
}
