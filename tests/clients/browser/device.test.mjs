// A person answers on their phone what another device or an app asks: types a code or opens the link in a mail, signs
// in, and says yes or no; in every language, with axe on each page, once with the keyboard alone. A picture of each
// page in target/screenshots-device.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import * as oidc from "openid-client";

import { alert, assertQuiet, decision, drawn, launch, open, password, press, signIn, username } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { linkIn, sentBy } from "../fixture/mailbox.mjs";
import { configure } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-device/", import.meta.url));
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const CIBA = "urn:openid:params:grant-type:ciba";
const SCOPE = { scope: "openid profile email" };
/** Where a wrong code is shown too: whoever types many has to wait. */
const WRONG_IN = ["en", "fi", "ar"];

let world, user, browser;
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

const code = (page) => page.locator("input[name=user_code]");
const send = (page) => press(page.locator("form button.primary"));

/** A client with this grant, which no browser comes back to. */
async function waiting(client_name, grant, further = {}) {
  const metadata = { client_name, grant_types: [grant], response_types: [], redirect_uris: [], ...SCOPE, ...further };
  return configure(world, await world.register(metadata));
}

/** What a client is told that asks once for what was said: "allowed", or the error. */
const asked = (config, grant, parameters) =>
  oidc.genericGrantRequest(config, grant, parameters).then(() => "allowed", ({ error }) => error);

/** A picture of the page in each view, and what holds of every page. */
async function look(page, language, name) {
  for (const { width, colorScheme } of views(language)) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${PICTURES}${name}-${language}-${colorScheme}-${width}.png`, fullPage: true });
    await inspect(page, language, name);
  }
}

/** Goes on by Tab until this has the focus. */
async function reach(page, target) {
  for (let steps = 0; steps < 30; steps += 1) {
    if (await target.evaluate((it) => it === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard does not come to ${target}`);
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`somebody types the code of a television, and says yes, and then no: ${language}`, async (t) => {
    const config = await waiting("Olohuoneen televisio", DEVICE);
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const first = await oidc.initiateDeviceAuthorization(config, SCOPE);
    await page.goto(first.verification_uri);
    await look(page, language, "code");
    if (WRONG_IN.includes(language)) {
      await code(page).fill("BBBB-BBBB");
      await send(page);
      await alert(page).waitFor();
      await look(page, language, "wrong");
    }
    await code(page).fill(first.user_code.toLowerCase().replace("-", " "));
    await send(page);
    await signIn(page, user);
    await look(page, language, "question");
    assert.ok((await page.locator("main").innerText()).includes(first.user_code));
    await press(decision(page, "allow"));
    await look(page, language, "allowed");
    assert.equal(await asked(config, DEVICE, { device_code: first.device_code }), "allowed");

    const second = await oidc.initiateDeviceAuthorization(config, SCOPE);
    await page.goto(second.verification_uri_complete);
    await look(page, language, "compare");
    assert.equal(await code(page).inputValue(), second.user_code);
    await send(page);
    await press(decision(page, "deny"));
    await look(page, language, "denied");
    assert.equal(await asked(config, DEVICE, { device_code: second.device_code }), "access_denied");
    assertQuiet(window);
  });

  test(`somebody opens the link of an app that asks them, and says yes: ${language}`, async (t) => {
    const config = await waiting("Pankin neuvonta", CIBA, { backchannel_token_delivery_mode: "poll" });
    let begun;
    const mail = await sentBy(world, user.email, async () => {
      const wish = { ...SCOPE, login_hint: user.username, binding_message: "Tilaus W4SC" };
      begun = await oidc.initiateBackchannelAuthentication(config, wish);
    });
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const link = new URL(linkIn(mail));
    link.searchParams.set("ui_locales", language);
    await page.goto(link.href);
    await look(page, language, "link");
    await send(page);
    await signIn(page, user);
    await look(page, language, "app-asks");
    assert.ok((await page.locator("main").innerText()).includes("Tilaus W4SC"));
    await press(decision(page, "allow"));
    await look(page, language, "app-allowed");
    assert.equal(await asked(config, CIBA, { auth_req_id: begun.auth_req_id }), "allowed");
    assertQuiet(window);
  });
}

test("the keyboard alone connects a device", async (t) => {
  const config = await waiting("Olohuoneen televisio", DEVICE);
  const begun = await oidc.initiateDeviceAuthorization(config, SCOPE);
  const window = await open(browser, { locale: "fi-FI" });
  t.after(window.close);
  const { page } = window;
  await page.goto(begun.verification_uri);
  await reach(page, code(page));
  await page.keyboard.type(begun.user_code);
  await page.keyboard.press("Enter");
  await username(page).waitFor();
  await drawn(page);
  await reach(page, username(page));
  await page.keyboard.type(user.username);
  await reach(page, password(page));
  await page.keyboard.type(user.password);
  await page.keyboard.press("Enter");
  await decision(page, "allow").waitFor();
  await drawn(page);
  await reach(page, decision(page, "allow"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/device\/allowed/);
  assert.equal(await asked(config, DEVICE, { device_code: begun.device_code }), "allowed");
  assertQuiet(window);
});
