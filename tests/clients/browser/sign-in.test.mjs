// A relying party nobody here wrote signs the demo's person in, in a real browser.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import * as oidc from "openid-client";

import { approve, arrival, assertQuiet, decision, drawn, launch, open, signIn, signOut, username } from "../fixture/browser.mjs";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

let world, browser, user, window, page;
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
});
afterEach(() => window.close());

test("the demo describes itself in exactly one line", async () => {
  assert.equal(world.lines.length, 1);
  for (const member of ["issuer", "admin_api", "admin_token", "users", "clients"]) assert.ok(world[member], member);
  for (const member of ["username", "password", "name", "email"]) assert.ok(user[member], member);
  assert.ok(world.clients.every(({ client_id, redirect_uris }) => client_id && redirect_uris));
});

for (const token_endpoint_auth_method of ["client_secret_basic", "client_secret_post", "none"]) {
  for (const id_token_signed_response_alg of ["ES256", "RS256"]) {
    test(`signs in, reads userinfo, refreshes and logs out: ${token_endpoint_auth_method}, ${id_token_signed_response_alg}`, async (t) => {
      const shop = await openShop(world, { token_endpoint_auth_method, id_token_signed_response_alg });
      t.after(shop.close);
      const authorization = await shop.begin();
      const answer = await approve(page, user, shop, authorization);

      const parameters = new URL(answer).searchParams;
      assert.equal(parameters.get("iss"), world.issuer);
      assert.equal(parameters.get("state"), authorization.state);

      const tokens = await authorization.redeem(answer);
      const claims = tokens.claims();
      assert.equal(claims.iss, world.issuer);
      assert.deepEqual([claims.aud].flat(), [shop.client.client_id]);
      assert.equal(claims.nonce, authorization.nonce);
      assert.equal(tokens.token_type.toLowerCase(), "bearer");
      assert.ok(tokens.expires_in > 0);

      const info = await oidc.fetchUserInfo(shop.config, tokens.access_token, claims.sub);
      assert.equal(info.name, user.name);
      assert.equal(info.email, user.email);

      const refreshed = await oidc.refreshTokenGrant(shop.config, tokens.refresh_token);
      assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
      assert.notEqual(refreshed.access_token, tokens.access_token);
      const again = await oidc.fetchUserInfo(shop.config, refreshed.access_token, claims.sub);
      assert.deepEqual(again, info);

      const state = oidc.randomState();
      const logout = oidc.buildEndSessionUrl(shop.config, {
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: shop.postLogoutRedirectUri,
        state,
      });
      const rest = await signOut(page, logout.href, shop.postLogoutRedirectUri);
      assert.equal(new URL(rest).searchParams.get("state"), state);
      await refuses(shop, { prompt: "none" }, "login_required");
      assertQuiet(window);
    });
  }
}

describe("single sign-on", () => {
  test("asks a signed-in person for nothing twice", async (t) => {
    const shop = await openShop(world);
    t.after(shop.close);
    const first = await shop.begin();
    const before = (await first.redeem(await approve(page, user, shop, first))).claims();

    const second = await shop.begin({ prompt: "none" });
    await page.goto(second.url);
    const after = (await second.redeem(await arrival(page, shop.redirectUri))).claims();
    assert.equal(after.sub, before.sub);
    assert.equal(after.auth_time, before.auth_time);
  });

  test("asks for consent alone at another client", async (t) => {
    const [shop, other] = [await openShop(world), await openShop(world, { client_name: "Other Shop" })];
    t.after(() => [shop, other].forEach((it) => it.close()));
    await approve(page, user, shop, await shop.begin());
    await refuses(other, { prompt: "none" }, "consent_required");

    const authorization = await other.begin();
    await page.goto(authorization.url);
    assert.equal(await username(page).count(), 0);
    await assert.doesNotReject(page.getByText("Other Shop").first().waitFor());
    await decision(page, "allow").click();
    await authorization.redeem(await arrival(page, other.redirectUri));
  });

  test("asks for the password again when the client wants a fresh login", async (t) => {
    const shop = await openShop(world);
    t.after(shop.close);
    await approve(page, user, shop, await shop.begin());
    for (const parameters of [{ prompt: "login" }, { max_age: "0" }]) {
      const authorization = await shop.begin(parameters);
      await page.goto(authorization.url);
      await signIn(page, user);
      assert.ok((await authorization.redeem(await arrival(page, shop.redirectUri))).claims().auth_time);
    }
  });

  test("is another browser's business in another browser", async (t) => {
    const shop = await openShop(world);
    t.after(shop.close);
    await approve(page, user, shop, await shop.begin());
    const stranger = await open(browser);
    t.after(stranger.close);
    await refuses(shop, { prompt: "none" }, "login_required", stranger.page);
  });
});

describe("a person", () => {
  test("signs in and consents by keyboard alone", async (t) => {
    const shop = await openShop(world);
    t.after(shop.close);
    const authorization = await shop.begin();
    await page.goto(authorization.url);
    // The first field has the focus, as soon as the page has been drawn: which may be after it was loaded.
    await page.locator("input[name=username]:focus").waitFor();
    await page.keyboard.type(user.username);
    await tabTo("input[name=password]");
    await page.keyboard.type(user.password);
    await page.keyboard.press("Enter");
    await decision(page, "allow").waitFor();
    await tabTo("button[name=decision][value=allow]");
    await page.keyboard.press("Enter");
    await authorization.redeem(await arrival(page, shop.redirectUri));
  });

  test("needs no JavaScript", async (t) => {
    const shop = await openShop(world);
    const plain = await open(browser, { javaScriptEnabled: false });
    t.after(() => Promise.all([shop.close(), plain.close()]));
    const authorization = await shop.begin();
    await authorization.redeem(await approve(plain.page, user, shop, authorization));
  });

  test("may use the e-mail address as user name", async (t) => {
    const shop = await openShop(world);
    t.after(shop.close);
    const authorization = await shop.begin();
    const answer = await approve(page, { ...user, username: user.email }, shop, authorization);
    await authorization.redeem(answer);
  });

  test("gets no page into a frame or a cache", async (t) => {
    const shop = await openShop(world);
    t.after(shop.close);
    const headers = (await page.goto((await shop.begin()).url)).headers();
    assert.match(headers["content-security-policy"], /default-src 'none'/);
    assert.match(headers["content-security-policy"], /frame-ancestors 'none'/);
    assert.doesNotMatch(headers["content-security-policy"], /unsafe/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["cache-control"], /no-store/);
    const cookies = await page.context().cookies();
    assert.ok(cookies.length > 0);
    assert.ok(cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite !== "None"), JSON.stringify(cookies));
  });
});

/** The answer to this authorization is this error, at the client, with state and issuer. */
async function refuses(shop, parameters, error, at = page) {
  const authorization = await shop.begin(parameters);
  await at.goto(authorization.url);
  const answer = await arrival(at, shop.redirectUri);
  assert.equal(new URL(answer).searchParams.get("iss"), world.issuer);
  await assert.rejects(authorization.redeem(answer), (refusal) => {
    assert.equal(refusal.error, error);
    return true;
  });
}

/** Presses Tab until the element has the focus; a keyboard that gets nowhere is a failure. */
async function tabTo(selector) {
  await drawn(page);
  for (let pressed = 0; pressed < 20; pressed += 1) {
    if (await page.locator(selector).evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} cannot be reached by keyboard`);
}
