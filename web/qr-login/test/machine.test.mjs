// What a sign-in does in every turn that it can take.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Bench } from "./bench.mjs";
import { refuse } from "./provider.mjs";

/** A page that shows its first code. */
async function shown() {
  const bench = new Bench();
  await bench.act(() => bench.machine.start());
  assert.equal(bench.view.status, "pending");
  return bench;
}

test("asks for what the page configured, at an address with or without a slash at its end", async () => {
  for (const address of ["https://id.example", "https://id.example/", "https://id.example/tenant//"]) {
    const bench = new Bench();
    let called;
    bench.fetch = async (url) => ((called ??= url), new Promise(() => {}));
    await bench.act(() => bench.page(address).start());
    assert.equal(called, `${address.replace(/\/+$/, "")}/api/rp/qrcode`);
  }
  const { provider } = await shown();
  assert.deepEqual(provider.asked[0].body, {
    clientId: "e55a581a-1234-5678-a8e0-abcdefghijkl", redirectUri: "https://shop.example/back", mode: "PULL_TOKEN", useSSO: false,
  });
});

test("shows a code, waits long, and hands the result over once", async () => {
  const bench = await shown();
  assert.match(bench.view.code.appLink, /^https:\/\/id\.example\/in-app\/process\/init\?action=authentication&pid=/);
  const [pull] = bench.questions("authentication-response");
  assert.equal(pull.body.wait, 25);
  assert.equal(pull.body.seen, "pending");
  await bench.pass(24);
  assert.equal(bench.questions("authentication-response").length, 1, "a question that waits is not asked again");
  await bench.act(() => bench.provider.scan("73"));
  assert.deepEqual([bench.view.status, bench.view.number], ["scanned", "73"]);
  await bench.pass(2);
  assert.equal(bench.questions("authentication-response").at(-1).body.seen, "scanned");
  await bench.act(() => bench.provider.approve("the-code"));
  assert.equal(bench.view.status, "success");
  assert.deepEqual(bench.codes, [["the-code", "https://shop.example/back"]]);
  const asked = bench.provider.asked.length;
  await bench.pass(600);
  assert.equal(bench.provider.asked.length, asked, "nothing is asked after the end");
  assert.equal(bench.codes.length, 1);
});

test("renews the code each time it ends, and keeps the attempt", async () => {
  const bench = await shown();
  const [first] = bench.views.filter(({ code }) => code);
  await bench.pass(31);
  const { loginSessionId, token } = bench.provider.last && { loginSessionId: bench.provider.last.id, token: bench.provider.last.token };
  assert.deepEqual(bench.questions("qrcode").at(-1).body, { loginSessionId, token });
  assert.notEqual(bench.view.code.appLink, first.code.appLink);
  await bench.pass(60);
  assert.equal(bench.questions("qrcode").length, 4);
  assert.equal(bench.provider.attempts.size, 1);
});

test("offers a standing session as long as the attempt lives", async () => {
  const bench = new Bench();
  const { answer } = bench.provider;
  bench.provider.answer = (path, body, connection) => answer.call(bench.provider, path, body.clientId ? { ...body, useSSO: true } : body, connection);
  await bench.act(() => bench.machine.start());
  await bench.pass(31);
  assert.equal(bench.questions("qrcode").length, 2);
  assert.equal(bench.view.code.ssoUri, "https://id.example/sso");
  bench.machine.stop();
  bench.machine = bench.page();
  await bench.act(() => bench.machine.start());
  assert.equal(bench.view.code.ssoUri, "https://id.example/sso", "after a reload too");
});

test("renews no code that a phone has scanned", async () => {
  const bench = await shown();
  await bench.act(() => bench.provider.scan());
  await bench.pass(60);
  assert.equal(bench.questions("qrcode").length, 1);
  assert.equal(bench.view.status, "scanned");
});

test("ends when the attempt is over, and begins another only when somebody asks", async () => {
  const bench = await shown();
  await bench.pass(125);
  assert.equal(bench.view.status, "expired");
  const asked = bench.provider.asked.length;
  await bench.pass(3600);
  assert.equal(bench.provider.asked.length, asked);
  await bench.act(() => bench.machine.again());
  assert.equal(bench.view.status, "pending");
  assert.equal(bench.provider.attempts.size, 2);
});

for (const [reason, status] of [["declined", "declined"], ["not_me", "not_me"], ["wrong_number", "wrong_number"], ["refused", "refused"], ["something new", "declined"]]) {
  test(`says what became of it on the phone: ${reason}`, async () => {
    const bench = await shown();
    await bench.act(() => bench.provider.scan());
    await bench.pass(2);
    await bench.act(() => bench.provider.abort(reason));
    assert.equal(bench.view.status, status);
    assert.equal(bench.view.number, undefined);
    assert.deepEqual(bench.codes, []);
  });
}

test("a network that goes and comes back costs nothing", async () => {
  const bench = await shown();
  await bench.goOffline();
  await bench.pass(5);
  assert.deepEqual([bench.view.status, bench.view.lost, bench.view.error.kind], ["pending", true, "offline"]);
  assert.equal(bench.errors.length, 1, "told once, not at each try");
  const attempt = bench.provider.last;
  bench.isOnline = true;
  await bench.act(() => bench.machine.wake());
  await bench.pass(1);
  assert.equal(bench.view.lost, false);
  await bench.act(() => bench.provider.scan("21"));
  assert.equal(bench.view.number, "21");
  await bench.goOffline();
  bench.provider.approve("kept");
  await bench.pass(4);
  bench.isOnline = true;
  await bench.pass(20);
  assert.deepEqual(bench.codes.map(([code]) => code), ["kept"]);
  assert.equal(bench.provider.last, attempt);
});

test("is asked ever more seldom while nobody answers", async () => {
  const bench = new Bench();
  bench.isOnline = false;
  let tries = 0;
  const fetch = bench.fetch;
  bench.fetch = (url, request) => ((tries += request.method === "POST" ? 1 : 0), fetch.call(bench, url, request));
  await bench.act(() => bench.machine.start());
  await bench.pass(120);
  assert.ok(tries > 5 && tries < 15, `${tries} tries in two minutes`);
  bench.isOnline = true;
  await bench.pass(15);
  assert.equal(bench.view.status, "pending");
});

test("a machine that sleeps for a minute finds the result, and after the end a new code", async () => {
  const bench = await shown();
  await bench.act(() => bench.provider.scan());
  await bench.pass(2);
  bench.provider.last.state = { status: "success", code: "slept", redirectUri: "" };
  await bench.sleep(60);
  await bench.act(() => bench.machine.wake());
  await bench.pass(3);
  assert.equal(bench.codes[0][0], "slept");

  const other = await shown();
  await other.sleep(600);
  await other.act(() => other.machine.wake());
  await other.pass(3);
  assert.equal(other.view.status, "expired", "told plainly to whoever was looking");
});

test("asks for no codes that nobody sees, but for the result; whoever comes back finds a new code", async () => {
  const bench = await shown();
  bench.isVisible = false;
  await bench.pass(100);
  assert.equal(bench.questions("qrcode").length, 1);
  bench.isVisible = true;
  await bench.act(() => bench.machine.wake());
  assert.equal(bench.questions("qrcode").length, 2);
  assert.equal(bench.provider.attempts.size, 1);
  bench.isVisible = false;
  await bench.pass(3600);
  const asked = bench.provider.asked.length;
  await bench.pass(3600);
  assert.equal(bench.provider.asked.length, asked, "a page that nobody sees rests");
  bench.isVisible = true;
  await bench.act(() => bench.machine.wake());
  assert.equal(bench.view.status, "pending");
  assert.equal(bench.provider.attempts.size, 2);
});

test("the result reaches a page that is behind the app", async () => {
  const bench = await shown();
  bench.isVisible = false;
  await bench.act(() => bench.provider.scan());
  await bench.pass(40);
  await bench.act(() => bench.provider.approve("behind"));
  assert.equal(bench.codes[0][0], "behind");
});

test("a page that is loaded again goes on with its attempt", async () => {
  const bench = await shown();
  const attempt = bench.provider.last;
  bench.machine.stop();
  await bench.pass(10);
  bench.machine = bench.page();
  await bench.act(() => bench.machine.start());
  await bench.pass(1);
  assert.equal(bench.view.status, "pending");
  assert.equal(bench.provider.last, attempt);
  bench.machine.stop();
  bench.provider.approve("reloaded");
  bench.machine = bench.page();
  await bench.act(() => bench.machine.start());
  assert.equal(bench.codes[0][0], "reloaded");
  assert.equal(bench.stored, undefined, "nothing is kept of what is over");
});

test("a page that is loaded again after the end begins anew", async () => {
  for (const wait of [60, 3600]) {
    const bench = await shown();
    bench.machine.stop();
    bench.provider.abort("declined");
    bench.provider.last.state = { status: "expired" };
    await bench.pass(wait);
    bench.machine = bench.page();
    await bench.act(() => bench.machine.start());
    assert.equal(bench.view.status, "pending");
    assert.equal(bench.provider.attempts.size, 2);
  }
});

const REFUSED = [
  [refuse(400, "service-inactive", "The service is not active"), "inactive"],
  [refuse(400, "service-risk-unassessed", "Nobody has stated a risk assessment"), "inactive"],
  [refuse(400, "redirect-uri-mismatch", "Another address is registered"), "setup"],
  [refuse(400, "client-unknown", "There is no such service"), "setup"],
  [refuse(403, "service-origin-foreign", "Not one of the login domains"), "origin"],
  [refuse(429, "too-many", "Too many"), "too_many"],
];
for (const [answer, kind] of REFUSED) {
  test(`says why it cannot begin, and begins when asked again: ${answer.body.code}`, async () => {
    const bench = new Bench();
    bench.provider.instead.push(() => answer);
    await bench.act(() => bench.machine.start());
    assert.equal(bench.view.status, "failed");
    assert.deepEqual(bench.errors, [{ kind, description: answer.body.error_description, code: answer.body.code }]);
    await bench.pass(600);
    assert.equal(bench.provider.asked.length, 1, "what stays so is not asked again by itself");
    await bench.act(() => bench.machine.again());
    assert.equal(bench.view.status, "pending");
  });
}

test("tells an origin that is refused from a network that is gone", async () => {
  const bench = new Bench();
  const unheard = () => {
    throw new TypeError("Failed to fetch");
  };
  bench.provider.instead.push(unheard, unheard);
  await bench.act(() => bench.machine.start());
  await bench.pass(1);
  assert.deepEqual([bench.view.status, bench.errors[0].kind], ["failed", "origin"]);

  const other = new Bench();
  other.isReachable = false;
  other.provider.instead.push(unheard);
  await other.act(() => other.machine.start());
  assert.deepEqual([other.view.status, other.view.lost, other.errors[0].kind], ["starting", true, "offline"]);
});

test("a connection that breaks once is no origin that is refused", async () => {
  const bench = new Bench();
  bench.provider.instead.push(() => {
    throw new TypeError("Failed to fetch");
  });
  await bench.act(() => bench.machine.start());
  await bench.pass(1);
  assert.equal(bench.view.status, "pending");
  await bench.act(() => bench.cut());
  await bench.pass(2);
  await bench.act(() => bench.provider.approve("unbroken"));
  assert.deepEqual([bench.errors, bench.codes[0][0]], [[], "unbroken"]);
});

test("an error of the provider's own, and what nobody can read, is asked again", async () => {
  const bad = [refuse(503, "unavailable", "Not now"), { status: 200, body: [] }, { status: 200, body: { loginSessionId: "x", token: "y", appLink: "javascript:alert(1)", svg: { size: 33, path: "M0 0h1" } } }];
  for (const answer of bad) {
    const bench = new Bench();
    bench.provider.instead.push(() => answer);
    await bench.act(() => bench.machine.start());
    assert.deepEqual([bench.view.status, bench.view.lost, bench.errors[0].kind], ["starting", true, "server"]);
    await bench.pass(2);
    assert.deepEqual([bench.view.status, bench.view.lost], ["pending", false]);
  }
});

test("one who asks too often while waiting waits as long as the provider says", async () => {
  const bench = await shown();
  bench.provider.instead.push(() => refuse(429, "too-many", "Too many", { "Retry-After": "20" }));
  await bench.pass(26);
  const asked = bench.questions("authentication-response").length;
  await bench.pass(15);
  assert.equal(bench.questions("authentication-response").length, asked);
  await bench.act(() => bench.provider.approve("after"));
  await bench.pass(10);
  assert.equal(bench.codes[0][0], "after");
});

test("a question that nobody ever answers is asked again", async () => {
  const bench = new Bench();
  await bench.act(() => bench.machine.start());
  bench.machine.stop();
  bench.stored = undefined;
  bench.provider.instead.push(undefined, () => new Promise(() => {}));
  await bench.act(() => bench.machine.start());
  await bench.pass(20);
  bench.provider.last.state = { status: "success", code: "late", redirectUri: "" };
  await bench.pass(20);
  assert.equal(bench.codes[0]?.[0], "late");
});

test("asks no more than once a second, even if the provider never waits", async () => {
  const bench = await shown();
  const hasty = () => ({ status: 200, body: { status: "pending", attemptExpiresIn: 100 } });
  bench.machine.stop();
  bench.stored = undefined;
  await bench.act(() => bench.machine.start());
  bench.provider.answer = function (path, body) {
    this.asked.push({ path, body });
    return hasty();
  };
  await bench.pass(26);
  const before = bench.questions("authentication-response").length;
  await bench.pass(10);
  assert.ok(bench.questions("authentication-response").length - before <= 11);
});

test("asks nothing after it was stopped", async () => {
  const bench = await shown();
  bench.machine.stop();
  const asked = bench.provider.asked.length;
  await bench.pass(600);
  await bench.act(() => bench.machine.wake());
  assert.equal(bench.provider.asked.length, asked);
  assert.equal(bench.view.status, "stopped");
  assert.equal(bench.timers.size - bench.provider.last.waiting.size, 0, "no timer is left");
});

test("waits for what the page's own server had sent to the phone", async () => {
  const bench = await shown();
  const { id, token } = bench.provider.last;
  bench.machine.stop();
  await bench.act(() => bench.machine.ask());
  assert.equal(bench.view.status, "asking");
  await bench.act(() => bench.machine.push(Promise.resolve({ loginSessionId: id, token })));
  assert.deepEqual([bench.view.status, bench.view.code], ["pending", undefined]);
  await bench.act(() => bench.provider.scan("64"));
  assert.equal(bench.view.number, "64");
  await bench.pass(2);
  await bench.act(() => bench.provider.approve("pushed"));
  assert.equal(bench.codes[0][0], "pushed");
  await bench.act(() => bench.machine.push(Promise.reject(new Error("no phone server"))));
  assert.deepEqual([bench.view.status, bench.errors.at(-1).kind], ["failed", "push"]);
});

test("collects a result that it is told is ready", async () => {
  const bench = await shown();
  await bench.act(() => bench.provider.say({ status: "ready" }));
  bench.provider.approve("collected");
  await bench.pass(1);
  assert.equal(bench.codes[0]?.[0], "collected");
  assert.equal(bench.questions("authentication-response").at(-1).body.wait, 0);
});
