// The frame by which a client looks after the session, in the page of a client (OpenID Connect Session Management).
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { approve, launch, open } from "../fixture/browser.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

let world, browser, user, window, page, shop;
before(async () => {
  [world, browser] = await Promise.all([startWorld(), launch()]);
  [user] = world.users;
});
after(async () => {
  await browser?.close();
  await world?.stop();
});
beforeEach(async () => {
  window = await open(browser);
  page = window.page;
  shop = await openShop(world, {}, "localhost");
});
afterEach(async () => {
  shop.close();
  await window.close();
});

test("what is no question is an error, and another client's question is changed", async () => {
  const question = await signedIn();
  await frame();
  for (const nonsense of ["", "a", "a b", `${question} more`, question.replace(" ", ""), "x".repeat(10_000)]) {
    assert.equal(await ask(nonsense), "error", nonsense.slice(0, 50));
  }
  assert.equal(await ask(question.replace(/^\S+/, "another")), "changed");
  assert.equal(await ask(question), "unchanged");
});

test("the frame answers nobody but the page that loaded it", async () => {
  const question = await signedIn();
  await frame();
  const answered = await page.evaluate(async (question) => {
    const heard = [];
    const other = document.createElement("iframe");
    other.srcdoc = "<!doctype html><title>another</title>";
    const loaded = new Promise((resolve) => (other.onload = resolve));
    document.body.append(other);
    await loaded;
    other.contentWindow.addEventListener("message", () => heard.push("another frame"));
    window.addEventListener("message", () => heard.push("the page"));
    const script = other.contentDocument.createElement("script");
    script.textContent = `parent.frames[0].postMessage(${JSON.stringify(question)}, "*")`;
    other.contentDocument.body.append(script);
    // Messages are heard in their order: when these are answered, the other's has been heard long ago.
    for (let asked = 0; asked < 3; asked += 1) {
      const answered = new Promise((resolve) => window.addEventListener("message", resolve, { once: true }));
      window.frames[0].postMessage(question, "*");
      await answered;
    }
    return heard;
  }, question);
  assert.deepEqual(answered, ["the page", "the page", "the page"]);
});

/** A person signs in at the shop; gives what it asks the frame from then on. */
async function signedIn() {
  const answer = await approve(page, user, shop, await shop.begin());
  return `${shop.client.client_id} ${new URL(answer).searchParams.get("session_state")}`;
}

/** Puts the provider's frame into the shop's page, where the browser is. */
async function frame() {
  assert.ok(page.url().startsWith(new URL(shop.redirectUri).origin), page.url());
  const { check_session_iframe } = shop.config.serverMetadata();
  await page.evaluate(async (address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    document.body.append(frame);
    await loaded;
  }, check_session_iframe);
}

/** What the frame answers the page that holds it. */
function ask(question) {
  return page.evaluate(async (question) => {
    const answered = new Promise((resolve) => window.addEventListener("message", resolve, { once: true }));
    window.frames[0].postMessage(question, "*");
    return (await answered).data;
  }, question);
}
