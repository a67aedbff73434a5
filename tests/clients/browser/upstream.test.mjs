// A person proves who they are elsewhere, in a real browser; a picture of each page in target/screenshots-upstream.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { arrival, assertQuiet, decision, launch, open, password, press, signIn } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { openUpstream } from "../fixture/upstream.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-upstream/", import.meta.url));
const BANKS = {
  "fi-aalto": "Aaltopankki", "fi-havu": "Havu", "fi-kaste": "Kaste Pankki", "fi-lumo": "Lumo-Pankki",
  "fi-nordea": "Nordea", "fi-saasto": "Säästöpankki", "fi-tyrsky": "Tyrsky", "ax-aland": "Ålandsbanken",
};

let world, browser, upstream, shop;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser, upstream] = await Promise.all([startWorld(), launch(), openUpstream()]);
  await connect("network", { name: { en: "Finnish banks", fi: "Suomen pankit" }, choices: BANKS, single_sign_on: false });
  await connect("corner", { name: { en: "Corner Club" } });
  shop = await openShop(world, {
    client_name: "Kukkakauppa Orvokki",
    policy: { skip_consent: true, allow_password: false, upstreams: ["network"] },
  });
});
after(async () => {
  shop?.close();
  upstream?.close();
  await browser?.close();
  await world?.stop();
});

/** Has the provider send people there from now on. */
async function connect(id, { choices = {}, ...more }) {
  const definition = {
    upstream: id,
    issuer: upstream.issuer,
    client_id: `countersign-${id}`,
    client_secret: "a secret between the two of us",
    id_token_signed_response_alg: "ES256",
    userinfo: false,
    choices: Object.entries(choices).map(([id, name]) => ({ id, name })),
    choice_parameter: Object.keys(choices).length > 0 ? "ftn_idp_id" : undefined,
    ...more,
  };
  const response = await admin(world, "upstreams", { method: "POST", body: JSON.stringify(definition) });
  assert.equal(response.status, 201, await response.text());
}

const account = (language) => new URL(`/account/identities?ui_locales=${language}`, world.issuer).href;
const search = (page) => page.getByRole("searchbox");
const bank = (page, name) => page.locator("ul.choices").getByRole("button", { name });
const last = (page) => page.locator("button.last");
const someone = (page, name) => page.getByRole("link", { name });
const identified = async (page, name) => {
  await someone(page, name).click();
  return arrival(page, shop.redirectUri);
};

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`the bank is chosen on a page that is whole, legible and quiet, light and dark, narrow and wide: ${language}`, async (t) => {
    const window = await open(browser, { locale, reducedMotion: "reduce" });
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
    await page.goto((await shop.begin()).url);
    await bank(page, "Nordea").waitFor();
    await look("banks");
    await search(page).fill("pankki");
    await look("searched");
    await search(page).fill("no such bank");
    await look("not-found");
    await search(page).fill("");
    await press(bank(page, "Nordea"));
    await identified(page, "Aino");
    await page.goto((await shop.begin()).url);
    await last(page).waitFor();
    await look("banks-again");
    await page.goto(account(language));
    await password(page).waitFor();
    await look("beside-a-password");
    await signIn(page, world.users[0]);
    await page.locator("section.offered").waitFor();
    await look("identities");
    assertQuiet(window);
  });
}

test("the list narrows to what is typed, and says how much of it is left", async (t) => {
  const window = await open(browser);
  t.after(window.close);
  const { page } = window;
  await page.goto((await shop.begin()).url);
  const rows = page.locator("ul.choices > li:visible");
  assert.equal(await rows.count(), 8);
  for (const [typed, found, told] of [
    ["saasto", ["Säästöpankki"], "1 match"],
    ["PANKKI lumo", ["Lumo-Pankki"], "1 match"],
    ["fi-nordea", ["Nordea"], "1 match"],
    ["pankki", ["Aaltopankki", "Kaste Pankki", "Lumo-Pankki", "Säästöpankki"], "4 matches"],
    ["no such bank", [], "No match. Clear the field to see all."],
    ["  ", Object.values(BANKS), ""],
  ]) {
    await search(page).fill(typed);
    assert.deepEqual(await rows.getByRole("button").locator("bdi").allTextContents(), found, typed);
    assert.equal(await page.getByRole("status").textContent(), told, typed);
  }
  // The enter key chooses nothing by itself.
  const here = page.url();
  await search(page).press("Enter");
  assert.equal(page.url(), here);
  assertQuiet(window);
});

test("without scripts the list is whole, and every bank can be chosen", async (t) => {
  const window = await open(browser, { javaScriptEnabled: false });
  t.after(window.close);
  const { page } = window;
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  assert.equal(await search(page).isVisible(), false);
  assert.equal(await page.locator("ul.choices > li").count(), 8);
  await bank(page, "Ålandsbanken").click();
  assert.equal(upstream.asked.at(-1).ftn_idp_id, "ax-aland");
  const tokens = await authorization.redeem(await identified(page, "Aino"));
  assert.ok(tokens.claims().sub);
  assertQuiet(window);
});

test("by the keyboard alone: the bank that was used last comes first", async (t) => {
  const window = await open(browser);
  t.after(window.close);
  const { page } = window;
  await page.goto((await shop.begin()).url);
  assert.equal(await last(page).count(), 0);
  await search(page).focus();
  await page.keyboard.type("nord");
  await page.keyboard.press("Tab");
  await Promise.all([page.waitForURL(`${upstream.issuer}/**`), page.keyboard.press("Enter")]);
  await identified(page, "Aino");
  await page.goto((await shop.begin()).url);
  assert.equal(await last(page).textContent(), "NNordea");
  await page.keyboard.press("Tab");
  assert.equal(await last(page).evaluate((button) => button === document.activeElement), true);
  await Promise.all([page.waitForURL(`${upstream.issuer}/**`), page.keyboard.press("Enter")]);
  assert.equal(upstream.asked.at(-1).ftn_idp_id, "fi-nordea");
  assertQuiet(window);
});

test("whoever turns back is at the shop again, from the list as from the bank", async (t) => {
  const window = await open(browser);
  t.after(window.close);
  const { page } = window;
  const turnedBack = async () => new URL(await arrival(page, shop.redirectUri)).searchParams.get("error");
  await page.goto((await shop.begin()).url);
  await decision(page, "cancel").click();
  assert.equal(await turnedBack(), "access_denied");
  await page.goto((await shop.begin()).url);
  await press(bank(page, "Nordea"));
  await someone(page, "Turn back").click();
  assert.equal(await turnedBack(), "access_denied");
  assertQuiet(window);
});

test("who asks stands on the page before anything else is asked, and no password is", async (t) => {
  const window = await open(browser, { locale: "fi-FI" });
  t.after(window.close);
  const { page } = window;
  await page.goto((await shop.begin()).url);
  assert.equal(await page.locator("h1 + .lead bdi").textContent(), "Kukkakauppa Orvokki");
  assert.equal(await password(page).count(), 0);
  assert.equal(await page.getByRole("heading", { name: "Suomen pankit" }).count(), 1);
  await press(bank(page, "Nordea"));
  assert.equal(upstream.asked.at(-1).ui_locales, "fi");
  assertQuiet(window);
});

test("who somebody is elsewhere is linked to their account, opens it, and is unlinked", async (t) => {
  const [window, another] = [await open(browser), await open(browser)];
  t.after(() => Promise.all([window.close(), another.close()]));
  const { page } = window;
  await page.goto(account("en"));
  await signIn(page, world.users[0]);
  await press(page.getByRole("button", { name: "Link Corner Club" }));
  await someone(page, "Onni").click();
  await page.getByRole("heading", { name: "Corner Club" }).waitFor();
  await inspect(page, "en", "linked");
  await page.screenshot({ path: `${PICTURES}linked-en.png`, fullPage: true });

  await another.page.goto(account("en"));
  await press(another.page.getByRole("button", { name: "Continue with Corner Club" }));
  await someone(another.page, "Onni").click();
  await another.page.getByRole("heading", { name: "Corner Club" }).waitFor();

  await press(page.getByRole("button", { name: "Unlink" }));
  assert.equal(await page.getByRole("status").count(), 1);
  assert.equal(await page.getByRole("button", { name: "Link Corner Club" }).count(), 1);
  for (const it of [window, another]) assertQuiet(it);
});

test("an answer that is shown again is a page that leads back to the shop", async (t) => {
  const window = await open(browser, { locale: "fi-FI", viewport: { width: 360, height: 740 } });
  t.after(window.close);
  const { page } = window;
  await page.goto((await shop.begin()).url);
  await press(bank(page, "Nordea"));
  const answer = await someone(page, "Aino").getAttribute("href");
  await identified(page, "Aino");
  await page.goto(answer);
  const back = page.getByRole("link", { name: "Kukkakauppa Orvokki" });
  await back.waitFor();
  await inspect(page, "fi", "answered");
  await page.screenshot({ path: `${PICTURES}answered-fi-360.png`, fullPage: true });
  await press(back);
  assert.ok(page.url().startsWith(shop.home), page.url());
  assertQuiet(window);
});
