// What the pages and addresses refuse; each beside what is accepted in the same setting.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import * as oidc from "openid-client";

import { alert, approve, arrival, assertQuiet, decision, launch, open, password, signIn, signOut, submit, username } from "../fixture/browser.mjs";
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

test("says on the page that a password is wrong, keeps the user name, and takes the right one then", async () => {
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await signIn(page, { ...user, password: `${user.password}x` });
  assert.notEqual((await alert(page).innerText()).trim(), "");
  assert.equal(await username(page).inputValue(), user.username);
  assert.equal(await password(page).inputValue(), "");

  await password(page).fill(user.password);
  await submit(page);
  await decision(page, "allow").click();
  await authorization.redeem(await arrival(page, shop.redirectUri));
  assertQuiet(window);
});

test("says the same of an unknown person as of a wrong password", async () => {
  const said = [];
  for (const username of ["nobody-here", world.users.at(-1).username]) {
    await page.goto((await shop.begin()).url);
    await signIn(page, { username, password: "not the password" });
    said.push(await alert(page).innerText());
  }
  assert.equal(said[0], said[1]);
});

test("takes a refused consent to the client as access_denied, and asks again the next time", async () => {
  const authorization = await shop.begin();
  await page.goto(authorization.url);
  await signIn(page, user);
  await decision(page, "deny").click();
  const answer = await arrival(page, shop.redirectUri);
  const parameters = new URL(answer).searchParams;
  assert.equal(parameters.get("iss"), world.issuer);
  assert.equal(parameters.get("state"), authorization.state);
  assert.equal(parameters.get("code"), null);
  await assert.rejects(authorization.redeem(answer), ({ error }) => error === "access_denied");

  const second = await shop.begin();
  await page.goto(second.url);
  await decision(page, "allow").click();
  await second.redeem(await arrival(page, shop.redirectUri));
});

test("never redirects to an address that is not registered", async () => {
  const { url } = await shop.begin();
  for (const redirect of [`${shop.redirectUri}/`, `${shop.redirectUri}?x=1`, "http://127.0.0.1:1/callback", "javascript:alert(1)"]) {
    const changed = new URL(url);
    changed.searchParams.set("redirect_uri", redirect);
    const response = await page.goto(changed.href);
    assert.ok(page.url().startsWith(new URL(world.issuer).origin), redirect);
    assert.ok(response.status() >= 400 && response.status() < 500, `${redirect}: ${response.status()}`);
    assert.equal(await username(page).count(), 0, redirect);
  }
  await page.goto(url);
  await username(page).waitFor();
});

test("shows a page for an unknown client", async () => {
  const changed = new URL((await shop.begin()).url);
  changed.searchParams.set("client_id", "nobody");
  const response = await page.goto(changed.href);
  assert.ok(response.status() >= 400 && response.status() < 500);
  assert.ok(page.url().startsWith(new URL(world.issuer).origin));
});

test("redeems a code once; the replay takes back what came of it", async () => {
  const authorization = await shop.begin();
  const answer = await approve(page, user, shop, authorization);
  const tokens = await authorization.redeem(answer);
  const { sub } = tokens.claims();
  await oidc.fetchUserInfo(shop.config, tokens.access_token, sub);

  await assert.rejects(authorization.redeem(answer), ({ error }) => error === "invalid_grant");
  await assert.rejects(oidc.fetchUserInfo(shop.config, tokens.access_token, sub));
  await assert.rejects(oidc.refreshTokenGrant(shop.config, tokens.refresh_token), ({ error }) => error === "invalid_grant");
});

test("refuses a rotated refresh token, and with it the whole family", async () => {
  const authorization = await shop.begin();
  const first = await authorization.redeem(await approve(page, user, shop, authorization));
  const second = await oidc.refreshTokenGrant(shop.config, first.refresh_token);
  const third = await oidc.refreshTokenGrant(shop.config, second.refresh_token);
  await assert.rejects(oidc.refreshTokenGrant(shop.config, first.refresh_token), ({ error }) => error === "invalid_grant");
  await assert.rejects(oidc.refreshTokenGrant(shop.config, third.refresh_token), ({ error }) => error === "invalid_grant");
});

test("refuses a code with another verifier, and the right one comes too late", async () => {
  const authorization = await shop.begin();
  const answer = new URL(await approve(page, user, shop, authorization));
  const checks = { expectedState: authorization.state, expectedNonce: authorization.nonce };
  const wrong = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
  await assert.rejects(oidc.authorizationCodeGrant(shop.config, answer, wrong), ({ error }) => error === "invalid_grant");
  await assert.rejects(authorization.redeem(answer.href), ({ error }) => error === "invalid_grant");
});

test("goes nowhere after a logout with an address that is not registered", async () => {
  const authorization = await shop.begin();
  const tokens = await authorization.redeem(await approve(page, user, shop, authorization));
  const logout = oidc.buildEndSessionUrl(shop.config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: "http://127.0.0.1:1/elsewhere",
  });
  await page.goto(logout.href);
  assert.ok(page.url().startsWith(new URL(world.issuer).origin));

  logout.searchParams.set("post_logout_redirect_uri", shop.postLogoutRedirectUri);
  await signOut(page, logout.href, shop.postLogoutRedirectUri);
});

test("shows a page for an address that does not exist", async () => {
  const response = await page.goto(new URL("/no/such/page", world.issuer).href);
  assert.equal(response.status(), 404);
});
