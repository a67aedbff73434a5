// Everything sealed, with relying parties nobody here wrote: ID tokens and userinfo encrypted for them, request objects
// encrypted by them, in every combination that each of them knows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import * as oidc from "openid-client";
import { custom, generators, Issuer } from "openid-client-5";

import { Person } from "../fixture/person.mjs";
import { configure } from "../fixture/relying-party.mjs";
import { program, startWorld } from "../fixture/world.mjs";
import { ENCS, RECIPIENTS, publicPart } from "./libraries/matrix.mjs";
import { generate } from "./libraries/speak.mjs";

custom.setHttpOptionsDefaults({ timeout: 30_000 });

const REDIRECT_URI = "https://party.example/callback";
const SYMMETRIC = ["A128KW", "A256KW", "dir"];

let world, user, keys;
before(async () => {
  world = await startWorld();
  [user] = world.users;
  keys = RECIPIENTS.filter(({ algs }) => !SYMMETRIC.includes(algs[0])).flatMap(({ key, algs }) => {
    const { alg, kid, key_ops, ...jwk } = generate(program(), key);
    return algs.map((alg) => ({ alg, jwk: { ...jwk, use: "enc", kid: `${jwk.crv ?? jwk.kty} of the party` } }));
  });
  for (const alg of SYMMETRIC) keys.push({ alg });
});
after(() => world?.stop());

/** Every way of key management on every kind of key, with every encryption of the content. */
const combinations = () => keys.flatMap(({ alg, jwk }) => ENCS.map((enc) => ({ alg, enc, jwk })));
const told = ({ alg, enc, jwk }) => [alg, enc, jwk?.crv].filter(Boolean).join(" ");

test("openid-client 5: ID token and userinfo, sealed in every way it knows", async () => {
  const { Client } = await Issuer.discover(world.issuer);
  // The keys it derives of a secret are as long as that allows: none of 384 bits and more but by SHA-384 and SHA-512.
  await each(combinations(), async ({ alg, enc, jwk }) => {
    const registered = await register({
      ...sealed("id_token", alg, enc),
      ...sealed("userinfo", alg, enc),
      userinfo_signed_response_alg: "RS256",
      ...published(jwk),
    });
    const client = new Client(registered, jwk && { keys: [jwk] });
    await signIn5(client, (checks) => client.authorizationUrl(asked5(checks)));
  });
});

test("openid-client 5: userinfo encrypted without being signed", async () => {
  const { Client } = await Issuer.discover(world.issuer);
  const { jwk } = keys.find(({ alg }) => alg === "RSA-OAEP");
  const registered = await register({ ...sealed("userinfo", "RSA-OAEP", "A256GCM"), ...published(jwk) });
  const client = new Client(registered, { keys: [jwk] });
  await signIn5(client, (checks) => client.authorizationUrl(asked5(checks)));
});

test("openid-client 5: request objects, signed or not, sealed for us in every way that is offered", async () => {
  const issuer = await Issuer.discover(world.issuer);
  const ways = issuer.metadata.request_object_encryption_alg_values_supported;
  assert.ok(["RSA-OAEP", "ECDH-ES", "dir"].every((alg) => ways.includes(alg)), `${ways}`);
  const signing = generate(program(), ["ES256"]);
  const wanted = [undefined, ...ways].flatMap((alg) =>
    ["ES256", "HS256", "none"].flatMap((signed) => (alg ? ENCS : [undefined]).map((enc) => ({ signed, alg, enc }))),
  );
  await each(wanted, async ({ signed, alg, enc }) => {
    const registered = await register({
      request_object_signing_alg: signed,
      ...(alg && { request_object_encryption_alg: alg, request_object_encryption_enc: enc }),
      ...(signed === "ES256" && { jwks: { keys: [publicPart(signing)] } }),
    });
    const client = new issuer.Client(registered, signed === "ES256" ? { keys: [signing] } : undefined);
    await signIn5(client, async (checks) => {
      const request = await client.requestObject({ response_type: "code", ...asked5(checks) });
      assert.equal(request.split(".").length, alg ? 5 : 3);
      return client.authorizationUrl({ scope: "openid", nonce: "beside", request });
    });
  });
});

test("openid-client 6: ID token and userinfo, sealed in every way it knows", async () => {
  // It knows keys of its own alone, and of the curves of NIST the smallest.
  const known = combinations().filter(({ jwk }) => jwk && !["P-384", "P-521"].includes(jwk.crv));
  await each(known, async ({ alg, enc, jwk }) => {
    const registered = await register({
      ...sealed("id_token", alg, enc),
      ...sealed("userinfo", alg, enc),
      userinfo_signed_response_alg: "RS256",
      ...published(jwk),
    });
    const config = await configure(world, registered);
    const name = alg.startsWith("RSA") ? { name: "RSA-OAEP", hash: alg.endsWith("256") ? "SHA-256" : "SHA-1" } : subtle(jwk.crv);
    const use = alg.startsWith("RSA") ? ["decrypt"] : ["deriveBits"];
    const { use: _, ...material } = jwk;
    const key = await crypto.subtle.importKey("jwk", material, name, false, use);
    oidc.enableDecryptingResponses(config, [enc], { key, alg, kid: jwk.kid });
    const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: "openid email",
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: "S256",
    });
    const tokens = await oidc.authorizationCodeGrant(config, new URL(await arrive(url.href)), checks);
    assert.equal(tokens.id_token.split(".").length, 5);
    assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).email, user.email);
  });
});

const subtle = (crv) => (crv === "X25519" ? { name: "X25519" } : { name: "ECDH", namedCurve: crv });

const sealed = (answer, alg, enc) => ({
  [`${answer}_encrypted_response_alg`]: alg,
  [`${answer}_encrypted_response_enc`]: enc,
});

const published = (jwk) => (jwk ? { jwks: { keys: [publicPart(jwk)] } } : {});

function asked5({ state, nonce, code_verifier }) {
  return {
    redirect_uri: REDIRECT_URI,
    scope: "openid email",
    state,
    nonce,
    code_challenge: generators.codeChallenge(code_verifier),
    code_challenge_method: "S256",
  };
}

/** The whole way of openid-client 5: it opens and checks all that it is answered. */
async function signIn5(client, begin) {
  const checks = { state: generators.state(), nonce: generators.nonce(), code_verifier: generators.codeVerifier() };
  const arrived = await arrive(await begin(checks));
  const tokens = await client.callback(REDIRECT_URI, client.callbackParams(arrived), { ...checks, response_type: "code" });
  const info = await client.userinfo(tokens);
  assert.deepEqual([info.sub, info.email], [tokens.claims().sub, user.email]);
}

/** The person signs in once; then the session stands. */
let person;
async function arrive(url) {
  person ??= new Person(user);
  const { url: arrived, text } = await person.visit(url, (it) => it.startsWith(REDIRECT_URI));
  assert.ok(arrived.startsWith(REDIRECT_URI), text);
  return arrived;
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

/** One after the other; those that fail are told together. */
async function each(wanted, done) {
  const failed = [];
  for (const one of wanted) {
    await done(one).catch((error) => failed.push(`${told(one)} ${one.signed ?? ""}: ${error.message.split("\n")[0]}`));
  }
  assert.ok(failed.length === 0, `${failed.length} of ${wanted.length} failed: ${failed.slice(0, 20).join("; ")}`);
}
