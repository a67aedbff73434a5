// A person adds an authenticator app and signs in with it, in a real browser. The codes are computed by oathtool,
// which knows nothing of us; the picture is read by jsQR. A picture of each page in target/screenshots-factors.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import jsQR from "jsqr";

import { alert, assertQuiet, launch, open, press, signIn } from "../fixture/browser.mjs";
import { inspect } from "../fixture/inspect.mjs";
import { LOCALES, views } from "../fixture/languages.mjs";
import { startWorld } from "../fixture/world.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-factors/", import.meta.url));

let world, browser, api;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [world, browser] = await Promise.all([startWorld(), launch()]);
  api = new URL(world.admin_api);
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

const address = (page) => new URL(`/account${page}`, world.issuer).href;
const action = (page, name) => page.locator(`button[name=action][value=${name}]`);

/** Somebody new, with a password. */
async function makePerson(username) {
  const password = "a few words of mine";
  const made = await fetch(`${api.href.replace(/\/$/, "")}/v1/users`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.admin_token}`, "content-type": "application/json" },
    body: JSON.stringify({ username, password, name: "Tuuli Tuomi" }),
  });
  assert.equal(made.status, 201, await made.text());
  return { username, password };
}

/** What an app shows that has this secret; the next code where one was used already. */
const shows = (secret, later = 0) =>
  execFileSync("oathtool", ["--totp", "--base32", `--now=@${Math.floor(Date.now() / 1000) + later}`, secret], {
    encoding: "utf8",
  }).trim();

/** What a camera reads of the picture on the page. */
async function scan(page) {
  const drawn = await page.locator("svg.qr").evaluate((svg) => svg.outerHTML);
  const blank = await page.context().newPage();
  const pixels = await blank.evaluate(async (svg) => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"'))}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 400 });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 400, 400);
    return [...context.getImageData(0, 0, 400, 400).data];
  }, drawn);
  await blank.close();
  return new URL(jsQR(Uint8ClampedArray.from(pixels), 400, 400).data);
}

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`an app is added by its picture, guards the account, and is removed: ${language}`, async (t) => {
    const somebody = await makePerson(`tuuli-${language}`);
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
    await page.goto(address("/factors"));
    await signIn(page, somebody);
    await action(page, "add_totp").waitFor();
    await look("none");
    await press(action(page, "add_totp"));
    await page.locator("svg.qr").waitFor();
    const scanned = await scan(page);
    assert.equal(scanned.protocol, "otpauth:");
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
