// A person signs in at an identity provider of SAML, and out, in a real browser; a picture of each page of ours on the
// way in target/screenshots-saml.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import * as oidc from "openid-client";

import { arrival, assertQuiet, launch, open, press } from "../fixture/browser.mjs";
import { openIdentityProvider } from "../fixture/identity-provider.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-saml/", import.meta.url));

let world, browser, office, shop;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser, office] = await Promise.all([startWorld(), launch(), openIdentityProvider()]);
  const definition = {
    upstream: "office",
    name: { en: "The office", fi: "Toimisto" },
    issuer: office.entityId,
    single_logout: true,
    saml: { metadata_uri: office.entityId, request_binding: "post" },
    claims: [{ from: "urn:oid:0.9.2342.19200300.100.1.3", to: "email" }],
  };
  const response = await admin(world, "upstreams", { method: "POST", body: JSON.stringify(definition) });
  assert.equal(response.status, 201, await response.clone().text());
  await office.knows((await response.json()).saml_metadata_uri);
  shop = await openShop(world, { policy: { skip_consent: true, allow_password: false, upstreams: ["office"] } });
});
after(async () => {
  shop?.close();
  office?.close();
  await browser?.close();
  await world?.stop();
});

const onward = (page) => page.locator("form#answer button[type=submit]");
const someone = (page, name) => page.getByRole("button", { name });
const leave = (tokens) =>
  oidc.buildEndSessionUrl(shop.config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: shop.postLogoutRedirectUri }).href;

/** Without the script that presses the button of itself. */
const held = (page) =>
  page.route("**/*form-post*", (route) => route.fulfill({ body: "", contentType: "text/javascript" }));

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`the pages on the way there and back are whole and legible, light and dark, narrow and wide: ${language}`, async (t) => {
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    await held(page);
    const look = async (name) => {
      await onward(page).waitFor();
      for (const { width, colorScheme } of views(language)) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${PICTURES}${name}-${language}-${colorScheme}-${width}.png`, fullPage: true });
        await inspect(page, language, name);
      }
    };
    const authorization = await shop.begin();
    await page.goto(authorization.url);
    await look("there");
    await press(onward(page));
    await someone(page, "Aino").click();
    await look("back");
    await onward(page).click();
    const tokens = await authorization.redeem(await arrival(page, shop.redirectUri));
    await page.goto(leave(tokens));
    await look("out");
    await onward(page).click();
    await arrival(page, shop.postLogoutRedirectUri);
    assert.deepEqual((await office.seen()).at(-1), { signed_out: ["aino"] });
    assertQuiet(window);
  });
}

test("whoever picks themselves there is at the shop, and out again, without pressing anything else", async (t) => {
  const window = await open(browser);
  t.after(window.close);
  const { page } = window;
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await someone(page, "Onni").click();
  const tokens = await authorization.redeem(await arrival(page, shop.redirectUri));
  assert.ok(tokens.claims().sub);
  // Who is signed in is not asked again.
  const again = await shop.begin();
  await page.goto(again.url);
  await again.redeem(await arrival(page, shop.redirectUri));
  await page.goto(leave(tokens));
  await arrival(page, shop.postLogoutRedirectUri);
  await page.goto((await shop.begin()).url);
  await someone(page, "Onni").waitFor();
  assertQuiet(window);
});

test("whoever signs out there is signed out here", async (t) => {
  const [window, there] = [await open(browser), await open(browser)];
  t.after(() => Promise.all([window.close(), there.close()]));
  const authorization = await shop.begin();
  await window.page.goto(authorization.url);
  await someone(window.page, "Aino").click();
  await arrival(window.page, shop.redirectUri);
  await there.page.goto(`${office.base}/out/aino`);
  await there.page.getByText("You are signed out.").waitFor();
  assert.deepEqual((await office.seen()).at(-1), { answered: true, relay_state: "where they were & more" });
  await window.page.goto((await shop.begin()).url);
  await someone(window.page, "Aino").waitFor();
  for (const it of [window, there]) assertQuiet(it);
});
