import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { base64url, fromBase64url } from "../app/bytes.mjs";
import { makeKey, publicJwk, sign, thumbprint } from "../app/jws.mjs";

const part = (text) => JSON.parse(Buffer.from(text, "base64url"));

test("signs exactly what is said, so that the public half verifies it", async () => {
  const keys = await makeKey();
  const message = await sign(keys, { kid: "phone-1" }, { aud: "https://id.example", name: "Väinö" });
  const [header, payload, signature] = message.split(".");
  assert.deepEqual(part(header), { alg: "ES256", typ: "countersign-phone+jwt", kid: "phone-1" });
  assert.deepEqual(part(payload), { aud: "https://id.example", name: "Väinö" });
  const jwk = await publicJwk(keys);
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  const verify = (said) =>
    crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, Buffer.from(signature, "base64url"), Buffer.from(said));
  assert.equal(await verify(`${header}.${payload}`), true);
  assert.equal(await verify(`${header}.${payload}x`), false);
});

test("makes a key that nobody can take out", async () => {
  const keys = await makeKey();
  assert.equal(keys.privateKey.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("jwk", keys.privateKey));
  assert.deepEqual(Object.keys(await publicJwk(keys)), ["kty", "crv", "x", "y"]);
});

test("names a key by the thumbprint of RFC 7638, whatever else stands beside it", async () => {
  const jwk = { y: "b", kid: "x", x: "a", kty: "EC", crv: "P-256", alg: "ES256" };
  const expected = createHash("sha256").update('{"crv":"P-256","kty":"EC","x":"a","y":"b"}').digest();
  assert.deepEqual(Buffer.from(await thumbprint(jwk)), expected);
});

test("writes bytes without padding and reads them back", () => {
  for (let length = 0; length < 8; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => 251 + index);
    assert.equal(base64url(bytes), Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(fromBase64url(base64url(bytes)), bytes);
  }
});
