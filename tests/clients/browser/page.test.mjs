// How the pages look and speak: languages, accessibility, width; a picture of each in target/screenshots.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import * as oidc from "openid-client";

import { alert, arrival, assertQuiet, decision, launch, open, password, press, signIn, username } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));

let world, browser, user, shop, watched;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser] = await Promise.all([startWorld(), launch()]);
  [user] = world.users;
  shop = await openShop(world);
  watched = await openShop(world, (home) => ({ frontchannel_logout_uri: `${home}/signed-out` }));
});
after(async () => {
  shop?.close();
  watched?.close();
  await browser?.close();
  await world?.stop();
});

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`every page is whole, legible and quiet, light and dark, narrow and wide: ${language}`, async (t) => {
    // Without motion, or colours would be seen on their way from light to dark.
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const look = async (name) => {
      for (const { width, colorScheme } of views(language)) {
        await window.page.setViewportSize({ width, height: 800 });
        await window.page.emulateMedia({ colorScheme });
        const picture = `${PICTURES}${name}-${language}-${colorScheme}-${width}.png`;
        await window.page.screenshot({ path: picture, fullPage: true });
        await inspect(window.page, language, name);
      }
    };
    await tour(window.page, look);
    assertQuiet(window);
  });
}

/** Every page there is, as a person comes upon them. */
async function tour(page, look) {
  const begin = () => shop.begin({ prompt: "login consent" });
  const away = new URL((await begin()).url);
  away.searchParams.set("redirect_uri", "https://shop.example/not-registered");
  await page.goto(away.href);
  await look("error");

  const authorization = await begin();
  await page.goto(authorization.url);
  await username(page).waitFor();
  await look("login");
  await signIn(page, { ...user, password: "not the password" });
  await alert(page).waitFor();
  await look("login-refused");
  await password(page).waitFor();
  await signIn(page, user);
  await decision(page, "allow").waitFor();
  await look("consent");
  await decision(page, "allow").click();
  await authorization.redeem(await arrival(page, shop.redirectUri));

  await page.goBack();
  await page.getByRole("heading").waitFor();
  await look("ended");

  // It sends itself at once where its script runs, so it is held back while it is looked at.
  const script = "**/assets/form-post-*.js";
  await page.route(script, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto((await shop.begin({ response_mode: "form_post" })).url);
  await page.locator("form#answer").waitFor();
  await look("form-post");
  await page.unroute(script);

  await page.goto((await shop.begin({ prompt: "select_account" })).url);
  await page.getByRole("heading").waitFor();
  await look("select-account");
  await page.goto((await watched.begin({ prompt: "consent" })).url);
  await press(decision(page, "allow"));
  await arrival(page, watched.redirectUri);

  await page.goto(new URL("/", world.issuer).href);
  await look("home");
  // Without a hint the provider cannot know who asks, so it asks the person.
  await page.goto(oidc.buildEndSessionUrl(shop.config).href);
  await page.locator("button[name=consent][value=approve]").waitFor();
  await look("logout");
  await press(page.locator("button[name=consent][value=approve]"));
  await look("logged-out");
  await page.goto(new URL("/", world.issuer).href);
  await look("home-away");
  await page.goto(new URL("/no/such/page", world.issuer).href);
  await look("not-found");

  await page.goto((await begin()).url);
  await guessUntilRefused(page);
  await look("waiting");
}

/** Guesses at a name that is nobody's, so that nobody else has to wait. */
async function guessUntilRefused(page) {
  const stranger = `stranger-${Math.random()}`;
  for (let guess = 0; guess < 20; guess += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await signIn(page, { username: stranger, password: "a guess" });
    if ((await answered).status() === 429) return;
    await alert(page).waitFor();
  }
  assert.fail("twenty guesses in a row were heard");
}

describe("language", () => {
  const said = async (parameters, locale) => {
    const window = await open(browser, { locale });
    await window.page.goto((await shop.begin(parameters)).url);
    const label = await window.page.locator("label[for=password]").innerText();
    await window.close();
    return label;
  };

  test("follows ui_locales before the browser, the browser before the default", async () => {
    const [english, finnish] = ["Password", "Salasana"];
    assert.equal(await said({}, "en-GB"), english);
    assert.equal(await said({}, "fi-FI"), finnish);
    assert.equal(await said({ ui_locales: "fi" }, "en-GB"), finnish);
    assert.equal(await said({ ui_locales: "en-US fi" }, "fi-FI"), english);
    assert.equal(await said({ ui_locales: "tlh fi" }, "en-GB"), finnish);
    assert.equal(await said({}, "tlh"), english);
  });

  test("stays the one the client asked for until the person is signed out", async (t) => {
    const window = await open(browser, { locale: "en-GB" });
    t.after(window.close);
    const { page } = window;
    const language = () => page.locator("html").getAttribute("lang");
    const said = [];
    await page.goto((await shop.begin({ ui_locales: "fi", prompt: "login consent" })).url);
    said.push(await language());
    await signIn(page, { ...user, password: "not the password" });
    await alert(page).waitFor();
    said.push(await language());
    await signIn(page, user);
    await decision(page, "allow").waitFor();
    said.push(await language());
    for (const consent of ["deny", "approve"]) {
      await page.goto(oidc.buildEndSessionUrl(shop.config, { ui_locales: "fi" }).href);
      said.push(await language());
      await press(page.locator(`button[name=consent][value=${consent}]`));
      said.push(await language());
    }
    assert.deepEqual(said, Array(7).fill("fi"));
    await page.goto(new URL("/", world.issuer).href);
    assert.equal(await language(), "en");
  });
});
