// Somebody buys at the demo's shop and says with a bank who they are, in a real browser; a picture of each page
// in target/screenshots-checkout.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertQuiet, launch, open, press } from "../fixture/browser.mjs";
import { Buyer, orderOf } from "../fixture/buyer.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-checkout/", import.meta.url));
// What a shop and banks in Finland speak.
const LANGUAGES = ["en", "fi", "sv"];
const ONNI = "Onni Juhani Korhonen";

let world, browser, window, page;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser] = await Promise.all([startWorld(), launch()]);
});
after(async () => {
  await browser?.close();
  await world?.stop();
});
beforeEach(async () => {
  window = await open(browser);
  page = window.page;
});
afterEach(() => window.close());

const button = (page, name, value) => page.locator(`button[name="${name}"][value="${value}"]`).first();
const bank = (page, id) => button(page, "choice", id);
/** Goes on from a bank's first page, as this person. */
const asPerson = async (page, person) => {
  await page.locator(`input[name=person][value="${person}"]`).check();
  await press(page.locator("button.first"));
};
const allow = (page) => press(button(page, "scenario", "success"));
const order = (page) => orderOf(world, { url: page.url() });

/** Fills a basket and goes to be identified: comes to the list of banks. */
async function checkOut(page, store = "lakeside") {
  await page.goto(`${world.shop}/venues/${store}`);
  await press(page.locator("form:has(input[name=add]) button").first());
  await page.goto(`${world.shop}/venues/${store}/basket`);
  await press(page.locator("form[action$='/checkout'] button"));
  await bank(page, "fi-nordea").waitFor();
}

test("scenario 0-1: from the first page to an order that knows its buyer, in under a minute", async () => {
  const began = Date.now();
  await page.goto(world.shop);
  await press(page.getByRole("link", { name: "Lakeside" }));
  await press(page.locator("form:has(input[name=add]) button").first());
  await page.goto(`${world.shop}/venues/lakeside/basket`);
  await press(page.locator("form[action$='/checkout'] button"));
  await press(bank(page, "fi-nordea"));
  await asPerson(page, "onni-korhonen");
  await allow(page);
  await page.getByRole("heading", { name: ONNI }).waitFor();
  const { metadata } = await order(page);
  assert.deepEqual({ ...metadata, auth_at: "" }, { name: ONNI, auth_at: "", ftn_idp: "fi-nordea", success: true });
  assert.ok(Date.now() - began < 60_000, `${Date.now() - began} ms`);
  assertQuiet(window);
});

test("scenario 0-2: who does not consent is told so at the checkout, and the order has no name", async () => {
  await checkOut(page);
  await press(bank(page, "fi-op"));
  await asPerson(page, "onni-korhonen");
  await press(button(page, "scenario", "consent_denied"));
  await page.locator("[role=alert] h1").waitFor();
  assert.deepEqual((await order(page)).metadata, { success: false });
  assert.ok(!(await page.content()).includes("Korhonen"));

  // And may try again, from right there.
  await press(page.locator("form[action$='/identify'] button"));
  await press(bank(page, "fi-op"));
  await asPerson(page, "onni-korhonen");
  await allow(page);
  assert.equal((await order(page)).metadata.name, ONNI);
  assertQuiet(window);
});

test("scenario 0-3: two orders in two tabs, finished in swapped order, have each its own person", async () => {
  const other = await window.tab();
  await checkOut(page);
  await checkOut(other);
  await press(bank(page, "fi-nordea"));
  await press(bank(other, "fi-op"));
  await asPerson(page, "onni-korhonen");
  await asPerson(other, "vaino-astrom");
  await allow(other);
  await allow(page);
  const [mine, theirs] = [await order(page), await order(other)];
  assert.notEqual(mine.id, theirs.id);
  assert.deepEqual([mine.metadata.name, mine.metadata.ftn_idp], [ONNI, "fi-nordea"]);
  assert.deepEqual([theirs.metadata.name, theirs.metadata.ftn_idp], ["Väinö Åström", "fi-op"]);
  assertQuiet(window);
});

test("scenario 0-4: the answer to another browser's request is refused, and touches no order", async () => {
  const buyer = new Buyer(world, "fellside");
  const there = await buyer.choose(await buyer.checkOut(), "fi-op");
  const atTheShop = (url) => url.includes("/venues/fellside/oidc/callback");
  const { url } = await buyer.play(there, "onni-korhonen", "success", atTheShop);

  const answered = await page.goto(url);
  assert.ok(answered.status() >= 400, `${answered.status()}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.ok(!(await page.content()).includes("Korhonen"));
  assert.ok(!page.url().includes("/orders/"), page.url());

  // Whose it is may still use it.
  assert.equal((await orderOf(world, await buyer.visit(url))).metadata.name, ONNI);
});

test("scenario 0-9: the callback loaded again, and the way back, change nothing", async () => {
  const answers = [];
  page.on("request", (request) => {
    if (request.url().includes("/oidc/callback")) answers.push(request.url());
  });
  await checkOut(page);
  await press(bank(page, "fi-nordea"));
  await asPerson(page, "onni-korhonen");
  await allow(page);
  const first = await order(page);
  await page.goto(answers[0]);
  assert.deepEqual(await order(page), first);
  await page.goBack();
  await page.goto(`${world.shop}/venues/lakeside/orders/${first.id}`);
  assert.deepEqual(await order(page), first);
  assert.strictEqual(first.metadata.success, true);
});

for (const language of LANGUAGES) {
  test(`every page on the way is whole, legible and quiet, light and dark, narrow and wide: ${language}`, async (t) => {
    const window = await open(browser, { locale: LOCALES[language], reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const look = async (name) => {
      for (const { width, colorScheme } of views(language)) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${PICTURES}${name}-${language}-${colorScheme}-${width}.png`, fullPage: true });
        await inspect(page, language, name);
      }
    };
    await page.goto(world.shop);
    await look("shop");
    await press(page.getByRole("link", { name: "Fellside" }));
    await look("shop-catalogue");
    await press(page.locator("form:has(input[name=add]) button").first());
    await page.goto(`${world.shop}/venues/fellside/basket`);
    await look("shop-basket");
    await press(page.locator("form[action$='/checkout'] button"));
    await look("banks");
    await press(bank(page, "fi-nordea"));
    await look("bank");
    await page.locator("input[name=person][value=vaino-astrom]").check();
    await press(page.locator("button.first"));
    await look("bank-consent");
    await press(button(page, "scenario", "cancelled"));
    await look("shop-order-failed");
    await press(page.locator("form[action$='/identify'] button"));
    await look("banks-again");
    await press(bank(page, "fi-nordea"));
    await asPerson(page, "vaino-astrom");
    await allow(page);
    await look("shop-order");
    await page.goto(`${world.shop}/merchant`);
    await page.locator("input[name=token]").fill(world.merchant_token);
    await press(page.locator("form[action='/merchant'] button"));
    await page.goto(`${world.shop}/merchant/stores/lakeside`);
    await page.screenshot({ path: `${PICTURES}merchant-${language}.png`, fullPage: true });
    await page.goto(world.banks);
    await look("banks-home");
    assertQuiet(window);
  });
}
