// The log, as talkative as it can be made, never holds what would open anything.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";

import * as oidc from "openid-client";

import { alert, arrival, decision, launch, open, signIn, signOut } from "../fixture/browser.mjs";
import { configure, openShop } from "../fixture/relying-party.mjs";
import { admin, startWorld } from "../fixture/world.mjs";

let world, browser, stopped;
before(async () => {
  [world, browser] = await Promise.all([startWorld({ log: "trace" }), launch()]);
});
after(async () => {
  await browser?.close();
  if (!stopped) await world?.stop();
});

/** What must not be found, by name. */
const secrets = new Map();
const secret = (name, value) => {
  assert.ok(typeof value === "string" && value.length >= 8, `${name} is ${value}`);
  secrets.set(name, value);
  return value;
};

test("holds no password, code, token, secret, cookie, handle or state of a whole flow and of what is refused", async () => {
  world.clients.forEach(({ client_id, client_secret }) => client_secret && secret(`secret of ${client_id}`, client_secret));
  secret("admin token", world.admin_token);
  const [user] = world.users;
  secret("password", user.password);

  const tokens = await signInAndOut(user);
  await administer();
  await machine();
  await misuse(user, tokens);
  await world.stop();
  stopped = true;

  const log = world.logged();
  // It was as talkative as asked, and tells of what happened.
  for (const told of ["DEBUG", "refused", "password-wrong", "code-replayed", "made a client", "client demo-web: wrong secret"]) {
    assert.ok(log.includes(told), `${told} is missing in:\n${log}`);
  }
  assert.ok(secrets.size > 35, `${secrets.size} secrets`);
  assert.deepEqual(leaks(log), []);
  // And a secret would be found, whole or in part.
  const token = secrets.get("access token");
  for (const leaked of [token, token.slice(0, 24), encodeURIComponent(user.password), token.split(".")[2]]) {
    assert.notDeepEqual(leaks(`${log} ${leaked}`), []);
  }
});

/** The names of the secrets in this text: whole, percent-encoded, in base64, or a telling piece of one. */
function leaks(text) {
  const found = [];
  for (const [name, value] of secrets) {
    const pieces = value.length < 24 ? [] : [value.slice(0, 16), value.slice(-16), ...value.split(".").map((it) => it.slice(0, 24))];
    const forms = [value, encodeURIComponent(value), ...["base64", "base64url"].map((it) => Buffer.from(value).toString(it).replace(/=+$/, ""))];
    if ([...forms, ...pieces].some((form) => form.length >= 8 && text.includes(form))) found.push(name);
  }
  return found;
}

/** A person at a shop: login with a wrong and the right password, consent, tokens, logout. */
async function signInAndOut(user) {
  const window = await open(browser);
  const { page } = window;
  const handle = (name) => secret(name, new URL(page.url()).pathname.split("/").at(-1));
  const shop = await openShop(world);
  secret("the shop's secret", shop.client.client_secret);
  const authorization = await shop.begin({ scope: "openid profile email offline_access" });
  for (const name of ["state", "nonce"]) secret(name, authorization[name]);
  await page.goto(authorization.url);
  handle("handle of the sign-in");
  await signIn(page, { ...user, password: secret("wrong password", "a-wrong-password-0123456789") });
  await alert(page).waitFor();
  await signIn(page, user);
  await decision(page, "allow").waitFor();
  handle("handle of the consent");
  await decision(page, "allow").click();
  const answer = await arrival(page, shop.redirectUri);
  secret("code", new URL(answer).searchParams.get("code"));
  for (const { name, value } of await window.context.cookies()) secret(`cookie ${name}`, value);

  const first = await authorization.redeem(answer);
  for (const name of ["access_token", "id_token", "refresh_token"]) secret(name.replace("_", " "), first[name]);
  await oidc.fetchUserInfo(shop.config, first.access_token, first.claims().sub);
  const second = await oidc.refreshTokenGrant(shop.config, first.refresh_token);
  for (const name of ["access_token", "refresh_token"]) secret(`second ${name}`, second[name]);
  assert.equal((await oidc.tokenIntrospection(shop.config, second.access_token)).active, true);
  await oidc.tokenRevocation(shop.config, second.refresh_token);

  const replayed = authorization.redeem(answer);
  await assert.rejects(replayed, ({ error }) => error === "invalid_grant");
  await assert.rejects(oidc.refreshTokenGrant(shop.config, first.refresh_token), ({ error }) => error === "invalid_grant");

  await page.goto(oidc.buildEndSessionUrl(shop.config).href);
  handle("handle of the sign-out");
  const parameters = { id_token_hint: first.id_token, post_logout_redirect_uri: shop.postLogoutRedirectUri };
  const state = secret("state of the sign-out", oidc.randomState());
  await signOut(page, oidc.buildEndSessionUrl(shop.config, { ...parameters, state }).href, shop.postLogoutRedirectUri);
  shop.close();
  await window.close();
  return first;
}

/** What an operator does: clients, secrets, people. */
async function administer() {
  const post = async (path, body) => {
    const response = await admin(world, path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
    return [response.status, await response.json().catch(() => ({}))];
  };
  const metadata = { client_name: "Made", redirect_uris: ["https://made.example/cb"], grant_types: ["authorization_code"] };
  const [created, client] = await post("clients", metadata);
  assert.equal(created, 201, JSON.stringify(client));
  secret("secret of the client made", client.client_secret);
  const password = secret("password of the account made", "kolme-sanaa-ja-piste");
  const [made, body] = await post("users", { username: "eila", password, name: "Eila" });
  assert.equal(made, 201, JSON.stringify(body));

  // Secrets where they do not belong, so that whatever complains of a value has one to tell.
  const misplaced = (name) => secret(`misplaced ${name}`, `misplaced-${name.replaceAll(" ", "-")}-4711`);
  for (const [path, body] of [
    ["users", { username: { deep: misplaced("username") }, password: ["x", misplaced("password in a list")] }],
    ["users", `{"username":"y","password":"${misplaced("password in broken JSON")}"`],
    ["clients", { ...metadata, client_secret: misplaced("client_secret") }],
    ["clients", { ...metadata, grant_types: misplaced("grant_types") }],
    ["clients", { ...metadata, redirect_uris: [`not an address ${misplaced("redirect_uris")}`] }],
  ]) {
    const [status] = await post(path, body);
    assert.ok(status >= 400 && status < 500, `${path} ${JSON.stringify(body)}: ${status}`);
  }
  const other = await admin(world, "users", { headers: { authorization: `Bearer ${misplaced("admin token")}` } });
  assert.equal(other.status, 401);
}

/** A program on its own behalf. */
async function machine() {
  const client = await world.register({
    client_name: "Machine",
    grant_types: ["client_credentials"],
    response_types: [],
    token_endpoint_auth_method: "client_secret_basic",
  });
  secret("the machine's secret", client.client_secret);
  const { access_token } = await oidc.clientCredentialsGrant(await configure(world, client));
  secret("the machine's token", access_token);
}

/** What is refused, each with a secret in it. */
async function misuse(user, tokens) {
  const base = new URL(world.issuer).origin;
  const misused = (name) => secret(`misused ${name}`, `misused-${name.replaceAll(" ", "-")}-0815`);
  const form = (fields, headers = {}) => ({ method: "POST", body: new URLSearchParams(fields), headers });
  const get = (headers) => ({ headers });
  const grant = { grant_type: "authorization_code", client_id: "demo-spa" };
  for (const [path, options] of [
    [`/oauth2/token?client_secret=${misused("query")}`, form({ grant_type: "client_credentials" })],
    ["/oauth2/token", form({ grant_type: "client_credentials", client_id: "demo-web", client_secret: misused("secret") })],
    ["/oauth2/token", form({ grant_type: "password", username: user.username, password: misused("password") })],
    ["/oauth2/token", form({ ...grant, code: misused("code"), code_verifier: misused("verifier") })],
    ["/oauth2/token", form({ grant_type: "client_credentials" }, { authorization: `Basic ${misused("basic")}` })],
    ["/oauth2/token", form({ grant_type: "client_credentials" }, { authorization: `Basic ${btoa(`demo-web:${misused("pair")}`)}` })],
    ["/oauth2/token", form(`code=a&code=${misused("repeated")}`)],
    ["/oauth2/token", { method: "POST", body: misused("body"), headers: { "content-type": "text/plain" } }],
    ["/oauth2/userinfo", get({ authorization: `Bearer ${misused("bearer")}` })],
    ["/oauth2/userinfo", get({ authorization: `Bearer ${tokens.id_token}` })],
    [`/oauth2/userinfo?access_token=${misused("token in the query")}`, {}],
    ["/oauth2/introspect", form({ token: misused("introspected") })],
    ["/oauth2/revoke", form({ token: misused("revoked"), client_id: "nobody" })],
    [`/oauth2/authorize?client_id=nobody&state=${misused("state")}`, {}],
    [`/oauth2/authorize?client_id=demo-spa&redirect_uri=${encodeURIComponent(`http://127.0.0.1:9000/callback?token=${misused("redirect")}`)}`, {}],
    [`/oauth2/authorize?client_id=demo-spa&client_id=${misused("client_id")}`, {}],
    [`/oauth2/authorize?%ff=${misused("encoding")}`, {}],
    [`/login/${misused("handle")}`, get({ cookie: `countersign-session=${misused("cookie")}` })],
    [`/consent/${misused("consent")}`, form({ decision: misused("decision") })],
    [`/oidc/logout?id_token_hint=${misused("hint")}`, {}],
    [`/oidc/logout?id_token_hint=${tokens.id_token}&client_id=${misused("other client")}`, {}],
    [`/no/such/${misused("path")}?x=${misused("query of nothing")}`, { headers: { accept: "text/html" } }],
    ["/health/live", { method: "POST", body: misused("method") }],
  ]) {
    const response = await fetch(base + path, { redirect: "manual", ...options });
    assert.ok(response.status >= 400 && response.status < 500, `${path}: ${response.status}`);
  }

  // Not HTTP at all: what reads the connection has something to say about it.
  const socket = connect(new URL(base).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.end(`${misused("garbage")} \0\r\n\r\n`);
  socket.resume();
  await once(socket, "close");
}
