// Clients learn in the browser that a session is over: by asking our page, and by pages of theirs that ours loads.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { approve, arrival, assertQuiet, decision, launch, open, press, signIn, signOut } from "../fixture/browser.mjs";
import { buildEndSessionUrl } from "openid-client";
import { openShop } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

let world, browser, user, checkSession;
before(async () => {
  [world, browser] = await Promise.all([startWorld(), launch()]);
  [user] = world.users;
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

/** The name of the machine in the provider's address: under it, at any port, a client is of the same site. */
const here = () => new URL(world.issuer).hostname;

/** A client's page that frames ours and asks it, as OpenID Connect Session Management §3.1 draws it. */
const watchtower = (shop) => {
  checkSession = shop.config.serverMetadata().check_session_iframe;
  return `<!doctype html><html lang="en"><title>Watch</title><link rel="icon" href="data:,"><h1>Watch</h1>
<iframe id="op" title="Session" src="${checkSession}"></iframe>
<script>
  const provider = document.getElementById("op");
  globalThis.ask = (words) => new Promise((told) => {
    const hear = ({ data, origin, source }) => {
      if (source !== provider.contentWindow || origin !== "${new URL(checkSession).origin}") return;
      removeEventListener("message", hear);
      told(data);
    };
    addEventListener("message", hear);
    provider.contentWindow.postMessage(words, "${new URL(checkSession).origin}");
  });
</script>`;
};

/** Opens that page in a tab of its own; what is given back asks ours. */
async function watch(window, shop) {
  shop.pages["/watch"] = () => watchtower(shop);
  const tab = await window.tab();
  await tab.goto(`${shop.home}/watch`);
  return (words) => tab.evaluate((words) => globalThis.ask(words), words);
}

const endSession = (shop, tokens, state) =>
  buildEndSessionUrl(shop.config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: shop.postLogoutRedirectUri,
    state,
  }).href;

const sessionState = (url) => new URL(url).searchParams.get("session_state");

test("a client that watches the session hears when it goes on, when it is over and when somebody else's began", async (t) => {
  const [shop, window] = [await openShop(world, {}, here()), await open(browser)];
  t.after(() => Promise.all([shop.close(), window.close()]));
  const { page } = window;
  const authorization = await shop.begin();
  const answer = await approve(page, user, shop, authorization);
  const state = sessionState(answer);
  const tokens = await authorization.redeem(answer);
  const asked = `${shop.client.client_id} ${state}`;

  const ask = await watch(window, shop);
  assert.equal(await ask(asked), "unchanged");
  assert.equal(await ask(`somebody ${state}`), "changed", "what was told to one client is nothing to another");
  for (const nonsense of ["", "nonsense", `${asked} more`, `${shop.client.client_id} unsalted`]) {
    assert.equal(await ask(nonsense), "error", nonsense);
  }
  await signOut(page, endSession(shop, tokens), shop.postLogoutRedirectUri);
  assert.equal(await ask(asked), "changed", "in the other tab, without loading anything again");
  assert.equal(await ask("nonsense"), "error");

  const other = await shop.begin();
  const theirs = sessionState(await approve(page, world.users.at(-1), shop, other));
  assert.equal(await ask(asked), "changed");
  assert.equal(await ask(`${shop.client.client_id} ${theirs}`), "unchanged");
  assertQuiet(window);
});

test("where cookies do not cross sites, a client of another site hears that nothing can be said", async (t) => {
  const strict = await launch({ args: ["--test-third-party-cookie-phaseout"] });
  t.after(() => strict.close());
  const window = await open(strict);
  for (const [host, told] of [[here(), "unchanged"], ["127.0.0.1", "error"]]) {
    const shop = await openShop(world, { client_name: host }, host);
    t.after(shop.close);
    const authorization = await shop.begin({ prompt: "login consent" });
    const state = sessionState(await approve(window.page, user, shop, authorization));
    const ask = await watch(window, shop);
    assert.equal(await ask(`${shop.client.client_id} ${state}`), told, host);
  }
  assertQuiet(window);
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  test(`every client of the session is told by the browser that signs out, which then goes on: ${scripts}`, async (t) => {
    const [shop, silent] = [await openShop(world), await openShop(world, { client_name: "Silent Shop" })];
    const asks = (home) => ({
      client_name: "Told Shop",
      frontchannel_logout_uri: `${home}/out?of=shop`,
      frontchannel_logout_session_required: true,
    });
    const told = await openShop(world, asks, here());
    const window = await open(browser, { javaScriptEnabled });
    t.after(() => Promise.all([shop.close(), silent.close(), told.close(), window.close()]));
    const { page } = window;
    // It keeps its own session in a cookie, and drops it when it is told.
    const heard = [];
    told.pages["/callback"] = (request, response) => {
      response.setHeader("set-cookie", "told-shop=maija; HttpOnly; SameSite=Lax");
      return "<!doctype html><title>Told</title><link rel=icon href=data:,>";
    };
    told.pages["/out"] = (request, response) => {
      heard.push({ asked: new URL(request.url, told.home).searchParams, cookie: request.headers.cookie ?? "" });
      response.setHeader("set-cookie", "told-shop=; Max-Age=0");
      return "<!doctype html><title>Out</title>";
    };

    const first = await shop.begin();
    const tokens = await first.redeem(await approve(page, user, shop, first));
    let sid;
    for (const other of [silent, told]) {
      const authorization = await other.begin();
      await page.goto(authorization.url);
      await press(decision(page, "allow"));
      const claims = (await authorization.redeem(await arrival(page, other.redirectUri))).claims();
      sid = claims.sid;
    }
    await page.goto(endSession(shop, tokens, "where I was"));
    const last = await arrival(page, shop.postLogoutRedirectUri);
    assert.equal(new URL(last).searchParams.get("state"), "where I was");
    assert.equal(heard.length, 1);
    const [{ asked, cookie }] = heard;
    assert.deepEqual([asked.get("of"), asked.get("iss"), asked.get("sid")], ["shop", world.issuer, sid]);
    assert.match(cookie, /told-shop=maija/, "on one host, its cookies come along");
    const left = (await window.context.cookies()).map(({ name }) => name);
    assert.ok(!left.includes("told-shop") && !left.some((name) => /session|state/.test(name)), left.join(" "));

    // The session is over indeed.
    const silently = await shop.begin({ prompt: "none" });
    await page.goto(silently.url);
    assert.equal(new URL(await arrival(page, shop.redirectUri)).searchParams.get("error"), "login_required");
    await page.goto((await told.begin()).url);
    await signIn(page, user);
    await arrival(page, told.redirectUri);
    assertQuiet(window);
  });
}
