// People say on the first page which account is theirs: their organisation's, whose password an OpenLDAP checks, or
// another. A policy decides what confirms which. A picture of each page in target/screenshots-first.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  alert, arrival, assertQuiet, launch, open, password, press, submit, username,
} from "../fixture/browser.mjs";
import { connectDirectory, openDirectory } from "../fixture/directory.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { codeIn, messages, sentBy } from "../fixture/mailbox.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { openUpstream } from "../fixture/upstream.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-first/", import.meta.url));
/** Where Aino's organisation says that she is reached. */
const MOBILE = "+358401234567";

let world, browser, directory, upstream, shop, plain, user, staff;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser, directory, upstream] = await Promise.all([
    startWorld(), launch(), openDirectory(), openUpstream(),
  ]);
  [user] = world.users;
  staff = { username: "aino", password: directory.password };
  await connectDirectory(world, directory, "staff", {
    name: { en: "Kukkatukku Oy" },
    claims: { name: "cn", email: "mail", phone_number: "mobile" },
    trusts_phone: true,
    email_domains: ["example.org"],
  });
  const made = await admin(world, "upstreams", {
    method: "POST",
    body: JSON.stringify({
      upstream: "partners",
      name: { en: "Partners" },
      issuer: upstream.issuer,
      client_id: "countersign",
      client_secret: "a secret between the two of us",
      id_token_signed_response_alg: "ES256",
      userinfo: false,
      claims: [{ from: "name", to: "name" }],
      email_domains: ["partners.example"],
    }),
  });
  assert.equal(made.status, 201, await made.text());
  shop = await openShop(world, { client_name: "Kukkakauppa Orvokki", policy: { skip_consent: true } });
  plain = await openShop(world, { client_name: "Sää", policy: { skip_consent: true } });
  const rule = (name, first, factor) => ({
    name, when: `client.name == 'Kukkakauppa Orvokki' && login.first == '${first}'`, then: "require", factors: [factor],
  });
  const rules = [rule("staff-by-sms", "directory", "sms_otp"), rule("others-by-mail", "pwd", "email_otp")];
  const set = await admin(world, "policy", { method: "PUT", body: JSON.stringify({ rule: rules }) });
  assert.ok(set.ok, await set.text());
});
after(async () => {
  shop?.close();
  plain?.close();
  upstream?.close();
  await browser?.close();
  await world?.stop();
  await directory?.stop();
});

const field = (page) => page.locator("input[autocomplete=one-time-code]");
const send = (page) => press(page.locator("form:has(#code) button.primary"));
const account = (page, value) => page.locator(`input[name=account][value=${value}]`);

async function window(t, options) {
  const opened = await open(browser, options);
  t.after(opened.close);
  return opened;
}

/** Says which account it is, and gives its name and password. */
async function enter(page, kind, { username: name, password: secret }) {
  await account(page, kind).check();
  await username(page).fill(name);
  await password(page).fill(secret);
}

async function confirm(page, message) {
  await field(page).fill(codeIn(message));
  await send(page);
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`scenario 2-8: staff choose the organisation's account and get a code by SMS, others choose another and get one by mail: ${language}`, async (t) => {
    const theirs = await window(t, { locale, reducedMotion: "reduce" });
    const { page } = theirs;
    const look = async (name) => {
      for (const { width, colorScheme } of views(language)) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${PICTURES}${name}-${language}-${colorScheme}-${width}.png`, fullPage: true });
        await inspect(page, language, name);
      }
    };
    let authorization = await shop.begin();
    await page.goto(authorization.url);
    await account(page, "here").waitFor();
    await look("choose");
    await enter(page, "directory-staff", { ...staff, password: "wrong" });
    await submit(page);
    await alert(page).waitFor();
    // What was chosen and written stays.
    assert.equal(await account(page, "directory-staff").isChecked(), true);
    assert.equal(await username(page).inputValue(), staff.username);
    await look("wrong");
    await password(page).fill(staff.password);
    const text = await sentBy(world, MOBILE, () => submit(page));
    assert.equal(text.channel, "sms");
    const shown = await page.locator("#sent").textContent();
    assert.ok(shown.includes("4567") && !(await page.content()).includes("358401234567"), shown);
    assert.equal(await field(page).getAttribute("name"), "OTPcode");
    await look("sms");
    await confirm(page, text);
    let tokens = await authorization.redeem(await arrival(page, shop.redirectUri));
    assert.deepEqual(tokens.claims().amr, ["pwd", "otp", "sms", "mfa"]);
    assertQuiet(theirs);

    const others = await window(t, { locale, reducedMotion: "reduce" });
    authorization = await shop.begin();
    await others.page.goto(authorization.url);
    await enter(others.page, "here", user);
    const mail = await sentBy(world, user.email, () => submit(others.page));
    assert.equal(mail.channel, "email");
    assert.equal(await field(others.page).getAttribute("name"), "OTPCode");
    await inspect(others.page, language, "mail");
    await confirm(others.page, mail);
    tokens = await authorization.redeem(await arrival(others.page, shop.redirectUri));
    assert.deepEqual(tokens.claims().amr, ["pwd", "otp", "mfa"]);
    assertQuiet(others);
  });
}

test("scenario 2-9: an application without a rule asks nothing more, and the one with rules steps a standing session up", async (t) => {
  for (const [kind, who, to] of [["directory-staff", staff, MOBILE], ["here", user, user.email]]) {
    const opened = await window(t);
    const { page } = opened;
    const before = (await messages(world, to)).length;
    let authorization = await plain.begin();
    await page.goto(authorization.url);
    await enter(page, kind, who);
    await submit(page);
    let tokens = await authorization.redeem(await arrival(page, plain.redirectUri));
    assert.deepEqual(tokens.claims().amr, ["pwd"]);
    assert.equal((await messages(world, to)).length, before, "nothing was sent");
    authorization = await shop.begin();
    const message = await sentBy(world, to, () => page.goto(authorization.url));
    await confirm(page, message);
    tokens = await authorization.redeem(await arrival(page, shop.redirectUri));
    assert.ok(tokens.claims().amr.includes("mfa"), JSON.stringify(tokens.claims()));
    assertQuiet(opened);
  }
});

test("the keyboard alone says which account it is, and the browser remembers it", async (t) => {
  const opened = await window(t);
  const { page } = opened;
  let authorization = await plain.begin();
  await page.goto(authorization.url);
  // The question has the focus; nothing is sent before it is answered.
  assert.equal(await account(page, "directory-staff").evaluate((it) => it === document.activeElement), true);
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.type(staff.username);
  await page.locator("#password").focus();
  await page.keyboard.type(staff.password);
  const back = arrival(page, plain.redirectUri);
  await page.keyboard.press("Enter");
  await authorization.redeem(await back);
  authorization = await plain.begin({ prompt: "login" });
  await page.goto(authorization.url);
  assert.equal(await account(page, "directory-staff").isChecked(), true);
  assert.equal(await username(page).evaluate((it) => it === document.activeElement), true);
  assertQuiet(opened);
});

test("without scripts an address is enough: its domain leads to the directory, or to another provider", async (t) => {
  const opened = await window(t, { javaScriptEnabled: false });
  const { page } = opened;
  let authorization = await plain.begin();
  await page.goto(authorization.url);
  await enter(page, "here", { username: "aino@example.org", password: staff.password });
  await submit(page);
  await authorization.redeem(await arrival(page, plain.redirectUri));

  const another = await window(t, { javaScriptEnabled: false });
  authorization = await plain.begin();
  await another.page.goto(authorization.url);
  await account(another.page, "here").check();
  await username(another.page).fill("onni@partners.example");
  await submit(another.page);
  await another.page.getByRole("link", { name: "Onni" }).click();
  const tokens = await authorization.redeem(await arrival(another.page, plain.redirectUri));
  assert.equal(tokens.claims().amr.includes("pwd"), false);
  assertQuiet(another);
});
