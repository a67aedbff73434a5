// The examples, as somebody runs them who only read them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";

import { Person } from "../fixture/person.mjs";
import { program, startWorld } from "../fixture/world.mjs";
import { publicPart } from "./libraries/matrix.mjs";
import { generate } from "./libraries/speak.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../../target");
const REDIRECT_URI = "https://party.example/callback";

const EXAMPLES = [
  // In a folder of its own, where its packages can be found.
  { name: "JavaScript", file: "sealed.mjs", command: (folder) => [process.execPath, join(folder, "sealed.mjs")] },
  { name: "Python", file: "sealed.py", command: (folder) => [`${target}/tools/python/bin/python`, join(folder, "sealed.py")] },
  { name: "Rust", command: () => [`${target}/debug/examples/sealed`] },
];

let world, user, folder;
before(async () => {
  world = await startWorld();
  [user] = world.users;
  folder = await mkdtemp(join(tmpdir(), "sealed-"));
  await symlink(here("../node_modules"), join(folder, "node_modules"));
});
after(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

for (const { name, file, command } of EXAMPLES) {
  test(`${name}: seals a request and opens a nested token`, async (t) => {
    const [signing, decryption] = [generate(program(), ["ES256"]), generate(program(), ["RSA-OAEP"])];
    await writeFile(join(folder, "sig.jwk"), JSON.stringify(signing));
    await writeFile(join(folder, "enc.jwk"), JSON.stringify(decryption));
    if (file) await copyFile(here(`../../../examples/sealed/${file}`), join(folder, file));
    const client = await world.register({
      client_name: name,
      redirect_uris: [REDIRECT_URI],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_basic",
      scope: "openid profile",
      jwks: { keys: [publicPart(signing), publicPart(decryption)] },
      request_object_signing_alg: "ES256",
      request_object_encryption_alg: "RSA-OAEP",
      request_object_encryption_enc: "A256GCM",
      require_signed_request_object: true,
      id_token_signed_response_alg: "ES256",
      id_token_encrypted_response_alg: "RSA-OAEP",
      id_token_encrypted_response_enc: "A128CBC-HS256",
    });
    const [run, ...args] = command(folder);
    const child = spawn(run, args, {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        ISSUER: world.issuer,
        CLIENT_ID: client.client_id,
        CLIENT_SECRET: client.client_secret,
        REDIRECT_URI,
        SIGNING_JWK: join(folder, "sig.jwk"),
        DECRYPTION_JWK: join(folder, "enc.jwk"),
      },
    });
    t.after(() => child.kill());
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value: url } = await lines.next();
    assert.ok(url, "it says where to send the browser");
    // Nothing but what is the same for everybody can be read on the way.
    const open = new URL(url).searchParams;
    assert.deepEqual(["state", "nonce", "redirect_uri", "login_hint"].filter((name) => open.has(name)), []);
    assert.equal(open.get("request").split(".").length, 5);
    const { url: arrived, text } = await new Person(user).visit(url, (it) => it.startsWith(REDIRECT_URI));
    assert.ok(arrived.startsWith(REDIRECT_URI), text);
    child.stdin.end(`${arrived}\n`);
    const { value: said } = await lines.next();
    assert.ok(said, "it says who it was");
    const claims = JSON.parse(said);
    assert.deepEqual([claims.iss, claims.aud], [world.issuer, client.client_id]);
    assert.ok(claims.sub);
  });
}
