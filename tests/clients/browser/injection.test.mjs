// No text that somebody chose runs as a script, in a real browser, on any page that shows it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { alert, decision, launch, open, press, signIn, submit, username } from "../fixture/browser.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

// Each stands for a place where it would be taken for markup, an attribute, an address or a template.
const SCRIPTS = [
  '"><script>pwned()</script>',
  "'><img src=x onerror=pwned()>",
  '" autofocus onfocus="pwned()" x="',
  "</title></textarea><svg onload=pwned()>",
  "<iframe srcdoc='<script>parent.pwned()</script>'></iframe>",
  "<base href=//evil.example/><form action=javascript:pwned()>",
  "javascript:pwned()",
  "{{constructor.constructor('pwned()')()}}",
];
const ACCOUNT = ["", "/name", "/email", "/password", "/apps", "/sessions", "/sign-ins"];

let world, browser;
before(async () => {
  [world, browser] = await Promise.all([startWorld(), launch()]);
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

/** A window that notes scripts that ran, dialogs, and every breach of a page's policy. */
async function watched(options) {
  const window = await open(browser, options);
  const seen = [];
  await window.context.exposeFunction("pwned", () => seen.push("a script ran"));
  await window.context.exposeFunction("breached", (what) => seen.push(what));
  await window.context.addInitScript(() => {
    const tell = ({ violatedDirective, blockedURI }) => globalThis.breached(`${violatedDirective}: ${blockedURI}`);
    document.addEventListener("securitypolicyviolation", tell);
  });
  window.page.on("dialog", (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  return { ...window, seen };
}

/** Nothing ran and nothing was kept from running: the text was never anything but text. */
async function assertInert({ page, seen, complaints }, name) {
  // Whatever was to be told is told before this is answered.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.deepEqual(seen, [], name);
  assert.deepEqual(complaints, [], name);
  const foreign = "iframe, base, svg:not(.mark), script:not([src]), [onerror], [onfocus], [onload], [href^='javascript:' i], [action^='javascript:' i]";
  assert.equal(await page.locator(foreign).count(), 0, name);
}

test("the watch sees a script that runs, a dialog, and one that the policy stops", async (t) => {
  const window = await watched();
  t.after(window.close);
  const { page, seen } = window;
  await page.route("**/own", (route) =>
    route.fulfill({ contentType: "text/html", body: `<p>${SCRIPTS[1]}<script>alert("here")</script>` }),
  );
  await page.goto(new URL("/own", world.issuer).href);
  await page.route("**/fenced", (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: { "content-security-policy": "default-src 'none'" },
      body: SCRIPTS[0],
    }),
  );
  const refused = page.waitForEvent("console", (message) => /content security policy/i.test(message.text()));
  await page.goto(new URL("/fenced", world.issuer).href);
  await refused;
  await eventually(() => seen.some((it) => it.startsWith("script-src")));
  assert.ok(seen.includes("dialog: here") && seen.includes("a script ran"), seen.join());
});

test("names and words that are stored are text on every page", async (t) => {
  for (const [number, script] of SCRIPTS.entries()) {
    const name = `scripted${number}`;
    const scope = `scope${number}`;
    const person = { username: name, password: "four words of mine" };
    const claims = { name: script, given_name: script, family_name: script, nickname: script };
    await made("users", { ...person, ...claims, groups: [script] });
    await made("scopes", { scope, description: { en: script, fi: script } });
    const shop = await openShop(world, { client_name: script, "client_name#fi": script, scope: `openid profile ${scope}` });
    const window = await watched({ userAgent: `${script} Chrome/1` });
    t.after(() => Promise.all([shop.close(), window.close()]));
    const { page } = window;
    const shown = async (where) => {
      await assertInert(window, `${script} on ${where}`);
      assert.ok((await page.locator("main").innerText()).includes(script), `${script} is shown on ${where}`);
    };

    await page.goto((await shop.begin({ scope: `openid profile ${scope}`, ui_locales: number % 2 ? "fi" : "en" })).url);
    await shown("login");
    await signIn(page, person);
    await decision(page, "allow").waitFor();
    await shown("consent");
    await press(decision(page, "allow"));
    await page.waitForURL((url) => url.href.startsWith(shop.redirectUri));
    for (const path of ACCOUNT) {
      await page.goto(new URL(`/account${path}`, world.issuer).href);
      await assertInert(window, `${script} on account${path}`);
    }
    for (const path of ["/", "/account/apps", `/oidc/logout?client_id=${shop.client.client_id}`]) {
      await page.goto(new URL(path, world.issuer).href);
      await shown(path);
    }
  }
});

test("what a request says is text on the pages it leads to", async (t) => {
  const shop = await openShop(world);
  const window = await watched();
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  for (const script of SCRIPTS) {
    const hostile = { login_hint: script, state: script, ui_locales: script, acr_values: script, display: script };
    for (const parameters of [{ login_hint: script, state: script }, hostile, { claims: script }, { response_mode: script }]) {
      await page.goto((await shop.begin(parameters)).url);
      await assertInert(window, `${script} in ${Object.keys(parameters)}`);
    }
    const encoded = encodeURIComponent(script);
    for (const path of [
      `/oauth2/authorize?client_id=${encoded}`,
      `/oauth2/authorize?client_id=${shop.client.client_id}&redirect_uri=${encoded}`,
      `/oauth2/authorize?error=${encoded}&error_description=${encoded}`,
      `/oidc/logout?id_token_hint=${encoded}&ui_locales=${encoded}`,
      `/oidc/logout?post_logout_redirect_uri=${encoded}`,
      `/login/${encoded}`,
      `/consent/${encoded}`,
      `/${encoded}`,
      `/?ui_locales=${encoded}`,
      `/oidc/checksession?${encoded}#${encoded}`,
    ]) {
      await page.goto(new URL(path, world.issuer).href);
      await assertInert(window, path);
    }
  }
});

test("a user name that is typed is text when it is shown again", async (t) => {
  const shop = await openShop(world);
  const window = await watched();
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  for (const script of SCRIPTS.slice(0, 4)) {
    await page.goto((await shop.begin()).url);
    await signIn(page, { username: script, password: "not the password" });
    await alert(page).waitFor();
    assert.equal(await username(page).inputValue(), script);
    await assertInert(window, script);
  }
});

test("an answer that is posted brings a hostile state as it was", async (t) => {
  const shop = await openShop(world);
  const window = await watched();
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const [user] = world.users;
  for (const [number, script] of SCRIPTS.entries()) {
    const posted = page.waitForRequest((request) => request.method() === "POST" && request.url().startsWith(shop.redirectUri));
    await page.goto((await shop.begin({ response_mode: "form_post", state: script })).url);
    if (number === 0) {
      await username(page).fill(user.username);
      await page.locator("input[name=password]").fill(user.password);
      await submit(page);
      await decision(page, "allow").click();
    }
    const form = new URLSearchParams((await posted).postData());
    assert.equal(form.get("state"), script);
    assert.ok(form.get("code"), script);
    await page.waitForURL((url) => url.href.startsWith(shop.redirectUri));
    await assertInert(window, script);
  }
});

async function made(what, body) {
  const response = await admin(world, what, { method: "POST", body: JSON.stringify(body) });
  assert.equal(response.status, 201, `${what}: ${await response.text()}`);
}

async function eventually(holds) {
  const until = Date.now() + 30_000;
  while (!holds()) {
    assert.ok(Date.now() < until, "it did not come about in time");
    await new Promise((passed) => setTimeout(passed, 20));
  }
}
