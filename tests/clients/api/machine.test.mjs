// openid-client and jose without a browser: what machines ask of the provider.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import * as oidc from "openid-client";

import { configure } from "../fixture/relying-party.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

const MACHINE = {
  client_name: "Night Job",
  grant_types: ["client_credentials"],
  response_types: [],
  redirect_uris: [],
  token_endpoint_auth_method: "client_secret_basic",
};

let world, client, config;
before(async () => {
  world = await startWorld();
  client = await world.register(MACHINE);
  config = await configure(world, client);
});
after(() => world?.stop());

test("issues an access token that an API verifies by the published keys alone", async () => {
  const { access_token } = await oidc.clientCredentialsGrant(config);
  const { issuer, jwks_uri } = config.serverMetadata();
  const keys = createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: 30_000 });
  const { payload } = await jwtVerify(access_token, keys, { issuer, audience: client.client_id, typ: "at+jwt" });
  assert.equal(payload.client_id, client.client_id);
  assert.equal(payload.sub, client.client_id);
  assert.ok(payload.jti);
  await assert.rejects(jwtVerify(access_token, keys, { issuer, audience: "somebody else" }));
  await assert.rejects(jwtVerify(`${access_token.slice(0, -4)}AAAA`, keys, { issuer }));
});

test("publishes keys that sign and keys to encrypt to from the first start, and no private part of any", async () => {
  const { keys } = await (await fetch(config.serverMetadata().jwks_uri)).json();
  for (const [wanted, what] of [["ES256", "sig"], ["RS256", "sig"], ["RSA-OAEP", "enc"], ["ECDH-ES", "enc"]]) {
    assert.ok(keys.some(({ alg, use }) => alg === wanted && use === what), wanted);
  }
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length);
  for (const key of keys) {
    for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k"]) assert.equal(key[secret], undefined);
  }
  const { access_token } = await oidc.clientCredentialsGrant(config);
  assert.ok(keys.some(({ kid }) => kid === decodeProtectedHeader(access_token).kid));
});

test("says in discovery what the endpoints do", async () => {
  const metadata = config.serverMetadata();
  assert.equal(metadata.issuer, world.issuer);
  assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  assert.ok(metadata.code_challenge_methods_supported.includes("S256"));
  assert.ok(metadata.grant_types_supported.includes("refresh_token"));
  for (const method of ["client_secret_basic", "client_secret_post", "none"]) {
    assert.ok(metadata.token_endpoint_auth_methods_supported.includes(method), method);
  }
  const plain = await oidc.discovery(new URL(world.issuer), client.client_id, undefined, oidc.None(), {
    algorithm: "oauth2",
    execute: [oidc.allowInsecureRequests],
  });
  assert.equal(plain.serverMetadata().token_endpoint, metadata.token_endpoint);
});

test("introspects a living token as active and a revoked one as nothing at all", async () => {
  const { access_token } = await oidc.clientCredentialsGrant(config);
  const alive = await oidc.tokenIntrospection(config, access_token);
  assert.equal(alive.active, true);
  assert.equal(alive.client_id, client.client_id);
  await oidc.tokenRevocation(config, access_token);
  assert.deepEqual(await oidc.tokenIntrospection(config, access_token), { active: false });
  assert.deepEqual(await oidc.tokenIntrospection(config, "never was a token"), { active: false });
});

test("refuses a wrong secret, an unknown client and a grant that is not registered", async () => {
  const refused = async (changed, grant = oidc.clientCredentialsGrant) => {
    const other = await configure(world, { ...client, ...changed });
    // A challenge comes with a body as well; openid-client reads it only where there is none.
    return grant(other).then(() => "accepted", async (error) => error.error ?? (await error.response.json()).error);
  };
  assert.equal(await refused({}), "accepted");
  assert.equal(await refused({ client_secret: "wrong" }), "invalid_client");
  assert.equal(await refused({ client_id: "nobody" }), "invalid_client");
  assert.equal(await refused({}, (it) => oidc.refreshTokenGrant(it, "x")), "unauthorized_client");
  assert.equal(await refused({}, (it) => oidc.genericGrantRequest(it, "urn:example:none", {})), "unsupported_grant_type");
});

test("shows a client's secret once", async () => {
  assert.ok(client.client_secret);
  const read = await admin(world, `clients/${encodeURIComponent(client.client_id)}`);
  assert.equal(read.status, 200);
  const shown = await read.json();
  assert.equal(shown.client_name, MACHINE.client_name);
  assert.equal(shown.client_secret, undefined);
});

test("keeps the admin API to those who hold its token", async () => {
  const asked = async (authorization) =>
    (await admin(world, "clients", { headers: authorization ? { authorization } : {} })).status;
  assert.equal(await asked(`Bearer ${world.admin_token}`), 200);
  assert.equal(await asked(undefined), 401);
  assert.equal(await asked("Bearer wrong"), 401);
});
