// How every state looks and speaks: languages, accessibility, width; a picture of each in target/screenshots-qr-login.
import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { launch, open } from "../../../tests/clients/fixture/browser.mjs";
import { inspect } from "../../../tests/clients/fixture/inspect.mjs";
import { LOCALES, views } from "../../../tests/clients/fixture/languages.mjs";
import { openProvider, openSite } from "./pages.mjs";
import { refuse } from "./provider.mjs";

const PICTURES = fileURLToPath(new URL("../../../target/screenshots-qr-login/", import.meta.url));

let browser, provider, site;
before(async () => {
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  [browser, provider, site] = await Promise.all([launch(), openProvider(), openSite()]);
  provider.allow(site.origin);
});
after(async () => {
  await browser?.close();
  await Promise.all([provider?.close(), site?.close()]);
});

/** A shop's sign-in page, in the colours that the browser prefers. */
const shop = (language, mode) => `<!doctype html><html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}"><head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Kenkäkauppa</title>
  <style>:root{color-scheme:light dark;--countersign-font:system-ui}
  body{margin:0;font-family:system-ui;background:light-dark(#f3f1ea,#0e1412)}main{max-width:60rem;margin:auto;padding:1rem}</style></head>
  <body><main><h1>Kenkäkauppa</h1>
  <countersign-login manager-uri="${provider.base}" client-id="c" redirect-uri="${site.origin}/back" mode="${mode}" use-sso></countersign-login>
  </main><script src="${provider.base}/js/countersign-login.js"></script></body></html>`;

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`every state is whole and legible, light and dark, narrow and wide: ${language}`, async (t) => {
    const window = await open(browser, { locale, reducedMotion: "reduce" });
    t.after(window.close);
    const { page } = window;
    const box = page.locator("countersign-login section");
    const visit = async (mode = "PULL_TOKEN") => {
      site.page = shop(language, mode);
      await page.goto(`${site.origin}/back`);
      await page.evaluate(() => sessionStorage.clear());
      await page.goto(`${site.origin}/`);
    };
    const look = async (status, name = status) => {
      await page.locator(`countersign-login section[data-status=${status}]`).waitFor();
      for (const { width, colorScheme } of views(language)) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${PICTURES}${name}-${language}-${colorScheme}-${width}.png` });
        await inspect(page, language, name);
        const cut = await box.evaluate((it) => it.scrollWidth > it.clientWidth);
        assert.equal(cut, false, `${name}: wider than its panel`);
      }
      assert.equal(await box.getAttribute("lang"), language);
      assert.equal(await box.getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
    };

    let release;
    provider.instead.push(() => new Promise((go) => (release = () => go(refuse(400, "service-inactive", "Not active")))));
    await visit();
    await look("starting");
    release();
    await look("failed", "inactive");
    provider.instead.push(() => refuse(429, "too-many", "Too many"));
    await visit();
    await look("failed", "too-many");

    await visit();
    await look("pending", "code");
    provider.scan("42");
    await look("scanned");
    for (const reason of ["declined", "not_me", "wrong_number"]) {
      await visit();
      await page.locator("countersign-login section[data-status=pending]").waitFor();
      provider.abort(reason);
      await look(reason);
    }
    provider.instead.push(...Array(40).fill(() => refuse(503, "unavailable", "Not now")));
    await visit();
    await page.getByRole("status").filter({ hasText: /\S+\s+\S/ }).waitFor();
    await look("starting", "no-answer");
    provider.instead = [];

    await visit("APP_LINK");
    await look("pending", "button");
    await visit("PUSH");
    await look("asking");
  });
}
