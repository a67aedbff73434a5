// Relying parties nobody here wrote, each with its own idea of the specifications: one sign-in with each.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";

import { Person } from "../fixture/person.mjs";
import { startWorld } from "../fixture/world.mjs";
import * as oauth4webapi from "./parties/oauth4webapi.mjs";
import * as openidClient from "./parties/openid-client.mjs";
import * as openidClient5 from "./parties/openid-client-5.mjs";
import * as spoken from "./parties/spoken.mjs";

const PARTIES = [openidClient, openidClient5, oauth4webapi, spoken.oic, spoken.idpyoidc, spoken.openidconnect];
// Nobody is there: the person stops where a browser would ask for it.
const ADDRESSES = { redirectUri: "https://party.example/callback", postLogoutRedirectUri: "https://party.example/goodbye" };

let world, user;
before(async () => {
  world = await startWorld();
  [user] = world.users;
});
after(() => world?.stop());

for (const { name, open, register, authentication = ["client_secret_basic", "client_secret_post", "none"] } of PARTIES) {
  const goes = async (t, client) => {
    const party = await open(world, client, ADDRESSES);
    t.after(() => party.close?.());
    await wholeWay(party);
  };
  const metadata = (token_endpoint_auth_method, id_token_signed_response_alg) => ({
    client_name: name,
    redirect_uris: [ADDRESSES.redirectUri],
    post_logout_redirect_uris: [ADDRESSES.postLogoutRedirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method,
    id_token_signed_response_alg,
    scope: "openid profile email offline_access",
  });
  for (const [number, method] of authentication.entries()) {
    // Both algorithms, without every combination.
    const algorithm = number % 2 ? "ES256" : "RS256";
    test(`${name}: signs in, reads userinfo, refreshes and logs out: ${method}, ${algorithm}`, async (t) => {
      await goes(t, await world.register(metadata(method, algorithm)));
    });
    if (!register) continue;
    test(`${name}: registers itself, and goes the same way: ${method}, ${algorithm}`, async (t) => {
      await goes(t, await register(world, metadata(method, algorithm)));
    });
  }
}

async function wholeWay(party) {
  const person = new Person(user);
  const arrive = async (url, address) => {
    const { url: arrived, text } = await person.visit(url, (it) => it.startsWith(address));
    assert.ok(arrived.startsWith(address), `came to ${arrived}: ${text}`);
    return arrived;
  };
  const { claims, info } = await party.redeem(await arrive(await party.begin(), ADDRESSES.redirectUri));
  assert.equal(claims.iss, world.issuer);
  assert.equal(info.sub, claims.sub);
  assert.equal(info.name, user.name);
  assert.equal(info.email, user.email);
  assert.deepEqual(await party.refresh(), info);

  // The session stands: nobody is asked anything.
  const again = await party.redeem(await arrive(await party.begin({ prompt: "none" }), ADDRESSES.redirectUri));
  assert.equal(again.claims.sub, claims.sub);

  const state = randomUUID();
  const rest = await arrive(await party.logout(state), ADDRESSES.postLogoutRedirectUri);
  assert.equal(new URL(rest).searchParams.get("state"), state);
  const answer = await arrive(await party.begin({ prompt: "none" }), ADDRESSES.redirectUri);
  await assert.rejects(party.redeem(answer), ({ error }) => error === "login_required");
}
