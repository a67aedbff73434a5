// The example of the relying-party library, run as its documentation says: a web site where a person signs in.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { Person } from "../fixture/person.mjs";
import { startWorld } from "../fixture/world.mjs";

const PATIENCE = 60_000;

let world;
before(async () => {
  world = await startWorld();
});
after(() => world?.stop());

test("a person signs in at the example, is refreshed, and signs out", async (t) => {
  const { home, person } = await site(t);
  assert.match((await person.visit(home)).text, /Hello, stranger/);

  const { text } = await person.visit(`${home}/sign-in`);
  assert.match(text, /Signed in/);
  assert.ok(text.includes(world.users[0].name), text);
  assert.match((await person.visit(`${home}/refresh`)).text, /Hello, [^s]/);

  const { url, text: goodbye } = await person.visit(`${home}/sign-out`);
  assert.equal(url, `${home}/`);
  assert.match(goodbye, /Hello, stranger/);
});

test("the example believes no answer that the browser did not ask for", async (t) => {
  const { home, person } = await site(t);
  const forged = await person.visit(`${home}/callback?code=forged&state=forged&iss=${encodeURIComponent(world.issuer)}`);
  assert.equal(forged.status, 400);

  const arrived = await person.visit(`${home}/sign-in`, (url) => url.startsWith(`${home}/callback`));
  const stranger = new Person(world.users[0]);
  assert.equal((await stranger.visit(arrived.url)).status, 400);
  assert.equal((await person.visit(arrived.url)).status, 200);
  // The page is loaded again: the browser keeps nothing that would make it count twice.
  assert.equal((await person.visit(arrived.url)).status, 400);
});

/** The example at an address of its own, registered at the demo, and somebody who goes there. */
async function site(t) {
  const port = await freePort();
  const home = `http://127.0.0.1:${port}`;
  const { client_id, client_secret } = await world.register({
    client_name: "Example",
    redirect_uris: [`${home}/callback`],
    post_logout_redirect_uris: [`${home}/`],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "client_secret_basic",
    id_token_signed_response_alg: "ES256",
    scope: "openid profile email offline_access",
  });
  const settings = { ISSUER: world.issuer, CLIENT_ID: client_id, CLIENT_SECRET: client_secret, LISTEN: `127.0.0.1:${port}` };
  const child = spawn(program(), [], { env: { ...process.env, ...settings }, stdio: ["ignore", "inherit", "pipe"] });
  const said = [];
  child.stderr.setEncoding("utf8").on("data", (text) => said.push(text));
  const ended = once(child, "close");
  t.after(async () => {
    child.kill();
    await ended;
  });
  await answers(home, child, said);
  return { home, person: new Person(world.users[0]) };
}

async function answers(home, child, said) {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await pause(50)) {
    if (child.exitCode !== null) break;
    if (await fetch(home).then(() => true, () => false)) return;
  }
  throw new Error(`the example does not answer: ${said.join("")}`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function program() {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../../target", import.meta.url));
  return `${target}/debug/examples/sign_in`;
}
