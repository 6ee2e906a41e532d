// What a technician does on the handset's page, for stories that are about what comes after it.

import { begin, byTest } from "./stage.mjs";

/** Signs; nobody signs twice alike, so that the second signature leans. */
export async function drawSignature(page, lean = 0) {
  const box = await byTest(page, "sign-pad").boundingBox();
  const at = (x, y) => [box.x + box.width * (x + lean * (1 - y)), box.y + box.height * y];
  for (const stroke of [
    [[0.12, 0.55], [0.2, 0.25], [0.25, 0.7], [0.32, 0.3], [0.38, 0.65]],
    [[0.42, 0.5], [0.5, 0.35], [0.56, 0.62], [0.63, 0.38], [0.7, 0.6], [0.8, 0.45]],
    [[0.15, 0.8], [0.5, 0.76], [0.85, 0.79]],
  ]) {
    await page.mouse.move(...at(...stroke[0]));
    await page.mouse.down();
    for (const point of stroke.slice(1)) await page.mouse.move(...at(...point), { steps: 12 });
    await page.mouse.up();
  }
}

/** Arrives, works and finishes the open visit with the least that is asked for. */
export async function workThrough(handset) {
  const next = (step) => handset.locator(`[data-test="primary"][data-step="${step}"]`);
  await next("arrive").click();
  await next("arrive").waitFor({ state: "hidden" });
  await begin(handset);
  await next("finish").waitFor();
  await answerChecks(handset);
  await answerTheRest(handset);
  await byTest(handset, "findings").fill("接口松动");
  await byTest(handset, "findings").blur();
  await byTest(handset, "treatment").fill("重新固定接口");
  await byTest(handset, "treatment").blur();
  await handset.locator("#missing").waitFor({ state: "hidden" });
  await next("finish").click();
  await next("sign").waitFor();
}

/** Unfolds the part `id` of the open visit. */
export async function openPart(handset, id) {
  const part = byTest(handset, `section-${id}`);
  await part.waitFor();
  if ((await part.getAttribute("open")) === null) await byTest(handset, `open-${id}`).click();
}

/** Says of each check that is shown that all is well. */
export async function answerChecks(handset) {
  for (const check of await handset.locator('[data-test^="check-"][data-test$="-good"]').all()) {
    if (!(await check.isVisible())) continue;
    await check.click();
    await handset.locator(`[data-test="${await check.getAttribute("data-test")}"][aria-pressed="true"]`).waitFor();
  }
}

/** Answers what lies in folded parts: the kit before setting out, and what is asked before leaving. */
export async function answerTheRest(handset) {
  const visit = handset.url().match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
  await handset.evaluate(async (visit) => {
    const sheet = await (await fetch(`/api/visits/${visit}`)).json();
    for (const { id } of sheet.checklist.filter((item) => !item.answer)) {
      const body = JSON.stringify({ action: "answer_check", item: id, result: "good", note: "" });
      await fetch(`/api/visits/${visit}/actions`, { method: "POST", headers: { "content-type": "application/json" }, body });
    }
  }, visit);
}

/** Lets the customer sign the finished visit that is open, and waits until the server has it. */
export async function letSign(handset, name) {
  await handset.locator('[data-test="primary"][data-step="sign"]').click();
  await byTest(handset, "voucher").waitFor();
  await byTest(handset, "signer-name").fill(name);
  await byTest(handset, "sign-pad").scrollIntoViewIfNeeded();
  await drawSignature(handset);
  await byTest(handset, "seal").click();
  await handset.locator('[data-test="sealed-delivery"][data-state="received"], [data-test="sealed-delivery"][data-state="complete"]').waitFor();
}
