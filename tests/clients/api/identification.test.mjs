// Buyers of the demo's shop, by way of the provider to a bank and back, without a screen.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Buyer, PEOPLE, orderOf } from "../fixture/buyer.mjs";
import { startWorld } from "../fixture/world.mjs";

const STORES = ["lakeside", "fellside"];
const WHOLE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/;

let world;
before(async () => {
  world = await startWorld();
});
after(() => world?.stop());

for (const store of STORES) {
  test(`scenario 0-1: the order at ${store} has exactly who, when, through which bank, and that it worked`, async () => {
    const began = Math.floor(Date.now() / 1000) * 1000;
    const page = await new Buyer(world, store).buy("fi-nordea", "onni-korhonen");
    const { metadata } = await orderOf(world, page);
    assert.deepEqual(Object.keys(metadata).sort(), ["auth_at", "ftn_idp", "name", "success"]);
    assert.equal(metadata.name, "Onni Juhani Korhonen");
    assert.equal(metadata.ftn_idp, "fi-nordea");
    assert.strictEqual(metadata.success, true);
    assert.match(metadata.auth_at, WHOLE);
    assert.ok(Date.parse(metadata.auth_at) >= began && Date.parse(metadata.auth_at) <= Date.now(), metadata.auth_at);
  });

  test(`scenario 0-10: a name at ${store} keeps its letters`, async () => {
    const page = await new Buyer(world, store).buy("fi-op", "vaino-astrom");
    assert.equal((await orderOf(world, page)).metadata.name, "Väinö Åström");
    assert.ok(page.text.includes("Väinö Åström"), page.text);
  });

  // What the checkout says is the store's own; that it differs is what matters, and that it is told.
  const OUTCOMES = {
    cancelled: "cancelled",
    consent_denied: "denied",
    wrong_acr: "too weak",
    wrong_key: "not trusted",
    wrong_nonce: "not trusted",
    wrong_audience: "not trusted",
    wrong_issuer: "not trusted",
    unsigned: "not trusted",
    expired: "not trusted",
    replayed: "not trusted",
    outage: "unavailable",
    broken_off: "unavailable",
    slow: "unavailable",
  };
  test(`every scenario of the banks ends at ${store} with its own words, and a later try succeeds`, async () => {
    const headings = {};
    for (const [scenario, outcome] of Object.entries(OUTCOMES)) {
      const buyer = new Buyer(world, store);
      const page = await buyer.buy("fi-op", "onni-korhonen", scenario);
      assert.deepEqual((await orderOf(world, page)).metadata, { success: false }, scenario);
      assert.ok(!page.text.includes("Korhonen"), scenario);
      const [, heading] = page.text.match(/role="alert">\s*<h1>([^<]+)<\/h1>/) ?? [];
      assert.ok(heading, `${scenario}: ${page.text}`);
      assert.equal((headings[outcome] ??= heading), heading, scenario);
    }
    assert.equal(new Set(Object.values(headings)).size, new Set(Object.values(OUTCOMES)).size, JSON.stringify(headings));
  });
}

test("a try that failed is made again from the order's page, and what succeeded stays", async () => {
  const buyer = new Buyer(world, "lakeside");
  const failed = await buyer.buy("fi-op", "vaino-tunnistus", "cancelled");
  assert.deepEqual((await orderOf(world, failed)).metadata, { success: false });
  const banks = await buyer.visit(failed.url);
  const again = await buyer.tryAgain(banks);
  const page = await buyer.play(await buyer.choose(again, "fi-op"), "vaino-tunnistus");
  const { metadata, id } = await orderOf(world, page);
  assert.equal(metadata.name, "Väinö Tunnistus");
  assert.equal(id, (await orderOf(world, failed)).id);
});

test("scenario 0-4: a state that is forged, another browser's or used touches no order", async () => {
  const [mine, theirs] = [new Buyer(world, "fellside"), new Buyer(world, "fellside")];
  const done = await mine.buy("fi-op", "onni-korhonen");
  const callback = mine.seen.find((url) => url.startsWith(`${world.shop}/venues/fellside/oidc/callback`));
  const before = await orderOf(world, done);

  for (const [who, url] of [
    [theirs, callback],
    [theirs, callback.replace(/state=[^&]+/, "state=forged")],
    [mine, callback.replace(/state=[^&]+/, "state=forged")],
  ]) {
    const page = await who.visit(url);
    assert.ok(!page.text.includes("Korhonen"), page.text);
    assert.ok(page.status >= 400, `${page.status}`);
  }
  // The very same once more, in the same browser, is somebody who reloads (0-9).
  const reloaded = await mine.visit(callback);
  assert.deepEqual(await orderOf(world, reloaded), before);
  assert.strictEqual(before.metadata.success, true);
});

test("what passes the browser shows no personal data in clear, and not even the code where answers are sealed", async () => {
  for (const store of STORES) {
    const buyer = new Buyer(world, store);
    await buyer.buy("fi-nordea", "vaino-tunnistus");
    const seen = buyer.seen.map(decodeURIComponent).join("\n");
    assert.ok(!/Tunnistus|V[aä]in|070770|905D/i.test(seen), seen);
    // What is signed alone can be read by anybody who has it.
    for (const [token] of seen.matchAll(/eyJ[\w-]+(\.[\w-]*)+/g)) {
      const inside = token.split(".").map((part) => Buffer.from(part, "base64url").toString());
      assert.ok(!/Tunnistus|905D/.test(inside.join()), inside.join());
    }
    const answer = new URL(buyer.seen.find((url) => url.startsWith(`${world.shop}/venues/${store}/oidc/callback`)));
    const names = [...answer.searchParams.keys()];
    if (store === "lakeside") assert.deepEqual(names, ["response"]);
    assert.equal(answer.searchParams.get("response")?.split(".").length ?? 5, 5);
  }
});

describe("two hundred at a time", () => {
  test("200 identifications in parallel, each order with its own person", async () => {
    const people = Object.entries(PEOPLE);
    const buys = Array.from({ length: 200 }, async (_, number) => {
      const [person, name] = people[number % people.length];
      const page = await new Buyer(world, STORES[number % 2]).buy("fi-op", person);
      const { metadata } = await orderOf(world, page);
      assert.equal(metadata.name, name);
      assert.strictEqual(metadata.success, true);
    });
    const failed = (await Promise.allSettled(buys)).filter(({ status }) => status === "rejected");
    assert.deepEqual(failed.map(({ reason }) => String(reason)).slice(0, 3), []);
  });
});
