// Debian's mod_auth_openidc: a web server whose pages only those see who signed in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Person } from "../fixture/person.mjs";
import { startWorld } from "../fixture/world.mjs";
import { addresses, startApache } from "./apache.mjs";

let world, user;
before(async () => {
  world = await startWorld();
  [user] = world.users;
});
after(() => world?.stop());

for (const [token_endpoint_auth_method, id_token_signed_response_alg] of [
  ["client_secret_basic", "RS256"],
  ["client_secret_post", "ES256"],
]) {
  test(`signs in, reads userinfo, refreshes and logs out: ${token_endpoint_auth_method}, ${id_token_signed_response_alg}`, async (t) => {
    const at = await addresses();
    const client = await register(at, { token_endpoint_auth_method, id_token_signed_response_alg });
    const apache = await startApache(world, client, at);
    t.after(apache.stop);
    const person = new Person(user);
    const ask = async (query) => JSON.parse((await person.visit(`${at.redirectUri}?${new URLSearchParams(query)}`)).text);

    await signIn(person, at);
    const { id_token, userinfo, access_token, refresh_token } = await ask({ info: "json" });
    assert.equal(id_token.iss, world.issuer);
    assert.equal(userinfo.sub, id_token.sub);
    assert.equal(userinfo.name, user.name);
    assert.equal(userinfo.email, user.email);

    // The module refreshes when it is told to, and goes back where it is told to.
    const told = new URLSearchParams({ refresh: at.goodbye, access_token });
    const back = await person.visit(`${at.redirectUri}?${told}`);
    assert.equal(back.url, at.goodbye);
    const later = await ask({ info: "json" });
    assert.notEqual(later.access_token, access_token);
    assert.notEqual(later.refresh_token, refresh_token);
    assert.equal(later.id_token.sub, id_token.sub);

    const gone = await person.visit(`${at.redirectUri}?${new URLSearchParams({ logout: at.goodbye })}`);
    assert.equal(gone.url, at.goodbye);
    // Neither the web server nor the provider knows anybody any more.
    const asked = await person.visit(at.home, (url) => new URL(url).pathname.startsWith("/login/"));
    assert.match(new URL(asked.url).pathname, /^\/login\//);
  });
}

function register(at, metadata) {
  return world.register({
    client_name: "A web server",
    redirect_uris: [at.redirectUri],
    post_logout_redirect_uris: [at.goodbye],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    scope: "openid profile email offline_access",
    ...metadata,
  });
}

async function signIn(person, at) {
  const { url, status, text } = await person.visit(at.home);
  assert.deepEqual([url, status], [at.home, 200], text);
  assert.equal(text, "goodbye");
}
