// Requests as objects (OpenID Connect Core §6, RFC 9101), signed by openid-client 5 and 6.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { exportJWK, generateKeyPair } from "jose";
import * as oidc from "openid-client";
import { custom, generators, Issuer } from "openid-client-5";

import { Person } from "../fixture/person.mjs";
import { configure } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

custom.setHttpOptionsDefaults({ timeout: 30_000 });

const REDIRECT_URI = "https://party.example/callback";
const KID = "the party's own";

let world, user, key, privateJwk, jwks, party;
before(async () => {
  [world, party] = await Promise.all([startWorld(), openParty()]);
  [user] = world.users;
  key = await generateKeyPair("ES256", { extractable: true });
  privateJwk = { ...(await exportJWK(key.privateKey)), kid: KID, alg: "ES256", use: "sig" };
  jwks = { keys: [{ ...(await exportJWK(key.publicKey)), kid: KID, alg: "ES256", use: "sig" }] };
  party.pages.set("/jwks", JSON.stringify(jwks));
});
after(async () => {
  party?.close();
  await world?.stop();
});

test("openid-client 6 signs with a key that is published at an address (RFC 9101)", async () => {
  const registered = await register({ jwks_uri: `${party.home}/jwks`, require_signed_request_object: true });
  const config = await configure(world, registered);
  const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
  const parameters = {
    redirect_uri: REDIRECT_URI,
    scope: "openid email",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
  };
  const url = await oidc.buildAuthorizationUrlWithJAR(config, parameters, { key: key.privateKey, kid: KID });
  assert.deepEqual([...url.searchParams.keys()].sort(), ["client_id", "request"]);
  const tokens = await oidc.authorizationCodeGrant(config, new URL(await arrive(url.href)), checks);
  assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).email, user.email);

  // In plain parameters it may not ask, nor with another's key.
  const plain = await new Person(user).visit(oidc.buildAuthorizationUrl(config, parameters).href, isThere);
  assert.ok(refused(plain), plain.url);
  const other = await generateKeyPair("ES256");
  const forged = await oidc.buildAuthorizationUrlWithJAR(config, parameters, { key: other.privateKey, kid: KID });
  const answer = await new Person(user).visit(forged.href, isThere);
  assert.ok(refused(answer), answer.url);
});

for (const by of ["value", "address"]) {
  test(`openid-client 5 sends one by ${by}`, async () => {
    const { Client } = await Issuer.discover(world.issuer);
    const address = `${party.home}/request`;
    const registered = await register({ jwks, request_object_signing_alg: "ES256", request_uris: [address] });
    const client = new Client(registered, { keys: [privateJwk] });
    const checks = { state: generators.state(), nonce: generators.nonce(), code_verifier: generators.codeVerifier() };
    const request = await client.requestObject({
      response_type: "code",
      redirect_uri: REDIRECT_URI,
      scope: "openid email",
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: generators.codeChallenge(checks.code_verifier),
      code_challenge_method: "S256",
    });
    party.pages.set("/request", request);
    const carried = by === "value" ? { request } : { request_uri: address };
    // The nonce beside the object is not the one that counts.
    const url = client.authorizationUrl({ scope: "openid", nonce: "beside", ...carried });
    const tokens = await client.callback(REDIRECT_URI, client.callbackParams(await arrive(url)), checks);
    assert.equal((await client.userinfo(tokens)).email, user.email);
    assert.equal(party.asked.has("/request"), by === "address");
  });
}

const isThere = (url) => url.startsWith(REDIRECT_URI);
const refused = ({ url, status }) => (isThere(url) ? new URL(url).searchParams.has("error") : status >= 400);

async function arrive(url) {
  const { url: arrived, text } = await new Person(user).visit(url, isThere);
  assert.ok(isThere(arrived), text);
  return arrived;
}

function register(metadata) {
  party.asked.clear();
  return world.register({
    client_name: "Signs its requests",
    redirect_uris: [REDIRECT_URI],
    grant_types: ["authorization_code"],
    token_endpoint_auth_method: "client_secret_basic",
    id_token_signed_response_alg: "ES256",
    scope: "openid email",
    ...metadata,
  });
}

/** Where the party publishes what the provider comes for. */
async function openParty() {
  const [pages, asked] = [new Map(), new Set()];
  const server = createServer(({ url }, response) => {
    asked.add(url);
    response.writeHead(pages.has(url) ? 200 : 404, { "content-type": url === "/jwks" ? "application/json" : "application/jwt" });
    response.end(pages.get(url));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { pages, asked, home: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
