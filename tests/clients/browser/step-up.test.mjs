// Two applications, of which one is content with a password and one is not: a person who has no second factor sets one
// up on the way, and is asked for nothing twice; and the page of somebody whom a policy stops. The codes are computed
// by oathtool, the picture is read by jsQR. A picture of each page in target/screenshots-step-up.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { alert, arrival, assertQuiet, decision, launch, open, password, press, signIn } from "../fixture/browser.mjs";
import { authenticator, looker, makePerson, scan, shows } from "../fixture/factors.mjs";
import { LOCALES } from "../fixture/languages.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-step-up/", import.meta.url));
const DENIED = {
  en: "The staff room is for staff.",
  fi: "Henkilökunnan tila on vain henkilökunnalle.",
  sv: "Personalrummet är bara för personalen.",
  nb: "Personalrommet er bare for ansatte.",
  de: "Der Personalraum ist nur für das Personal.",
  fr: "La salle du personnel est réservée au personnel.",
  es: "La sala del personal es solo para el personal.",
  ar: "غرفة الموظفين مخصصة للموظفين فقط.",
};

let world, browser, shop, vault, safe, room;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser] = await Promise.all([startWorld(), launch()]);
  const application = (client_name, second_factors) =>
    openShop(world, { client_name, policy: { skip_consent: true, second_factors } });
  [shop, vault, safe, room] = await Promise.all([
    application("Kukkakauppa Orvokki", []),
    application("Holvi", ["totp"]),
    application("Kassakaappi", ["passkey", "totp"]),
    application("Taukohuone", []),
  ]);
  const rule = { name: "staff", when: `client.id == '${room.client.client_id}'`, then: "deny", person: DENIED };
  const set = await admin(world, "policy", { method: "PUT", body: JSON.stringify({ rule: [rule] }) });
  assert.equal(set.status, 200, await set.text());
});
after(async () => {
  for (const application of [shop, vault, safe, room]) application?.close();
  await browser?.close();
  await world?.stop();
});

const code = (page) => page.locator("input[name=code]");
const send = (page) => press(page.locator("form:has(input[name=code]) button.primary"));
/** What the application learns of how the person signed in. */
async function told(page, application, authorization) {
  return (await authorization.redeem(await arrival(page, application.redirectUri))).claims().amr;
}
/** The whole way to an application with a password alone. */
async function byPassword(page, application, person) {
  const authorization = await application.begin();
  await page.goto(authorization.url);
  await signIn(page, person);
  return told(page, application, authorization);
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`an app is set up on the way, and the next application asks for what is missing alone: ${language}`, async (t) => {
    const person = await makePerson(world, `steps-${language}`);
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const look = looker(page, language, PICTURES);
    assert.deepEqual(await byPassword(page, shop, person), ["pwd"]);
    const first = await vault.begin();
    await page.goto(first.url);
    await page.locator("svg.qr").waitFor();
    assert.equal(await password(page).count(), 0);
    const secret = (await scan(page)).searchParams.get("secret");
    await look("set-up");
    await code(page).fill("000000");
    await send(page);
    await alert(page).waitFor();
    await look("set-up-refused");
    await code(page).fill(shows(secret));
    await send(page);
    assert.equal(await page.locator("ul.codes code").count(), 10);
    await look("codes");
    await page.locator("a.button.primary").click();
    assert.deepEqual(await told(page, vault, first), ["pwd", "otp", "mfa"]);
    assertQuiet(window);

    // In another browser: what was proven at one is not asked for at the other, and what was not is.
    const elsewhere = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(elsewhere.close);
    const there = elsewhere.page;
    assert.deepEqual(await byPassword(there, shop, person), ["pwd"]);
    const second = await vault.begin();
    await there.goto(second.url);
    await press(there.locator("ul.ways a[href*='/totp']"));
    assert.equal(await password(there).count(), 0);
    await looker(there, language, PICTURES)("step-up");
    await there.locator("#remember").check();
    await code(there).fill(shows(secret, 30));
    await there.locator("form:has(input[name=code]) button.primary").click();
    assert.deepEqual(await told(there, vault, second), ["pwd", "otp", "mfa"]);
    const back = await shop.begin({ prompt: "none" });
    await there.goto(back.url);
    assert.deepEqual(await told(there, shop, back), ["pwd", "otp", "mfa"]);

    // The browser was remembered: after signing out the password will do, and the application is told so.
    await there.goto(new URL("/oidc/logout", world.issuer).href);
    await press(there.locator("button[name=consent][value=approve]"));
    assert.deepEqual(await byPassword(there, vault, person), ["pwd"]);
    assertQuiet(elsewhere);
  });

  test(`a passkey is made on the way and used: ${language}`, async (t) => {
    const person = await makePerson(world, `makes-${language}`);
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const look = looker(page, language, PICTURES);
    const device = await authenticator(window);
    const authorization = await safe.begin();
    await page.goto(authorization.url);
    await signIn(page, person);
    await page.locator("ul.ways").waitFor();
    await look("choose");
    await press(page.locator("ul.ways a[href*='/enrol/passkey']"));
    const make = page.locator("form[data-passkey] button");
    await make.waitFor();
    await look("passkey");
    await press(make);
    assert.equal(await page.locator("ul.codes code").count(), 10);
    assert.equal((await device.credentials()).length, 1);
    await press(page.locator("a.button.primary"));
    await page.locator("form[data-passkey] button").click();
    const amr = await told(page, safe, authorization);
    for (const method of ["pwd", "user", "mfa"]) assert.ok(amr.includes(method), amr);
    assertQuiet(window);
  });

  test(`whom a policy stops reads why, and finds the way back: ${language}`, async (t) => {
    const person = await makePerson(world, `stopped-${language}`);
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    await page.goto((await room.begin()).url);
    await signIn(page, person);
    assert.equal(await page.locator("h1").innerText(), DENIED[language]);
    await looker(page, language, PICTURES)("denied");
    await page.locator("a.button.primary").click();
    assert.match(await arrival(page, room.redirectUri), /error=access_denied/);
    assertQuiet(window);
  });
}

test("without scripts an app is set up on the way, and turning back leads to the application", async (t) => {
  const person = await makePerson(world, "steps-without");
  const turning = await open(browser, { javaScriptEnabled: false });
  t.after(turning.close);
  await turning.page.goto((await vault.begin()).url);
  await signIn(turning.page, person);
  await decision(turning.page, "cancel").click();
  assert.match(await arrival(turning.page, vault.redirectUri), /error=access_denied/);

  const window = await open(browser, { javaScriptEnabled: false });
  t.after(window.close);
  const { page } = window;
  const authorization = await vault.begin();
  await page.goto(authorization.url);
  await signIn(page, person);
  const typed = await page.locator("code.typed").innerText();
  await code(page).fill(shows(typed.replaceAll(" ", "")));
  await send(page);
  await page.locator("a.button.primary").click();
  assert.deepEqual(await told(page, vault, authorization), ["pwd", "otp", "mfa"]);
});
