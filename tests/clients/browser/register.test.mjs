// A person makes an account with a mail from the letterbox and goes on to the application, and renews a forgotten
// password, in a real browser; a picture of each page in target/screenshots-register.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { alert, arrival, assertQuiet, decision, launch, open, press, signIn } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { codeIn, linkIn, sentBy } from "../fixture/mailbox.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-register/", import.meta.url));
const CHOSEN = "lumi sataa hiljaa";

let world, browser, shop;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser] = await Promise.all([startWorld(), launch()]);
  shop = await openShop(world, { client_name: "Kukkakauppa Orvokki" });
});
after(async () => {
  shop?.close();
  await browser?.close();
  await world?.stop();
});

const field = (page, name) => page.locator(`input[name=${name}]`);
const send = (page) => press(page.locator("form button.primary"));
/** Another code than this one. */
const not = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`somebody makes an account, goes on to the application and renews a forgotten password: ${language}`, async (t) => {
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
    const email = `aino-${language}@example.org`;
    const authorization = await shop.begin();
    await page.goto(authorization.url);
    await press(page.locator("a[href*='/register']"));
    await look("entry");
    await field(page, "given_name").fill("Aino");
    await field(page, "family_name").fill("Virtanen");
    await field(page, "email").fill(email);
    await field(page, "new_password").fill("password1");
    await send(page);
    await alert(page).waitFor();
    await look("refused");
    assert.equal(await field(page, "email").inputValue(), email);
    // Easy to guess: what would be better is said, and what was entered stands.
    await field(page, "new_password").fill("hippopotamus");
    await send(page);
    await field(page, "keep_password").waitFor();
    assert.equal(await page.locator("[role=alert]#weak").count(), 1);
    assert.equal(await field(page, "email").inputValue(), email);
    assert.equal(await field(page, "new_password").inputValue(), "");
    await look("advised");
    await field(page, "new_password").fill(CHOSEN);
    const message = await sentBy(world, email, () => send(page));
    await look("code");
    const code = codeIn(message);
    await field(page, "OTPCode").fill(not(code));
    await send(page);
    await alert(page).waitFor();
    await look("wrong");
    const elsewhere = await open(browser, { locale });
    t.after(elsewhere.close);
    await elsewhere.page.goto(linkIn(message));
    await inspect(elsewhere.page, language, "link");
    assertQuiet(elsewhere);
    await field(page, "OTPCode").fill(code);
    await send(page);
    await press(decision(page, "allow"));
    assert.ok((await arrival(page, shop.redirectUri)).includes("code="));

    const later = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(later.close);
    await later.page.goto((await shop.begin()).url);
    await press(later.page.locator("a[href*='/account/forgot']"));
    await inspect(later.page, language, "forgot");
    await field(later.page, "username").fill(email);
    const letter = await sentBy(world, email, () => send(later.page));
    await inspect(later.page, language, "sent");
    await later.page.goto(linkIn(letter));
    await inspect(later.page, language, "reset");
    // Whoever wants a weak one all the same says so, and has it.
    await field(later.page, "new_password").fill("hippopotamus");
    await send(later.page);
    await field(later.page, "keep_password").waitFor();
    await inspect(later.page, language, "reset, advised");
    await field(later.page, "new_password").fill("hippopotamus");
    await field(later.page, "keep_password").check();
    await send(later.page);
    await inspect(later.page, language, "was reset");
    await later.page.goto((await shop.begin()).url);
    await signIn(later.page, { username: email, password: "hippopotamus" });
    assert.ok((await arrival(later.page, shop.redirectUri)).includes("code="));
    assertQuiet(window);
    assertQuiet(later);
  });
}
