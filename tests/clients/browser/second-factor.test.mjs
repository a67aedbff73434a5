// A person confirms a sign-in by a code, in a real browser; a picture of each page in target/screenshots-code.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { alert, arrival, assertQuiet, decision, launch, open, press, signIn } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { codeIn, sentBy } from "../fixture/mailbox.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { openUpstream } from "../fixture/upstream.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-code/", import.meta.url));
/** What the other provider says of Aino, where she is reached. */
const AINO_THERE = "+46701234567";

let world, browser, upstream, shop, user;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser, upstream] = await Promise.all([startWorld(), launch(), openUpstream()]);
  [user] = world.users;
  const claims = ["name", "phone_number"].map((name) => ({ from: name, to: name }));
  const response = await admin(world, "upstreams", {
    method: "POST",
    body: JSON.stringify({
      upstream: "organisation",
      name: { en: "Organisation account", fi: "Organisaation tili" },
      issuer: upstream.issuer,
      client_id: "countersign",
      client_secret: "a secret between the two of us",
      id_token_signed_response_alg: "ES256",
      userinfo: false,
      trusts_phone: true,
      claims,
    }),
  });
  assert.equal(response.status, 201, await response.text());
  shop = await openShop(world, {
    client_name: "Kukkakauppa Orvokki",
    policy: { skip_consent: true, second_factors: ["email_otp", "sms_otp"] },
  });
});
after(async () => {
  shop?.close();
  upstream?.close();
  await browser?.close();
  await world?.stop();
});

const field = (page) => page.locator("input[autocomplete=one-time-code]");
const byMail = (page) => page.locator("ul.ways a[href*=email_otp]");
const resend = (page) => page.locator("button[name=resendCode]");
const send = (page) => press(page.locator("form:has(#code) button.primary"));
const sent = (page) => page.locator("#sent").textContent();
/** Another code than this one. */
const not = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

async function enter(page, code) {
  await field(page).fill(code);
  await send(page);
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`scenario 2-8: who has an account here gets a code by mail, on pages that are whole, legible and quiet: ${language}`, async (t) => {
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
    const authorization = await shop.begin();
    await page.goto(authorization.url);
    await signIn(page, user);
    await byMail(page).waitFor();
    await look("choose");
    const message = await sentBy(world, user.email, () => press(byMail(page)));
    assert.equal(message.channel, "email");
    await look("code");
    const [first] = user.email;
    assert.ok((await sent(page)).includes(`${first}•••@`), await sent(page));
    const code = codeIn(message);
    await enter(page, not(code));
    await alert(page).waitFor();
    await look("wrong");
    await enter(page, `${code.slice(0, 3)} ${code.slice(3)}`);
    const tokens = await authorization.redeem(await arrival(page, shop.redirectUri));
    assert.deepEqual(tokens.claims().amr, ["pwd", "otp", "mfa"]);
    assertQuiet(window);
  });
}

for (const language of ["en", "fi", "ar"]) {
  test(`scenario 2-8: who comes from their organisation gets a code by SMS, and its number is masked: ${language}`, async (t) => {
    const window = await open(browser, { locale: LOCALES[language], reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const authorization = await shop.begin();
    await page.goto(authorization.url);
    await press(page.locator("form button[name=upstream], section.offered button").first());
    // Nothing is to be chosen: the account has no mail address.
    const message = await sentBy(world, AINO_THERE, () => page.getByRole("link", { name: "Aino" }).click());
    await field(page).waitFor();
    assert.equal(message.channel, "sms");
    const code = codeIn(message);
    assert.match(message.text, new RegExp(`@${new URL(world.issuer).hostname} #${code}$`));
    assert.ok((await sent(page)).includes("•••• 4567") && !(await page.content()).includes("46701234567"));
    assert.equal(await field(page).getAttribute("name"), "OTPcode");
    await page.screenshot({ path: `${PICTURES}sms-${language}.png`, fullPage: true });
    await inspect(page, language, "sms");
    await enter(page, code);
    const tokens = await authorization.redeem(await arrival(page, shop.redirectUri));
    assert.ok(tokens.claims().amr.includes("sms"), JSON.stringify(tokens.claims()));
    assertQuiet(window);
  });
}

test("the keyboard alone will do, a clock counts down, and a code that was just sent is not sent again at once", async (t) => {
  const window = await open(browser);
  t.after(window.close);
  const { page } = window;
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await signIn(page, user);
  const message = await sentBy(world, user.email, () => press(byMail(page)));
  // The field has the focus, and enter sends what is typed.
  assert.equal(await field(page).evaluate((input) => input === document.activeElement), true);
  const clock = page.locator(".clock");
  const shown = await clock.textContent();
  await page.waitForFunction((before) => document.querySelector(".clock").textContent !== before, shown);
  await press(resend(page));
  assert.match(await alert(page).textContent(), /We sent you a code just now\./);
  await page.keyboard.type(codeIn(message));
  const back = arrival(page, shop.redirectUri);
  await page.keyboard.press("Enter");
  await authorization.redeem(await back);
  assertQuiet(window);
});

test("without scripts a code lets the person in, and turning back leads to the app", async (t) => {
  const window = await open(browser, { javaScriptEnabled: false });
  t.after(window.close);
  const { page } = window;
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await signIn(page, user);
  const message = await sentBy(world, user.email, () => press(byMail(page)));
  await enter(page, codeIn(message));
  await authorization.redeem(await arrival(page, shop.redirectUri));
  assertQuiet(window);

  const another = await open(browser, { javaScriptEnabled: false });
  t.after(another.close);
  await another.page.goto((await shop.begin()).url);
  await signIn(another.page, user);
  await sentBy(world, user.email, () => press(byMail(another.page)));
  await decision(another.page, "cancel").first().click();
  assert.match(await arrival(another.page, shop.redirectUri), /error=access_denied/);
  assertQuiet(another);
});
