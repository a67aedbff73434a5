// What browsers do of themselves, and people with them: back, reload, two tabs, saved passwords.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import * as oidc from "openid-client";

import { alert, approve, arrival, assertQuiet, decision, launch, open, password, press, signIn, submit, username } from "../fixture/browser.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

let world, browser, user, window, page, shop;
before(async () => {
  [world, browser] = await Promise.all([startWorld(), launch()]);
  [user] = world.users;
});
after(async () => {
  await browser?.close();
  await world?.stop();
});
beforeEach(async () => {
  window = await open(browser);
  page = window.page;
  shop = await openShop(world);
});
afterEach(async () => {
  shop.close();
  await window.close();
});

describe("the back button after a sign-in", () => {
  test("finds pages that say it is over, asks for nothing and breaks nothing", async () => {
    const authorization = await shop.begin();
    const tokens = await authorization.redeem(await approve(page, user, shop, authorization));
    for (const place of ["consent", "login"]) {
      const response = await page.goBack();
      assert.match(page.url(), new RegExp(`/${place}/`));
      assert.equal(response.status(), 400, place);
      assert.equal(await page.locator("form").count(), 0, place);
      assert.match(await page.locator("main").innerText(), /has ended/);
    }
    await oidc.fetchUserInfo(shop.config, tokens.access_token, tokens.claims().sub);
    await page.goForward();
    await page.goForward();
    assert.ok(page.url().startsWith(shop.redirectUri));
    assertQuiet(window);
  });

  test("from the consent page leads to the form again, for whoever is somebody else", async () => {
    const other = world.users.at(-1);
    const authorization = await shop.begin();
    await page.goto(authorization.url);
    await signIn(page, user);
    await decision(page, "allow").waitFor();
    await page.goBack();
    await signIn(page, other);
    await page.getByText(other.name).first().waitFor();
    await decision(page, "allow").click();
    const tokens = await authorization.redeem(await arrival(page, shop.redirectUri));
    const info = await oidc.fetchUserInfo(shop.config, tokens.access_token, tokens.claims().sub);
    assert.equal(info.email, other.email);
    assertQuiet(window);
  });
});

test("a reload keeps the sign-in, before and after a wrong password and at the consent", async () => {
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await page.reload();
  await signIn(page, { ...user, password: "not the password" });
  await alert(page).waitFor();
  await page.goto(page.url());
  assert.equal(await alert(page).count(), 0);
  await signIn(page, user);
  await decision(page, "allow").waitFor();
  await page.reload();
  await decision(page, "allow").click();
  await authorization.redeem(await arrival(page, shop.redirectUri));
  assertQuiet(window);
});

describe("two tabs", () => {
  test("sign in for two clients at once, and neither disturbs the other", async (t) => {
    const other = await openShop(world, { client_name: "Other Shop" });
    t.after(other.close);
    const second = await window.context.newPage();
    const [one, two] = [await shop.begin(), await other.begin()];
    // At the same moment, in a browser that has no cookie of ours yet.
    await Promise.all([page.goto(one.url), second.goto(two.url)]);
    await signIn(page, user);
    await decision(page, "allow").click();
    const first = await one.redeem(await arrival(page, shop.redirectUri));
    await signIn(second, user);
    await decision(second, "allow").click();
    const later = await two.redeem(await arrival(second, other.redirectUri));

    assert.equal(first.claims().sub, later.claims().sub);
    await oidc.refreshTokenGrant(shop.config, first.refresh_token);
    await oidc.refreshTokenGrant(other.config, later.refresh_token);
    assertQuiet(window);
  });

  test("with two people leave the one who signed in last", async (t) => {
    const other = await openShop(world, { client_name: "Other Shop" });
    t.after(other.close);
    const second = await window.context.newPage();
    const [one, two] = [await shop.begin(), await other.begin()];
    await page.goto(one.url);
    await second.goto(two.url);
    await signIn(second, world.users.at(-1));
    await decision(second, "allow").waitFor();
    await signIn(page, user);
    await decision(page, "allow").click();
    const tokens = await one.redeem(await arrival(page, shop.redirectUri));
    assert.ok(tokens.claims().sub);
    // The consent of the person who is gone is nobody else's to give.
    await press(decision(second, "allow"));
    assert.ok(second.url().startsWith(world.issuer), second.url());
    assert.match(await second.locator("main").innerText(), /has ended/);
  });
});

describe("forms lead out to the client", () => {
  const complaints = () => window.complaints.filter((complaint) => /content security policy/i.test(complaint));

  test("at a web address elsewhere", async (t) => {
    const address = "https://shop.example/callback";
    const web = await openShop(world, { redirect_uris: [address] });
    t.after(web.close);
    const authorization = await web.begin({ redirect_uri: address });
    await page.goto(authorization.url);
    await signIn(page, user);
    // The name leads nowhere; that it was looked up shows that no policy kept the browser from going.
    const gone = page.waitForEvent("requestfailed", (request) => request.url().startsWith(address));
    await decision(page, "allow").click();
    const request = await gone;
    assert.equal(request.failure().errorText, "net::ERR_NAME_NOT_RESOLVED");
    await authorization.redeem(request.url());
    assert.deepEqual(complaints(), []);
  });

  test("in an app on the device", async (t) => {
    const address = "com.example.shop:/callback";
    const app = await openShop(world, {
      application_type: "native",
      redirect_uris: [address],
      token_endpoint_auth_method: "none",
    });
    t.after(app.close);
    const authorization = await app.begin({ redirect_uri: address });
    await page.goto(authorization.url);
    await signIn(page, user);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await decision(page, "allow").click();
    await authorization.redeem((await answered).headers().location);
    // No app is there to open it, so the page stays; by now it has said what it has to say.
    await page.waitForTimeout(300);
    assert.deepEqual(complaints(), []);

    // A page whose policy leaves the app out does complain: the silence above means something.
    const other = await window.context.newPage();
    await other.goto((await app.begin({ redirect_uri: address, prompt: "consent" })).url);
    await other.route("**/consent/*", async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const response = await route.fetch();
      const headers = response.headers();
      const policy = headers["content-security-policy"].replace(" com.example.shop:", "");
      await route.fulfill({ response, headers: { ...headers, "content-security-policy": policy } });
    });
    await other.reload(); // What comes by a redirect is not routed.
    const complained = other.waitForEvent("console", (message) => /content security policy/i.test(message.text()));
    await decision(other, "allow").click({ noWaitAfter: true });
    await complained;
  });
});

test("password managers find what they look for", async () => {
  await page.goto((await shop.begin()).url);
  const form = page.locator("form[method=post]:has(input[type=password])");
  assert.equal(await form.count(), 1);
  for (const [field, autocomplete, type] of [
    [username(form), "username webauthn", "text"],
    [password(form), "current-password", "password"],
  ]) {
    assert.equal(await field.getAttribute("autocomplete"), autocomplete);
    assert.equal(await field.getAttribute("type"), type);
    assert.equal(await field.isEditable(), true);
    const id = await field.getAttribute("id");
    assert.equal(await form.locator(`label[for=${id}]`).count(), 1);
  }
});

test("a password can be looked at while it is typed, and is sent as one", async () => {
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await username(page).fill(user.username);
  await password(page).fill(user.password);
  const reveal = page.locator("button[data-reveals=password]");
  await reveal.click();
  assert.equal(await password(page).getAttribute("type"), "text");
  await reveal.click();
  assert.equal(await password(page).getAttribute("type"), "password");
  await reveal.click();
  await page.evaluate(() =>
    document.querySelector("form").addEventListener("submit", () => {
      sessionStorage.setItem("sent as", document.querySelector("[name=password]").type);
    }),
  );
  await submit(page);
  await decision(page, "allow").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem("sent as")), "password");
  await decision(page, "allow").click();
  await authorization.redeem(await arrival(page, shop.redirectUri));
});

test("whoever would rather not sign in gets back to the client, which learns of it", async () => {
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await decision(page, "cancel").click();
  const answer = await arrival(page, shop.redirectUri);
  await assert.rejects(authorization.redeem(answer), ({ error }) => error === "access_denied");
  assertQuiet(window);
});

test("the front page knows who is signed in, and signs out", async () => {
  const front = new URL("/", world.issuer).href;
  await page.goto(front);
  assert.equal(await page.getByText(user.name).count(), 0);
  const authorization = await shop.begin();
  await authorization.redeem(await approve(page, user, shop, authorization));
  await page.goto(front);
  await page.getByText(user.name).waitFor();
  await press(page.locator('main a[href$="/oidc/logout"]'));
  await press(page.locator("button[name=consent][value=deny]"));
  await page.getByText(user.name).waitFor();
  await press(page.locator('main a[href$="/oidc/logout"]'));
  await press(page.locator("button[name=consent][value=approve]"));
  await page.getByText("signed out").waitFor();
  await page.goto(front);
  assert.equal(await page.getByText(user.name).count(), 0);
  assertQuiet(window);
});
