// openid-client 5 speaks every response type, and checks nonce, at_hash and c_hash of each.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { custom, generators, Issuer } from "openid-client-5";

import { Person } from "../fixture/person.mjs";
import { startWorld } from "../fixture/world.mjs";

custom.setHttpOptionsDefaults({ timeout: 30_000 });

const TYPES = ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"];
const REDIRECT_URI = "https://party.example/callback";

let world, user, issuer, client;
before(async () => {
  world = await startWorld();
  [user] = world.users;
  issuer = await Issuer.discover(world.issuer);
  client = new issuer.Client(
    await world.register({
      client_name: "Everything",
      redirect_uris: [REDIRECT_URI],
      grant_types: ["authorization_code", "implicit", "refresh_token"],
      response_types: TYPES,
      id_token_signed_response_alg: "RS256",
      scope: "openid profile email",
    }),
  );
});
after(() => world?.stop());

for (const response_type of TYPES) {
  for (const response_mode of ["query", "fragment", "form_post"]) {
    // What leaves in a query stands in logs: tokens do not go there (OAuth 2.0 Multiple Response Types §3).
    if (response_mode === "query" && response_type !== "code") continue;
    test(`${response_type} in ${response_mode}`, async () => {
      const { checks, challenge } = begin(response_type);
      const person = new Person(user);
      const ask = async (parameters = {}) => {
        const url = client.authorizationUrl({ scope: "openid profile email", response_mode, ...challenge, ...parameters });
        const arrived = await person.visit(url, (it) => it.startsWith(REDIRECT_URI));
        assert.ok(arrived.url.startsWith(REDIRECT_URI), arrived.text);
        return parametersOf(arrived, response_mode);
      };
      const tokens = await client.callback(REDIRECT_URI, await ask(), checks);
      const { sub } = tokens.claims();
      const wanted = response_type.split(" ");
      assert.equal(Boolean(tokens.access_token), wanted.includes("token") || wanted.includes("code"));
      if (tokens.access_token) {
        const info = await client.userinfo(tokens.access_token);
        assert.deepEqual([info.sub, info.email], [sub, user.email]);
      }
      assert.equal(Boolean(tokens.refresh_token), wanted.includes("code"));
      // A refusal comes the same way.
      const refused = client.callback(REDIRECT_URI, await ask({ prompt: "none login" }), checks);
      await assert.rejects(refused, ({ error }) => error === "invalid_request");
    });
  }
}

test("an answer of another request is not taken", async () => {
  const { checks, challenge } = begin("code id_token token");
  const url = client.authorizationUrl({ scope: "openid", response_mode: "form_post", ...challenge });
  const { form } = await new Person(user).visit(url, (it) => it.startsWith(REDIRECT_URI));
  const taken = (changes, expected = checks) => client.callback(REDIRECT_URI, { ...form, ...changes }, expected);
  await assert.rejects(taken({}, { ...checks, nonce: "another" }), /nonce mismatch/);
  await assert.rejects(taken({}, { ...checks, state: "another" }), /state mismatch/);
  await assert.rejects(taken({ access_token: `${form.access_token}x` }), /at_hash mismatch/);
  await assert.rejects(taken({ code: `${form.code}x` }), /c_hash mismatch/);
  await assert.rejects(taken({ id_token: form.id_token.replace(/.$/, (it) => (it === "A" ? "Q" : "A")) }), /signature/);
  assert.ok((await taken({})).claims().sub);
});

/** What is sent, and what is held against what comes back. */
function begin(response_type) {
  const sent = { state: generators.state(), nonce: generators.nonce(), response_type };
  const code_verifier = generators.codeVerifier();
  const code_challenge = generators.codeChallenge(code_verifier);
  const challenge = response_type.includes("code") ? { code_challenge, code_challenge_method: "S256" } : {};
  return { checks: { ...sent, code_verifier }, challenge: { ...sent, ...challenge } };
}

/** What the answer says; it is in its own place and nowhere else. */
function parametersOf({ url, form }, response_mode) {
  const { search, hash } = new URL(url);
  const found = { query: search, fragment: hash, form_post: form ? `?${new URLSearchParams(form)}` : "" };
  for (const [place, text] of Object.entries(found)) assert.equal(text !== "", place === response_mode, `${place}: ${url}`);
  return Object.fromEntries(new URLSearchParams(found[response_mode].slice(1)));
}
