import assert from "node:assert/strict";
import { test } from "node:test";

import { approval, found, isLive, opened, refused, secondsLeft } from "../app/request.mjs";

const NOW = 1_700_000_000_000;
const FOUND = found({ server: "https://id.example", account: "p1", pid: "abc" }, NOW);
const ANSWER = {
  transaction: "t1",
  service: { clientId: "shop", name: "Shop", uri: "https://shop.example" },
  data: [
    { claim: "name", label: "Name", value: "Aino", required: true },
    { claim: "email", label: "E-mail", value: "aino@shop.example", required: false },
    { claim: "gender", label: "Gender", required: false },
    { claim: "birthdate", label: "Date of birth", required: true },
  ],
  missing: ["birthdate"],
  began: { at: 1_699_999_990, address: "192.0.2.1", sameNetwork: true, browser: "Firefox on Windows" },
  numberLength: 2,
  expiresIn: 90,
};
const OPENED = opened(FOUND, ANSWER, NOW);

test("lives as long as its server says, and an unopened one as long as any may", () => {
  assert.equal(secondsLeft(FOUND, NOW), 120);
  assert.equal(secondsLeft(OPENED, NOW + 1), 90);
  assert.equal(isLive(OPENED, NOW + 89_999), true);
  assert.equal(isLive(OPENED, NOW + 90_000), false);
  assert.equal(isLive(undefined, NOW), false);
});

test("keeps what is shown, and still the pid, and no PIN", () => {
  assert.equal(OPENED.pid, "abc");
  assert.equal(OPENED.transaction, "t1");
  assert.deepEqual(OPENED.asked.data.map(({ claim }) => claim), ["name", "email", "birthdate"]);
  assert.deepEqual(OPENED.asked.missing, ["Date of birth"]);
  assert.deepEqual(OPENED.asked.service, { clientId: "shop", name: "Shop", uri: "https://shop.example" });
  assert.deepEqual(JSON.parse(JSON.stringify(OPENED)), OPENED);
});

test("shows only what it understands of a server's answer", () => {
  const odd = { ...ANSWER, data: [{ claim: "name", value: { html: "<b>" }, required: 1 }], began: { at: "soon", sameNetwork: "yes" }, missing: 7 };
  odd.service = { name: "S", uri: "javascript:alert(1)" };
  const { asked } = opened(FOUND, odd, NOW);
  assert.deepEqual(asked.service, { clientId: "", name: "S", uri: "" });
  assert.deepEqual(asked.data, [{ claim: "name", label: "name", value: "<b>", required: false }]);
  assert.deepEqual(asked.missing, []);
  assert.deepEqual(asked.began, { at: undefined, address: "", browser: "" });
  const { endsAt } = opened(FOUND, { ...ANSWER, expiresIn: undefined }, NOW);
  assert.equal(isLive({ endsAt }, NOW), false);
});

test("shows an address as one, and numbers as they are", () => {
  const value = (value) => opened(FOUND, { ...ANSWER, data: [{ claim: "c", value }] }, NOW).asked.data[0]?.value;
  assert.equal(value({ formatted: "Katu 1\n00100 Helsinki", locality: "Helsinki" }), "Katu 1\n00100 Helsinki");
  assert.equal(value({ street_address: "Katu 1", locality: "Helsinki" }), "Katu 1, Helsinki");
  assert.equal(value(["a", "b"]), "a, b");
  assert.equal(value(7), "7");
  assert.equal(value(true), "true");
});

test("signs this transaction, service, data, number and time", () => {
  const how = { issuer: "https://id.example", at: 1_700_000_001, number: "42", pin: "proof" };
  const whole = {
    aud: "https://id.example", iat: 1_700_000_001, action: "approve", transaction: "t1",
    service: "shop", serviceName: "Shop", data: ["name", "email", "birthdate"], number: "42", pin: "proof",
  };
  assert.deepEqual(approval(OPENED, { ...how, agreed: ["email"] }), whole);
  assert.deepEqual(approval(OPENED, { ...how, agreed: [] }).data, ["name", "birthdate"]);
  assert.deepEqual(approval(OPENED, { ...how, agreed: ["phone_number"] }).data, ["name", "birthdate"]);
  assert.equal("pin" in approval(OPENED, { ...how, agreed: [], pin: undefined }), false);
});

test("knows what each no comes to", () => {
  const no = (code, more = {}) => refused({ code, answer: { code, ...more } });
  assert.deepEqual(no("pin_wrong", { attemptsLeft: 3 }), { again: "pin", left: 3 });
  assert.equal(no("attempt_unknown").ended, "unknown");
  assert.deepEqual(no("attempt_over", { words: { what: "Over." } }), { ended: "late" });
  assert.equal(no("attempt_taken").ended, "taken");
  assert.equal(no("number_wrong").ended, "number");
  assert.equal(no("phone_locked").ended, "locked");
  assert.equal(no("phone_unknown").ended, "removed");
  assert.deepEqual(no("something-new"), { ended: "refused", words: undefined });
  const words = { what: "Not from there.", do: "Come here." };
  assert.deepEqual(no("policy_denied", { words }), { ended: "refused", words });
});
