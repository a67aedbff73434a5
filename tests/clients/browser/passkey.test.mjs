// People make passkeys and sign in with them, in a real browser with an authenticator of its own (the virtual one of
// Chromium's DevTools); a picture of each page in target/screenshots-passkey.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { alert, arrival, assertQuiet, drawn, launch, open, press, signIn } from "../fixture/browser.mjs";
import { authenticator, looker, makePerson } from "../fixture/factors.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES } from "../fixture/languages.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-passkey/", import.meta.url));

let world, browser;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser] = await Promise.all([startWorld(), launch()]);
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

const address = (page) => new URL(`/account${page}`, world.issuer).href;
const ask = (page) => page.locator("form[data-passkey] button");
const openTo = (metadata = {}) => openShop(world, { policy: { skip_consent: true, ...metadata } });

/** Signs somebody in at their passkeys, and has them make one. */
async function enrol(page, user, name) {
  await page.goto(address("/passkeys"));
  await signIn(page, user);
  if (name) await page.locator("#name").fill(name);
  await make(page);
}

/** Makes the first passkey: recovery codes come with it, which are shown once. */
async function make(page) {
  await press(ask(page));
  await page.locator("ul.codes").waitFor();
  assert.equal(await page.locator("ul.codes code").count(), 10);
  await page.goto(address("/passkeys"));
  await ask(page).waitFor();
}

/** The person chooses their passkey, and not a recovery code. */
async function choose(page) {
  await press(page.locator("ul.ways a[href*='/passkey']"));
  await ask(page).waitFor();
}

/** What the client learns at the end of a sign-in. */
async function told(page, shop, authorization) {
  return (await authorization.redeem(await arrival(page, shop.redirectUri))).claims();
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`every page with passkeys is whole, legible and quiet: ${language}`, async (t) => {
    const [shop, both] = await Promise.all([openTo(), openTo({ second_factors: ["passkey"] })]);
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(() => Promise.all([shop.close(), both.close(), window.close()]));
    const { page } = window;
    const device = await authenticator(window);
    const look = looker(page, language, PICTURES);
    const user = await makePerson(world, `sees-${language}`);
    await page.goto(address("/passkeys"));
    await signIn(page, user);
    await ask(page).waitFor();
    await look("none");
    await make(page);
    await look("one");
    // The same device holds one already.
    await ask(page).click();
    await alert(page).waitFor();
    await look("known");

    const again = await shop.begin({ prompt: "login" });
    await device.attends(false);
    await page.goto(again.url);
    await ask(page).waitFor();
    await look("sign-in");
    const confirming = await both.begin({ prompt: "login" });
    await page.goto(confirming.url);
    await signIn(page, user);
    await choose(page);
    await look("confirm");
    assertQuiet(window);
  });
}

test("a person makes a passkey, and signs in with it alone by the button", async (t) => {
  const shop = await openTo();
  const window = await open(browser);
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const device = await authenticator(window);
  const user = await makePerson(world, "button");
  await enrol(page, user, "My phone");
  assert.match(await page.locator("main").innerText(), /My phone/);
  const [credential] = await device.credentials();
  assert.equal(credential.isResidentCredential, true);
  assert.equal(credential.rpId, "localhost");

  const authorization = await shop.begin({ prompt: "login" });
  await device.attends(false);
  await page.goto(authorization.url);
  await ask(page).waitFor();
  await device.attends(true);
  await ask(page).click();
  const claims = await told(page, shop, authorization);
  for (const method of ["user", "mfa"]) assert.ok(claims.amr.includes(method), claims.amr);
  assertQuiet(window);
});

test("where people would type their name, their passkey is offered and lets them in", async (t) => {
  const shop = await openTo();
  const window = await open(browser);
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const device = await authenticator(window);
  await enrol(page, await makePerson(world, "filled-in"));

  const authorization = await shop.begin({ prompt: "login" });
  // The virtual authenticator takes up what waits in the field by itself.
  await page.goto(authorization.url);
  const claims = await told(page, shop, authorization);
  assert.ok(claims.amr.includes("mfa"), claims.amr);
  assert.equal((await device.credentials()).length, 1);
  assertQuiet(window);
});

test("after a password a passkey confirms, where the application asks for it", async (t) => {
  const shop = await openTo({ second_factors: ["passkey"] });
  const window = await open(browser);
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const device = await authenticator(window);
  const user = await makePerson(world, "confirms");
  await enrol(page, user);

  await device.attends(false);
  const authorization = await shop.begin({ prompt: "login" });
  await page.goto(authorization.url);
  await signIn(page, user);
  await choose(page);
  await device.attends(true);
  await ask(page).click();
  const claims = await told(page, shop, authorization);
  for (const method of ["pwd", "user", "mfa"]) assert.ok(claims.amr.includes(method), claims.amr);
  assertQuiet(window);
});

test("what the browser will not do, and what does not lead in, is said in words", async (t) => {
  const shop = await openTo();
  const window = await open(browser);
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const device = await authenticator(window);
  const user = await makePerson(world, "refused");
  await enrol(page, user);

  // It does not verify its person, who would have to be verified: the browser says no.
  await device.verifies(false);
  const authorization = await shop.begin({ prompt: "login" });
  await page.goto(authorization.url);
  await ask(page).click();
  await alert(page).waitFor();
  assert.match(await alert(page).innerText(), /Nothing was used/);
  await inspect(page, "en", "cancelled");

  // The account has let go of it, and the device still holds it.
  await device.verifies(true);
  await page.goto(address("/passkeys"));
  await press(page.locator("button[name=remove]"));
  await page.locator("p.done").waitFor();
  await device.attends(false);
  const another = await shop.begin({ prompt: "login" });
  await page.goto(another.url);
  await ask(page).waitFor();
  await device.attends(true);
  await press(ask(page));
  assert.match(await alert(page).innerText(), /does not open an account/);
  await inspect(page, "en", "refused");

  // Another way is a click away.
  await device.attends(false);
  await press(page.getByRole("link", { name: "Use another way" }));
  await signIn(page, user);
  await told(page, shop, another);
});

test("without JavaScript the pages offer the other ways", async (t) => {
  const shop = await openTo();
  const window = await open(browser, { javaScriptEnabled: false });
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const user = await makePerson(world, "without");
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  assert.equal(await ask(page).isVisible(), false);
  const login = new URL(page.url());
  login.pathname += "/passkey";
  await page.goto(login.href);
  assert.match(await page.locator("main").innerText(), /need JavaScript/);
  assert.equal(await ask(page).isVisible(), false);
  await press(page.getByRole("link", { name: "Use another way" }));
  await signIn(page, user);
  await told(page, shop, authorization);
});

test("the keyboard alone does", async (t) => {
  const shop = await openTo();
  const window = await open(browser);
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const device = await authenticator(window);
  await enrol(page, await makePerson(world, "keyboard"));
  await device.attends(false);
  const authorization = await shop.begin({ prompt: "login" });
  await page.goto(authorization.url);
  await ask(page).waitFor();
  await drawn(page);
  for (let taken = 0; taken < 8; taken += 1) {
    if (await ask(page).evaluate((button) => button === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await device.attends(true);
  await page.keyboard.press("Enter");
  await told(page, shop, authorization);
});
