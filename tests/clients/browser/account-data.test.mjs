// A person takes along what is kept of them, and removes their account, in a real browser: in every language, with
// axe on each page, once with the keyboard and without JavaScript. A picture of each page in
// target/screenshots-account-data.
import assert from "node:assert/strict";
import { mkdir, readFile, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { alert, assertQuiet, launch, open, press, signIn } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-account-data/", import.meta.url));

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

/** Somebody new, with a password. */
async function makePerson(username) {
  const password = "a few words of mine";
  const body = JSON.stringify({ username, password, name: "Tuuli Tuomi" });
  const made = await admin(world, "users", { method: "POST", body });
  assert.equal(made.status, 201, await made.text());
  return { username, password };
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`what is kept is taken along, and the account removed: ${language}`, async (t) => {
    const somebody = await makePerson(`tuisku-${language}`);
    const window = await open(browser, { locale, reducedMotion: "reduce", acceptDownloads: true });
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
    await page.goto(address(""));
    await signIn(page, somebody);
    await page.locator("a[href^='/account/data']").waitFor();
    await look("overview");
    await press(page.locator("a[href^='/account/data']"));
    await page.locator("button[name=export]").waitFor();
    await look("data");

    const coming = page.waitForEvent("download");
    await page.locator("button[name=export]").click();
    const download = await coming;
    assert.equal(download.suggestedFilename(), "account.json");
    const kept = JSON.parse(await readFile(await download.path(), "utf8"));
    assert.equal(kept.account.username, somebody.username);
    assert.deepEqual(kept.sessions.length, 1);
    assert.equal(kept.events[0].kind, "data.export");

    // The browser itself holds back a form that nobody confirmed; the server does too.
    await page.locator("#confirm").evaluate((box) => box.removeAttribute("required"));
    await press(page.locator("button[name=remove]"));
    await alert(page).waitFor();
    await look("unconfirmed");
    await page.locator("#confirm").focus();
    await page.keyboard.press("Space");
    assert.ok(await page.locator("#confirm").isChecked());
    await press(page.locator("button[name=remove]"));
    await page.locator("main [role=status]").waitFor();
    await look("gone");
    assertQuiet(window);

    const found = await admin(world, `users?login_name=${somebody.username}`);
    assert.deepEqual((await found.json()).users, []);
  });
}

test("an account is removed without JavaScript", async (t) => {
  const somebody = await makePerson("tuisku-plain");
  const window = await open(browser, { locale: "fi-FI", javaScriptEnabled: false });
  t.after(window.close);
  const { page } = window;
  await page.goto(address("/data"));
  await signIn(page, somebody);
  await page.locator("#confirm").check();
  await press(page.locator("button[name=remove]"));
  await page.locator("main [role=status]").waitFor();
  assert.ok(page.url().includes("/account/gone"));
});
