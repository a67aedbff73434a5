// The bundle of a service, by programs nobody here wrote: its key store by OpenSSL and Python, and the code that
// came in it, as it came.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { after, before, test } from "node:test";

import { Person } from "../fixture/person.mjs";
import { admin, program, startWorld } from "../fixture/world.mjs";

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../../target");
const python = `${target}/tools/python/bin/python`;
const REDIRECT_URI = "https://party.example/callback?from=phone";
const OPEN = `
import json, sys
from cryptography.hazmat.primitives.serialization import pkcs12
password, alias = sys.argv[2].encode(), sys.argv[3].encode()
store = pkcs12.load_pkcs12(open(sys.argv[1], "rb").read(), password)
assert store.cert.friendly_name == alias and store.cert.certificate.public_key() == store.key.public_key()
print(type(store.key).__name__)
`;

let world, folder;
before(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), "bundle-"));
  await symlink(here("../node_modules"), join(folder, "node_modules"));
});
after(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

for (const [kind, key] of [["ec", /EC/i], ["rsa", /RSA/i]]) {
  test(`${kind}: the key store opens and the code of the bundle redeems a code`, async () => {
    const service = await world.register({
      client_name: `Tickets, ${kind}`,
      redirect_uris: [REDIRECT_URI],
      grant_types: ["authorization_code"],
      policy: { profile: "service", service: { kind, active: true, login_domains: ["https://party.example"] } },
    });
    const zip = join(folder, `${kind}.zip`);
    const made = await admin(world, `clients/${service.client_id}/bundle`, { method: "POST" });
    assert.equal(made.status, 200);
    await writeFile(zip, Buffer.from(await made.arrayBuffer()));
    const bundle = join(folder, kind);
    await run(python, ["-m", "zipfile", "-e", zip, bundle]);
    const settings = JSON.parse(await readFile(join(bundle, "countersign.json"), "utf8"));

    const [store, password, alias] = [join(bundle, "keystore.p12"), settings.keystorePassword, settings.keystoreAlias];
    assert.deepEqual(await readFile(store), Buffer.from(settings.keystore, "base64"));
    assert.match((await run(python, ["-c", OPEN, store, password, alias])).stdout, key);
    const opened = await run("openssl", ["pkcs12", "-in", store, "-passin", `pass:${password}`, "-noenc"]);
    assert.match(opened.stdout, /BEGIN PRIVATE KEY[^]*BEGIN CERTIFICATE/);
    await assert.rejects(run("openssl", ["pkcs12", "-in", store, "-passin", "pass:another", "-noenc"]));

    const subjects = new Set();
    for (const [program, file] of [[process.execPath, "redeem.mjs"], [python, "redeem.py"], [`${target}/debug/examples/redeem`]]) {
      const url = new URL(`${world.issuer}/oauth2/authorize`);
      url.search = new URLSearchParams({
        client_id: service.client_id,
        response_type: "code",
        redirect_uri: REDIRECT_URI,
        scope: "openid profile",
        state: "s",
      });
      const { url: arrived, text } = await new Person(world.users[0]).visit(url.href, (it) => it.startsWith(REDIRECT_URI));
      assert.ok(arrived.startsWith(REDIRECT_URI), text);
      const came = new URL(arrived);
      assert.equal(came.searchParams.get("from"), "phone");
      const code = came.searchParams.get("code");
      const args = file ? [join(bundle, "snippets", file), code] : [code];
      const told = await run(program, args, { env: { PATH: process.env.PATH, COUNTERSIGN_JSON: join(bundle, "countersign.json") } });
      const claims = JSON.parse(told.stdout);
      assert.equal(claims.aud, service.client_id);
      subjects.add(claims.sub);
    }
    assert.equal(subjects.size, 1, "one person, whoever asks");

    const verify = () => run(program(), ["client", "verify-bundle", zip]);
    assert.match((await verify()).stdout, /is whole and counts/);
    assert.equal((await admin(world, `clients/${service.client_id}/bundle`, { method: "POST" })).status, 200);
    await assert.rejects(verify(), /a newer bundle takes the place/);
  });
}
