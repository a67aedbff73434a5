// A person looks after their own account, in a real browser; a picture of each page in target/screenshots-account.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { alert, approve, assertQuiet, launch, open, press, signIn, username } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { codeIn, sentBy } from "../fixture/mailbox.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-account/", import.meta.url));
const PAGES = ["", "/name", "/email", "/password", "/apps", "/sessions", "/sign-ins"];

let world, browser, user;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser] = await Promise.all([startWorld(), launch()]);
  [user] = world.users;
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

const address = (page) => new URL(`/account${page}`, world.issuer).href;
const done = (page) => page.locator("[role=status]");
const button = (page, name) => page.getByRole("button", { name });

async function signedIn(options) {
  const window = await open(browser, options);
  await window.page.goto(address(""));
  await signIn(window.page, user);
  await window.page.locator("ul.ways").waitFor();
  return window;
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`every page of the account is whole, legible and quiet, light and dark, narrow and wide: ${language}`, async (t) => {
    const shop = await openShop(world);
    const window = await signedIn({ locale, reducedMotion: "reduce" });
    t.after(() => Promise.all([shop.close(), window.close()]));
    const { page } = window;
    const look = async (name) => {
      for (const { width, colorScheme } of views(language)) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${PICTURES}${name}-${language}-${colorScheme}-${width}.png`, fullPage: true });
        await inspect(page, language, name);
      }
    };
    // A session elsewhere, a failed try and an app, so that there is something to see.
    const elsewhere = await open(browser, { locale });
    t.after(elsewhere.close);
    await elsewhere.page.goto(address(""));
    await signIn(elsewhere.page, { ...user, password: "not the password" });
    await alert(elsewhere.page).waitFor();
    await approve(elsewhere.page, user, shop, await shop.begin({ prompt: "login consent" }));
    for (const path of PAGES) {
      await page.goto(address(path));
      await page.locator("h1").waitFor();
      await look(`account${path.replace("/", "-")}`);
    }
    await page.goto(address("/password"));
    await page.locator("input[name=current_password]").fill("not the password");
    await page.locator("input[name=new_password]").fill("a few words of mine");
    await press(page.locator("form button.primary"));
    await alert(page).waitFor();
    await look("account-password-refused");
    await page.goto(address("/name"));
    await press(page.locator("form button.primary"));
    await done(page).waitFor();
    await look("account-name-done");
    assertQuiet(window);
  });
}

test("a person without JavaScript changes name, address and password, and signs other browsers out", async (t) => {
  const somebody = await makePerson("vera");
  const [window, elsewhere] = [
    await open(browser, { javaScriptEnabled: false }),
    await open(browser, { javaScriptEnabled: false }),
  ];
  t.after(() => Promise.all([window.close(), elsewhere.close()]));
  for (const { page } of [window, elsewhere]) {
    await page.goto(address("/name"));
    await signIn(page, somebody);
    await page.locator("input[name=given_name]").waitFor();
  }
  const { page } = window;
  await page.locator("input[name=name]").fill("Vera Vesala");
  await press(button(page, "Save"));
  await done(page).waitFor();

  await page.goto(address("/email"));
  await page.locator("input[name=email]").fill("vera@example.org");
  await page.locator("input[name=current_password]").fill("wrong");
  await press(button(page, "Save"));
  await alert(page).waitFor();
  assert.equal(await page.locator("input[name=email]").inputValue(), "vera@example.org");
  await page.locator("input[name=current_password]").fill(somebody.password);
  const message = await sentBy(world, "vera@example.org", () => press(button(page, "Save")));
  await page.locator("input[name=code_new]").fill(codeIn(message));
  await press(button(page, "Confirm"));
  await done(page).waitFor();
  assert.match(await page.locator("main").innerText(), /address is confirmed/);

  await page.goto(address("/sessions"));
  await press(button(page, "Sign out there"));
  await done(page).waitFor();
  assert.equal(await button(page, "Sign out there").count(), 0);
  await elsewhere.page.goto(address(""));
  await username(elsewhere.page).waitFor();

  await page.goto(address("/password"));
  await page.locator("input[name=current_password]").fill(somebody.password);
  await page.locator("input[name=new_password]").fill("four words of mine");
  await press(button(page, "Change password"));
  await done(page).waitFor();
  await page.goto(address(""));
  assert.match(await page.locator("main").innerText(), /Vera Vesala \(vera\)/);
  await signIn(elsewhere.page, { username: "vera@example.org", password: "four words of mine" });
  await elsewhere.page.locator("ul.ways").waitFor();
});

test("an app is started from the account page, and its permission taken back", async (t) => {
  let begun;
  const starts = createServer((request, response) => {
    begun = new URL(request.url, "http://app");
    response.writeHead(303, { location: authorization.url }).end();
  });
  await new Promise((listening) => starts.listen(0, "127.0.0.1", listening));
  const start = `http://127.0.0.1:${starts.address().port}/start`;
  const shop = await openShop(world, { client_name: "Started Shop", initiate_login_uri: start });
  const window = await open(browser);
  t.after(() => Promise.all([shop.close(), window.close(), starts.close()]));
  const { page } = window;
  await approve(page, user, shop, await shop.begin());

  const authorization = await shop.begin();
  await page.goto(address("/apps"));
  const app = page.locator("ul.things > li", { hasText: "Started Shop" });
  const answered = page.waitForURL((url) => url.href.startsWith(shop.redirectUri));
  await Promise.all([answered, app.getByRole("link", { name: "Open" }).click()]);
  assert.equal(begun.searchParams.get("iss"), world.issuer);
  await authorization.redeem(page.url());

  await page.goto(address("/apps"));
  await press(app.getByRole("button", { name: "Take back permission" }));
  await done(page).waitFor();
  assert.equal(await app.getByRole("button").count(), 0);
});

async function makePerson(name) {
  const password = `${name} has a password`;
  const headers = { authorization: `Bearer ${world.admin_token}`, "content-type": "application/json" };
  const body = JSON.stringify({ username: name, password });
  const made = await fetch(`${world.admin_api.replace(/\/$/, "")}/users`, { method: "POST", headers, body });
  assert.equal(made.status, 201, await made.text());
  return { username: name, password };
}
