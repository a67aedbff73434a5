import assert from "node:assert/strict";
import { createHash, pbkdf2Sync } from "node:crypto";
import { test } from "node:test";

import { plainDigits } from "../app/digits.mjs";
import { faultOf, makeSalt, proofOf } from "../app/pin.mjs";

const JWK = { kty: "EC", crv: "P-256", x: "AQ", y: "Ag" };
const OTHER = { ...JWK, y: "Aw" };

test("takes six digits and more that are not too easy", () => {
  for (const pin of ["274913", "27491308", "1".repeat(3) + "2".repeat(29)]) assert.equal(faultOf(pin), undefined, pin);
});

test("says what is wrong with a PIN", () => {
  const faults = { "": "short", 27491: "short", "27491a": "digits", "2 7 4 9 1": "short", [`${"274913".repeat(5)}274`]: "long" };
  for (const [pin, fault] of Object.entries(faults)) assert.equal(faultOf(pin), fault, pin);
});

test("refuses a PIN that anybody tries first", () => {
  for (const pin of ["111111", "123456", "1234567890", "654321", "890123", "121212", "123123", "00000000"]) {
    assert.equal(faultOf(pin), "easy", pin);
  }
});

test("reads the digits of every keyboard", () => {
  assert.equal(plainDigits("٢٧٤٩١٣"), "274913");
  assert.equal(plainDigits("۲۷۴۹۱۳"), "274913");
  assert.equal(plainDigits("\u200f42 "), "42");
  assert.equal(faultOf("٢٧٤٩١٣"), undefined);
});

test("proves a PIN as the contract says: 600,000 rounds over this salt and this key", async () => {
  const salt = Uint8Array.from({ length: 16 }, (_, index) => index);
  const thumbprint = createHash("sha256").update('{"crv":"P-256","kty":"EC","x":"AQ","y":"Ag"}').digest();
  const expected = pbkdf2Sync("274913", Buffer.concat([salt, thumbprint]), 600_000, 32, "sha256").toString("base64url");
  assert.equal(await proofOf("274913", salt, JWK), expected);
  assert.equal(await proofOf("٢٧٤٩١٣", salt, JWK), expected);
  for (const other of [proofOf("274914", salt, JWK), proofOf("274913", makeSalt(), JWK), proofOf("274913", salt, OTHER)]) {
    assert.notEqual(await other, expected);
  }
});
