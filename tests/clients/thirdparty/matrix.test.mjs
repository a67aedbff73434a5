// Messages between us and libraries nobody here wrote: every way of key management with every encryption of the
// content, and every signature, in both directions and in sizes from nothing to 256 KiB.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import { program } from "../fixture/world.mjs";
import { messages, payload, publicPart, signatures } from "./libraries/matrix.mjs";
import { misreads, rnbyc } from "./libraries/rnbyc.mjs";
import { askAll } from "./libraries/speak.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../../target");
const python = (file) => [`${target}/tools/python/bin/python`, [here(`libraries/${file}`)]];

const LIBRARIES = [
  { name: "npm jose", command: [process.execPath, [here("libraries/npm-jose.mjs")]] },
  // It takes an empty content for one that did not open.
  { name: "jwcrypto", command: python("with_jwcrypto.py"), lacks: ({ enc, size }) => enc && size === 0 },
  { name: "joserfc", command: python("with_joserfc.py") },
];

const ours = (op) => (lines) => askAll(program(), ["jose", op, "--batch"], lines.map(known(op)));

/** Nobody is told more of a key than they need. */
const known = (op) => (line) => (["encrypt", "verify"].includes(op) ? { ...line, jwk: publicPart(line.jwk) } : line);

for (const { name, command, lacks = () => false } of LIBRARIES) {
  const theirs = (op) => (lines) => askAll(...command, lines.map((line) => ({ op, ...known(op)(line) })));
  test(`${name}: what we encrypt it decrypts, and the other way round`, () =>
    bothWays(messages(program()).filter((message) => !lacks(message)), { make: ours("encrypt"), read: theirs("decrypt") }, { make: theirs("encrypt"), read: ours("decrypt") }));
  test(`${name}: what we sign it verifies, and the other way round`, () =>
    bothWays(signatures(program()), { make: ours("sign"), read: theirs("verify") }, { make: theirs("sign"), read: ours("verify") }));
}

async function bothWays(wanted, ...ways) {
  assert.ok(wanted.length > 60);
  for (const { make, read } of ways) {
    const made = await make(wanted.map(({ size, ...message }) => message));
    check(wanted, made);
    const asked = wanted.map(({ jwk, alg, enc }, at) => ({ jwk, alg, ...(enc && { enc }), token: made[at].token }));
    const readBack = await read(asked);
    check(wanted, readBack);
    wanted.forEach((message, at) => assert.equal(readBack[at].payload, message.payload, describe(message)));
  }
}

function check(wanted, answers) {
  const failed = wanted.flatMap((message, at) =>
    answers[at].ok ? [] : [`${describe(message)}: ${answers[at].error ?? answers[at].check}`],
  );
  assert.ok(failed.length === 0, `${failed.length} of ${wanted.length} failed: ${failed.slice(0, 20).join("; ")}`);
}

const describe = ({ jwk, alg, enc, size }) => [alg, enc, jwk.crv ?? jwk.kty, `${size} bytes`].filter(Boolean).join(" ");

test("rnbyc: claims that we encrypt it decrypts, and the other way round", async () => {
  // Version 1.1 agrees on no key over P-521, and on none longer than one SHA-256.
  const lacks = ({ jwk, alg, enc }) => jwk.crv === "P-521" || (alg === "ECDH-ES" && /^A(192|256)CBC/.test(enc));
  const fits = ({ size, jwk }) => size === 1 || (size === 2048 && jwk.kty !== "EC");
  const wanted = messages(program()).filter((message) => fits(message) && !lacks(message));
  await inTurn(wanted, async ({ jwk, alg, enc, size }) => {
    const claims = claimsOf(size);
    const inside = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const byUs = () => ours("encrypt")([{ jwk, alg, enc, payload: inside, typ: "JWT" }]).then(([{ token }]) => token);
    assert.deepEqual((await rnbyc({ op: "decrypt", jwk, token: await readable(byUs, jwk) })).claims, claims);
    const byIt = () => rnbyc({ op: "encrypt", jwk: publicPart(jwk), alg, enc, claims }).then(({ token }) => token);
    const token = await readable(byIt, jwk);
    const [opened] = await ours("decrypt")([{ jwk, alg, enc, token }]);
    assert.ok(opened.ok, opened.check);
    assert.deepEqual(JSON.parse(Buffer.from(opened.payload, "base64url")), claims);
  });
});

test("rnbyc: claims that we sign it verifies, and the other way round", async () => {
  const wanted = signatures(program()).filter(({ size }) => size === 2048);
  await inTurn(wanted, async ({ jwk, alg, size }) => {
    const claims = claimsOf(size);
    const inside = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const [signed] = await ours("sign")([{ jwk, alg, payload: inside, typ: "JWT" }]);
    const known = jwk.kty === "oct" ? jwk : publicPart(jwk);
    assert.deepEqual((await rnbyc({ op: "verify", jwk: known, token: signed.token })).claims, claims);
    const { token } = await rnbyc({ op: "sign", jwk, alg, claims });
    const [verified] = await ours("verify")([{ jwk: known, alg, token }]);
    assert.ok(verified.ok, verified.check);
    assert.deepEqual(JSON.parse(Buffer.from(verified.payload, "base64url")), claims);
  });
});

/** A message that rnbyc does not misread. */
async function readable(make, jwk) {
  for (;;) {
    const token = await make();
    if (!misreads(token, jwk)) return token;
  }
}

/** Claims whose JSON is no whole number of blocks: rnbyc 1.1 leaves out the padding of a last block that is full. */
function claimsOf(size) {
  const claims = { sub: "Väinö Äyrämö", much: payload(size) };
  if (Buffer.from(JSON.stringify(claims)).length % 16 === 0) claims.much += "-";
  return claims;
}

/** Each on its own, so that all that fail are told together. */
async function inTurn(wanted, done) {
  const failed = [];
  for (const message of wanted) await done(message).catch((error) => failed.push(`${describe(message)}: ${error.message}`));
  assert.ok(failed.length === 0, `${failed.length} of ${wanted.length} failed: ${failed.slice(0, 20).join("; ")}`);
}
