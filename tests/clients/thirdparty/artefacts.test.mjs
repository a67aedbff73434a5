// Every sealed artefact, once per way of key management: what we answer is opened and verified by libraries nobody here
// wrote, and what they sign and seal for us is taken.
import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";

import { Person } from "../fixture/person.mjs";
import { admin, program, startWorld } from "../fixture/world.mjs";
import { publicPart } from "./libraries/matrix.mjs";
import { misreads, rnbyc } from "./libraries/rnbyc.mjs";
import { askAll, generate } from "./libraries/speak.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../../target");
const python = (file) => [`${target}/tools/python/bin/python`, [here(`libraries/${file}`)]];
const REDIRECT_URI = "https://party.example/callback";

// The encryptions of the content that rnbyc reads at any length; all of them are met elsewhere.
const WAYS = [
  { alg: "RSA-OAEP", enc: "A256GCM" },
  { alg: "RSA-OAEP-256", enc: "A128GCM" },
  { alg: "ECDH-ES", enc: "A192GCM" },
  { alg: "ECDH-ES+A128KW", enc: "A128GCM" },
  { alg: "ECDH-ES+A256KW", enc: "A256GCM" },
  { alg: "A128KW", enc: "A128GCM" },
  { alg: "A256KW", enc: "A192GCM" },
  { alg: "dir", enc: "A256GCM" },
];
const ANSWERS = ["id_token", "userinfo", "introspection", "authorization"];

const LIBRARIES = [
  library("npm jose", process.execPath, [here("libraries/npm-jose.mjs")]),
  library("jwcrypto", ...python("with_jwcrypto.py")),
  library("joserfc", ...python("with_joserfc.py")),
  { name: "rnbyc", read: (message) => rnbyc({ op: "open", ...message }).then(({ claims }) => claims), write: writeByRnbyc },
];

let world, user, told, keys, signing;
before(async () => {
  [world, told] = await Promise.all([startWorld(), listen()]);
  [user] = world.users;
  // There from the first start are RSA-OAEP and ECDH-ES.
  for (const alg of ["RSA-OAEP-256", "ECDH-ES+A128KW", "ECDH-ES+A256KW"]) {
    const made = await admin(world, "keys", { method: "POST", body: JSON.stringify({ alg }) });
    assert.equal(made.status, 201, await made.text());
  }
  keys = (await (await fetch(`${world.issuer}/oauth2/jwks`)).json()).keys;
  signing = generate(program(), ["ES256"]);
});
after(async () => {
  told?.close();
  await world?.stop();
});

for (const { alg, enc } of WAYS) {
  test(`what is answered by ${alg} with ${enc} is opened and verified by each library`, async () => {
    const own = goesBySecret(alg) ? undefined : generate(program(), [alg]);
    const client = await register({
      ...Object.fromEntries(ANSWERS.flatMap((answer) => [
        [`${answer}_encrypted_response_alg`, alg],
        [`${answer}_encrypted_response_enc`, enc],
      ])),
      userinfo_signed_response_alg: "RS256",
      introspection_signed_response_alg: "RS256",
      authorization_signed_response_alg: "RS256",
      backchannel_logout_uri: told.address,
      ...(own && { jwks: { keys: [publicPart(own)] } }),
    });
    const jwk = own ?? secretKey(client, alg);
    const read = (token, by = LIBRARIES[0]) => by.read({ jwk, alg, enc, token, verifying: keys });
    const artefacts = await allArtefacts(client, read);
    for (const library of LIBRARIES) {
      for (const [artefact, [token, expected]] of Object.entries(artefacts)) {
        assert.equal(token.split(".").length, 5, artefact);
        if (library.name === "rnbyc" && misreads(token, jwk)) continue;
        const claims = await read(token, library);
        for (const [claim, value] of Object.entries(expected)) {
          assert.deepEqual(claims[claim], value, `${library.name}, ${artefact}: ${claim} in ${JSON.stringify(claims)}`);
        }
      }
    }
  });

  test(`what each library signs and seals for us by ${alg} with ${enc} is taken`, async () => {
    const client = await register({
      request_object_signing_alg: "ES256",
      request_object_encryption_alg: alg,
      request_object_encryption_enc: enc,
      jwks: { keys: [publicPart(signing)] },
    });
    const jwk = goesBySecret(alg) ? secretKey(client, alg) : keys.find((key) => key.use === "enc" && key.alg === alg);
    for (const { name, write } of LIBRARIES) {
      const goes = async () => {
        const state = randomUUID();
        const claims = { iss: client.client_id, aud: world.issuer, client_id: client.client_id, ...asked({ state }) };
        const request = await write({ jwk, alg, enc, claims });
        const arrived = await arrive({ client_id: client.client_id, request }, new Person(user));
        assert.equal(arrived.get("state"), state);
      };
      // One in 256 that rnbyc seals for a key to agree on nobody can read; which, only we could see.
      const again = name === "rnbyc" && alg.startsWith("ECDH") ? goes : (error) => assert.fail(`${name}: ${error}`);
      await goes().catch(again);
    }
  });
}

const VERIFIER = "a-verifier-of-this-test-that-is-long-enough-for-it";

function asked(more) {
  return {
    response_type: "code",
    redirect_uri: REDIRECT_URI,
    scope: "openid email",
    nonce: "n-0S6",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  };
}

/** What the provider says in the one sign-in of a client, each sealed, and what must be in it. */
async function allArtefacts(client, read) {
  const person = new Person(user);
  const response = (await arrive({ client_id: client.client_id, ...asked({ state: "s", response_mode: "query.jwt" }) }, person)).get("response");
  const { code } = await read(response);
  const credentials = Buffer.from(`${client.client_id}:${client.client_secret}`).toString("base64");
  const basic = { authorization: `Basic ${credentials}` };
  const form = (path, fields, headers) =>
    fetch(`${world.issuer}/oauth2/${path}`, { method: "POST", headers: { ...basic, ...headers }, body: new URLSearchParams(fields) });
  const redeem = { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI, code_verifier: VERIFIER };
  const { id_token, access_token } = await (await form("token", redeem)).json();
  const { sub } = await read(id_token);
  const info = await fetch(`${world.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
  assert.equal(info.headers.get("content-type"), "application/jwt");
  const accept = { accept: "application/token-introspection+jwt" };
  const introspected = await form("introspect", { token: access_token }, accept);
  assert.equal(introspected.headers.get("content-type"), accept.accept);
  const logout = told.next();
  await person.visit(`${world.issuer}/oidc/logout`);
  const aud = client.client_id;
  const iss = world.issuer;
  return {
    response: [response, { iss, aud, code, state: "s" }],
    id_token: [id_token, { iss, aud, sub, nonce: "n-0S6" }],
    userinfo: [await info.text(), { sub, email: user.email }],
    introspection: [await introspected.text(), { iss, aud }],
    logout: [await logout, { iss, aud, sub }],
  };
}

async function arrive(parameters, person) {
  const isThere = (url) => url.startsWith(REDIRECT_URI);
  const { url, text } = await person.visit(`${world.issuer}/oauth2/authorize?${new URLSearchParams(parameters)}`, isThere);
  assert.ok(isThere(url), text);
  const answer = new URL(url).searchParams;
  assert.ok(!answer.has("error"), `${answer}`);
  return answer;
}

const goesBySecret = (alg) => ["A128KW", "A256KW", "dir"].includes(alg);

/** What a client's secret makes (OpenID Connect Core §10.2). */
function secretKey({ client_secret }, alg) {
  const hash = createHash("sha256").update(client_secret).digest();
  return { kty: "oct", k: hash.subarray(0, alg === "A128KW" ? 16 : 32).toString("base64url") };
}

/** A library that answers line for line. */
function library(name, command, args) {
  const ask = async (op, message) => {
    const [answer] = await askAll(command, args, [{ op, ...message }]);
    assert.ok(answer.ok, `${name}, ${op}: ${answer.error}`);
    return answer;
  };
  const bare = ({ use, alg, key_ops, ...jwk }) => jwk;
  return {
    name,
    async read({ jwk, alg, enc, token, verifying }) {
      const { payload } = await ask("decrypt", { jwk: bare(jwk), alg, enc, token });
      const inside = Buffer.from(payload, "base64url").toString();
      const { kid, alg: signed } = JSON.parse(Buffer.from(inside.split(".")[0], "base64url"));
      const key = verifying.find((known) => known.kid === kid);
      const verified = await ask("verify", { jwk: bare(key), alg: signed, token: inside });
      return JSON.parse(Buffer.from(verified.payload, "base64url"));
    },
    async write({ jwk, alg, enc, claims }) {
      const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
      const { token } = await ask("sign", { jwk: bare(signing), alg: "ES256", payload });
      return (await ask("encrypt", { jwk: bare(jwk), alg, enc, payload: Buffer.from(token).toString("base64url") })).token;
    },
  };
}

/** One process signs and encrypts. */
async function writeByRnbyc({ jwk, alg, enc, claims }) {
  return (await rnbyc({ op: "nest", jwk, alg, enc, claims, signing })).token;
}

function register(metadata) {
  return world.register({
    client_name: "Has everything sealed",
    redirect_uris: [REDIRECT_URI],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "client_secret_basic",
    id_token_signed_response_alg: "RS256",
    scope: "openid email",
    ...metadata,
  });
}

/** Where the party is told that people signed out. */
async function listen() {
  const waiting = [];
  const server = createServer(async (request, response) => {
    const body = new URLSearchParams(await text(request));
    response.end();
    waiting.shift()?.(body.get("logout_token"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${server.address().port}/logout`,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => server.close(),
  };
}
