// How answers travel in a real browser, and how people say who they are where more than one could be meant.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { approve, arrival, assertQuiet, decision, launch, open, press, signIn } from "../fixture/browser.mjs";
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

/** A shop that keeps what is posted to it, and leads on to another page of its own. */
async function openPostbox(t) {
  const posted = [];
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      posted.push({ origin: request.headers.origin, form: new URLSearchParams(await text(request)) });
      response.writeHead(303, { location: "/done" }).end();
      return;
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end('<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><h1>The shop</h1>');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const home = `http://127.0.0.1:${server.address().port}`;
  const client = await world.register({
    client_name: "Postbox",
    redirect_uris: [`${home}/callback`],
    grant_types: ["authorization_code", "implicit"],
    response_types: ["code", "code id_token"],
  });
  const url = (parameters) => {
    const query = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: `${home}/callback`,
      response_type: "code",
      response_mode: "form_post",
      scope: "openid",
      state: 'a "state" & <more>',
      nonce: "n",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
      ...parameters,
    });
    return `${world.issuer}/oauth2/authorize?${query}`;
  };
  return { posted, home, url };
}

test("an answer is posted to the app by itself, and tells where it comes from", async (t) => {
  const { posted, home, url } = await openPostbox(t);
  await page.goto(url({ response_type: "code id_token" }));
  await signIn(page, user);
  await decision(page, "allow").click();
  await arrival(page, `${home}/done`);
  assert.equal(posted.length, 1);
  const [{ origin, form }] = posted;
  assert.equal(origin, new URL(world.issuer).origin);
  assert.equal(form.get("state"), 'a "state" & <more>');
  assert.ok(form.get("code") && form.get("id_token"));
  assertQuiet(window);
});

test("an error is posted as well", async (t) => {
  const { posted, home, url } = await openPostbox(t);
  await page.goto(url({ prompt: "none" })).catch(() => {});
  await arrival(page, `${home}/done`);
  assert.equal(posted[0].form.get("error"), "login_required");
  assertQuiet(window);
});

test("without scripts a button posts the answer", async (t) => {
  const bare = await open(browser, { javaScriptEnabled: false });
  t.after(bare.close);
  const { posted, home, url } = await openPostbox(t);
  await bare.page.goto(url({ prompt: "none" }));
  assert.equal(posted.length, 0);
  await bare.page.locator("form button[type=submit]").click();
  await arrival(bare.page, `${home}/done`);
  assert.equal(posted[0].form.get("error"), "login_required");
});

test("a person chooses to go on as the one signed in, or as another", async (t) => {
  const shop = await openShop(world);
  t.after(shop.close);
  const first = await shop.begin();
  const before = (await first.redeem(await approve(page, user, shop, first))).claims();

  const second = await shop.begin({ prompt: "select_account" });
  await page.goto(second.url);
  assert.ok((await page.locator("main").innerText()).includes(user.username));
  await decision(page, "continue").click();
  const same = (await second.redeem(await arrival(page, shop.redirectUri))).claims();
  assert.deepEqual([same.sub, same.auth_time], [before.sub, before.auth_time]);

  const third = await shop.begin({ prompt: "select_account" });
  await page.goto(third.url);
  await press(page.getByRole("link", { name: "Use another account" }));
  await signIn(page, user);
  const again = (await third.redeem(await arrival(page, shop.redirectUri))).claims();
  assert.equal(again.sub, before.sub);
  assertQuiet(window);
});
