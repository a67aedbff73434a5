// What is said of people goes from the bank to the shop, and is left nowhere on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Buyer, orderOf } from "../fixture/buyer.mjs";
import { startWorld } from "../fixture/world.mjs";

let world, stopped;
before(async () => {
  world = await startWorld({ log: "trace" });
});
after(async () => {
  if (!stopped) await world?.stop();
});

// Väinö Tunnistus, in every piece that tells of him: code, day of birth, name, client identifier, address.
const OF_HIM = ["070770-905D", "070770", "905D", "1970-07-07", "Tunnistus", "100000486", "Kokeilukatu"];

test("the log and the addresses of a whole chain hold nothing of anybody", async () => {
  const addresses = [];
  // The store by the fell must know that there is a personal identity code.
  for (const store of ["lakeside", "fellside"]) {
    for (const scenario of ["success", "consent_denied", "wrong_acr", "wrong_key", "wrong_nonce", "unsigned"]) {
      const buyer = new Buyer(world, store);
      const page = await buyer.buy("fi-op", "vaino-tunnistus", scenario);
      const { metadata } = await orderOf(world, page);
      assert.strictEqual(metadata.success, scenario === "success", scenario);
      assert.equal(metadata.name, scenario === "success" ? "Väinö Tunnistus" : undefined);
      addresses.push(...buyer.seen.map(decodeURIComponent));
    }
  }
  await world.stop();
  stopped = true;

  const log = world.logged();
  // It tells what happened, at the provider and at the shop.
  for (const told of ["upstream-untrusted", "upstream-acr", "nobody is identified"]) {
    assert.ok(log.includes(told), `${told} is missing in:\n${log.slice(0, 4000)}`);
  }
  const found = (text) => OF_HIM.filter((piece) => text.includes(piece) || text.includes(encodeURIComponent(piece)));
  assert.deepEqual(found(`${log} 070770-905D`).slice(0, 1), ["070770-905D"], "a code would be found");
  assert.deepEqual(found(log), []);
  assert.deepEqual(found(addresses.join("\n")), []);
});
