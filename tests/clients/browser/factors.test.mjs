// A person adds an authenticator app and signs in with it, in a real browser. The codes are computed by oathtool,
// which knows nothing of us; the picture is read by jsQR. A picture of each page in target/screenshots-factors.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { alert, assertQuiet, launch, open, press, signIn } from "../fixture/browser.mjs";
import { looker, makePerson, scan, shows } from "../fixture/factors.mjs";
import { LOCALES } from "../fixture/languages.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-factors/", import.meta.url));

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
const action = (page, name) => page.locator(`button[name=action][value=${name}]`);

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`an app is added by its picture, guards the account, and is removed: ${language}`, async (t) => {
    const somebody = await makePerson(world, `tuuli-${language}`, { name: "Tuuli Tuomi" });
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const look = looker(page, language, PICTURES);
    await page.goto(address("/factors"));
    await signIn(page, somebody);
    await action(page, "add_totp").waitFor();
    await look("none");
    await press(action(page, "add_totp"));
    await page.locator("svg.qr").waitFor();
    const scanned = await scan(page);
    const secret = scanned.searchParams.get("secret");
    assert.equal(await page.locator("code.typed").innerText(), secret.match(/.{4}/g).join(" "));
    await look("adding");
    await page.locator("input[name=code]").fill("000000");
    await press(page.locator("form button.primary"));
    await alert(page).waitFor();
    await look("adding-refused");
    await page.locator("input[name=code]").fill(shows(secret));
    await page.locator("input[name=name]").fill("Puhelin");
    await press(page.locator("form button.primary"));
    await page.locator("ul.codes").waitFor();
    const codes = await page.locator("ul.codes code").allInnerTexts();
    assert.equal(new Set(codes).size, 10);
    await look("codes");
    await press(page.locator("a.button.primary"));
    await action(page, "remove").waitFor();
    await look("one");
    assertQuiet(window);

    // Elsewhere the password alone leads to the further factor.
    const elsewhere = await open(browser, { locale, javaScriptEnabled: false });
    t.after(elsewhere.close);
    const there = elsewhere.page;
    await there.goto(address("/factors"));
    await signIn(there, somebody);
    await there.locator("ul.ways a[href*='/totp']").waitFor();
    await press(there.locator("ul.ways a[href*='/totp']"));
    await there.locator("input[name=code]").waitFor();
    await there.locator("input[name=code]").fill(shows(secret, 30));
    await press(there.locator("form button.primary"));
    await action(there, "remove").waitFor();
    await press(action(there, "remove"));
    await there.locator("[role=status]").waitFor();
    assert.equal(await action(there, "remove").count(), 0);
  });
}
