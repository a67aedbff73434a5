// Debian's mod_auth_openidc: a web server whose pages only those see who signed in.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { after, before, test } from "node:test";

import { Person } from "../fixture/person.mjs";
import { startWorld } from "../fixture/world.mjs";
import { addresses, startApache } from "./apache.mjs";

const KID = "the web server's own";
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

let world, user;
before(async () => {
  world = await startWorld();
  [user] = world.users;
});
after(() => world?.stop());

for (const [token_endpoint_auth_method, id_token_signed_response_alg, response_type, userinfo_signed_response_alg] of [
  ["client_secret_basic", "RS256", "code"],
  ["client_secret_post", "ES256", "code"],
  ["client_secret_basic", "RS256", "code", "RS256"],
  ["client_secret_basic", "RS256", "code id_token"],
  ["client_secret_basic", "RS256", "code id_token token"],
]) {
  const signed = userinfo_signed_response_alg ? ", userinfo signed" : "";
  const told = `${token_endpoint_auth_method}, ${id_token_signed_response_alg}, ${response_type}${signed}`;
  const metadata = { token_endpoint_auth_method, id_token_signed_response_alg, userinfo_signed_response_alg };
  test(`signs in, reads userinfo, refreshes and logs out: ${told}`, async (t) => {
    const { at, person } = await open(t, metadata, response_type);
    const ask = async (query) => JSON.parse((await person.visit(`${at.redirectUri}?${new URLSearchParams(query)}`)).text);

    await signIn(person, at);
    const { id_token, userinfo, access_token, refresh_token } = await ask({ info: "json" });
    assert.equal(id_token.iss, world.issuer);
    assert.equal(userinfo.sub, id_token.sub);
    assert.equal(userinfo.name, user.name);
    assert.equal(userinfo.email, user.email);

    // The module refreshes when it is told to, and goes back where it is told to.
    const refresh = new URLSearchParams({ refresh: at.goodbye, access_token });
    const back = await person.visit(`${at.redirectUri}?${refresh}`);
    assert.equal(back.url, at.goodbye);
    const later = await ask({ info: "json" });
    assert.notEqual(later.access_token, access_token);
    assert.notEqual(later.refresh_token, refresh_token);
    assert.equal(later.id_token.sub, id_token.sub);

    const gone = await person.visit(`${at.redirectUri}?${new URLSearchParams({ logout: at.goodbye })}`);
    assert.equal(gone.url, at.goodbye);
    // Neither the web server nor the provider knows anybody any more.
    await isAskedToSignIn(person, at.home);
  });
}

// All that the module knows: three encryptions, by the client's key or a key of its secret. Of A128KW it knows the
// one half: what it seals so opens, but to open it takes the whole hash of the secret for the key.
const ENCS = ["A128CBC-HS256", "A256CBC-HS512", "A256GCM"];
for (const alg of ["RSA-OAEP", "A256KW"]) {
  for (const enc of ENCS) {
    test(`opens ID token and userinfo: ${alg}, ${enc}`, async (t) => {
      const metadata = { ...sealed("id_token", alg, enc), ...sealed("userinfo", alg, enc), ...published(alg) };
      const directives = ["IDToken", "UserInfo"].flatMap((answer) => [
        `OIDC${answer}EncryptedResponseAlg ${alg}`,
        `OIDC${answer}EncryptedResponseEnc ${enc}`,
      ]);
      const { at, person } = await open(t, metadata, "code", directives);
      await signIn(person, at);
      const { userinfo, id_token } = await told(person, at);
      assert.deepEqual([userinfo.sub, userinfo.email], [id_token.sub, user.email]);
    });
  }
}

for (const sign_alg of ["RS256", "HS256", "none"]) {
  const crypts = ["RSA-OAEP", "A128KW", "A256KW"].flatMap((crypt_alg) => ENCS.map((crypt_enc) => ({ crypt_alg, crypt_enc })));
  for (const crypt of [{}, ...crypts]) {
    test(`asks by a request object: ${[sign_alg, ...Object.values(crypt)].join(", ")}`, async (t) => {
      const object = JSON.stringify({ request_object_type: "request", crypto: { sign_alg, ...crypt } });
      const directive = `OIDCRequestObject "${object.replaceAll('"', '\\"')}"`;
      const metadata = {
        request_object_signing_alg: sign_alg,
        ...(crypt.crypt_alg && { request_object_encryption_alg: crypt.crypt_alg, request_object_encryption_enc: crypt.crypt_enc }),
        ...published(sign_alg),
      };
      const { at, person } = await open(t, metadata, "code", [directive]);
      const asked = await person.visit(at.home, isLogin);
      assert.ok(isLogin(asked.url), `${asked.url}: ${asked.text}`);
      await signIn(person, at);
      assert.equal((await told(person, at)).userinfo.email, user.email);
    });
  }
}

test("ends its session when the provider tells it that the person signed out elsewhere (Back-Channel Logout)", async (t) => {
  const { at, person } = await open(t, (it) => ({ backchannel_logout_uri: `${it.redirectUri}?logout=backchannel` }));
  const stranger = new Person(world.users.at(-1));
  await signIn(person, at);
  await signIn(stranger, at);

  const front = `${new URL(world.issuer).origin}/oidc/logout`;
  await person.visit(front);
  const late = Date.now() + 60_000;
  while ((await person.visit(at.home, isLogin)).text === "goodbye") {
    assert.ok(Date.now() < late, "it still takes the person for signed in");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await isAskedToSignIn(person, at.home);
  assert.equal((await stranger.visit(at.home)).text, "goodbye");
});

/** A web server of its own, registered with `metadata`, and somebody who has not been there yet. */
async function open(t, metadata, response_type = "code", more_directives = []) {
  const at = await addresses();
  const more = typeof metadata === "function" ? metadata(at) : metadata;
  const client = await register(at, { ...more, response_types: [response_type] });
  // A fragment would need a script to read it.
  const directives = [`OIDCResponseType "${response_type}"`, ...more_directives];
  if (more.jwks) directives.push(`OIDCPrivateKeyFiles "${KID}#key.pem"`);
  if (response_type !== "code") directives.push("OIDCResponseMode form_post");
  if (more.userinfo_signed_response_alg) directives.push(`OIDCUserInfoSignedResponseAlg ${more.userinfo_signed_response_alg}`);
  const apache = await startApache(world, client, at, directives, { "key.pem": key.export({ format: "pem", type: "pkcs8" }) });
  t.after(apache.stop);
  return { at, person: new Person(user) };
}

const told = async (person, at) => JSON.parse((await person.visit(`${at.redirectUri}?info=json`)).text);

const sealed = (answer, alg, enc) => ({
  [`${answer}_encrypted_response_alg`]: alg,
  [`${answer}_encrypted_response_enc`]: enc,
});

/** The web server's own key, where this algorithm needs one. */
const published = (alg) =>
  alg.startsWith("RS") ? { jwks: { keys: [{ ...createPublicKey(key).export({ format: "jwk" }), kid: KID }] } } : {};

const isLogin = (url) => new URL(url).pathname.startsWith("/login/");

async function isAskedToSignIn(person, url) {
  const asked = await person.visit(url, isLogin);
  assert.ok(isLogin(asked.url), `${asked.url}: ${asked.text}`);
}

function register(at, metadata) {
  return world.register({
    client_name: "A web server",
    redirect_uris: [at.redirectUri],
    post_logout_redirect_uris: [at.goodbye],
    grant_types: ["authorization_code", "implicit", "refresh_token"],
    token_endpoint_auth_method: "client_secret_basic",
    id_token_signed_response_alg: "RS256",
    scope: "openid profile email offline_access",
    ...metadata,
  });
}

async function signIn(person, at) {
  const { url, status, text } = await person.visit(at.home);
  assert.deepEqual([url, status], [at.home, 200], text);
  assert.equal(text, "goodbye");
}
