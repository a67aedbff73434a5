// Mails handed to a server nobody here wrote: Python's aiosmtpd, with a certificate made by OpenSSL. What is looked
// at is what an administrator is told by `countersign sender test`, and what the server got.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAM = here("../../../target/debug/countersign");
const PYTHON = here("../../../target/tools/python/bin/python");

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-smtp-"));
  certificate("right", "127.0.0.1");
  certificate("wrong", "192.0.2.1");
  countersign("init", "--data", folder);
  writeFileSync(join(folder, "password"), "a password\n");
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("STARTTLS with the right name and password: the mail arrives, encrypted and in its words", async (t) => {
  const relay = await start(t, "starttls", "right", "--password", "a password");
  assert.match(tried("a", relay, "väinö@example.fi", "--language", "fi"), /It was taken/);
  const mail = await relay.next();
  assert.equal(mail.encrypted, true);
  assert.equal(mail.name, "us");
  assert.deepEqual([mail.from, mail.to], ["no-reply@example.fi", ["väinö@example.fi"]]);
  assert.match(mail.subject, /^Koeviesti/);
  assert.match(mail.text, /Viesti tuli perille, eikä mitään tarvitse tehdä\./);
});

test("TLS from the start: the mail arrives", async (t) => {
  const relay = await start(t, "implicit", "right");
  assert.match(tried("b", { ...relay, options: ["--security", "tls"] }), /It was taken/);
  assert.equal((await relay.next()).encrypted, true);
});

test("a server without STARTTLS is told nothing", async (t) => {
  const relay = await start(t, "none", "right");
  assert.match(tried("c", relay), /offers no STARTTLS/);
  // Beside it: in plain text where that is asked for, on this machine.
  assert.match(tried("d", { ...relay, options: ["--security", "plaintext"] }), /It was taken/);
  assert.equal((await relay.next()).encrypted, false);
});

test("a server with another's certificate is told nothing", async (t) => {
  for (const [mode, options] of [["starttls", []], ["implicit", ["--security", "tls"]]]) {
    const relay = await start(t, mode, "wrong");
    assert.match(tried(`e-${mode}`, { ...relay, options }), /which may pass: .*(certificate|name)/i);
  }
});

test("a wrong password, a reader to come later and one that nobody knows are told apart", async (t) => {
  const relay = await start(t, "starttls", "right", "--password", "another");
  assert.match(tried("f", relay), /which may pass: the server does not let us in: .*535/);
  const open = await start(t, "starttls", "right");
  assert.match(tried("g", open, "later@example.fi"), /which may pass: the server said: .*come again/);
  assert.match(tried("h", open, "nobody@example.fi"), /There is no such reader: .*no such user/);
  assert.match(tried("i", open, "never@example.fi"), /will not be as things are: .*not from you/);
});

/** Sets a sender up for a server, and tells what `sender test` said of it. */
function tried(id, { port, password, options = [] }, to = "admin@example.fi", ...further) {
  const who = password ? ["--username", "us", "--secret-file", join(folder, "password")] : [];
  const made = countersign("sender", "create", id, "--smtp", "127.0.0.1", "--port", port, "--from", "no-reply@example.fi", ...who, ...options);
  assert.match(made, /has_secret/, made);
  return countersign("sender", "test", id, to, ...further);
}

function countersign(...args) {
  const set = args[0] === "init" ? [] : ["--config", join(folder, "countersign.toml"), "--set", `fetch.extra_authority=${join(folder, "authority.pem")}`];
  const { stdout, stderr } = spawnSync(PROGRAM, [args[0], ...set, ...args.slice(1)], { encoding: "utf8", cwd: folder });
  return stdout + stderr;
}

/** A server that takes mails until the test is over; `next` gives the next one that came. */
async function start(t, tls, name, ...options) {
  const args = ["--tls", tls, "--certificate", join(folder, `${name}.pem`), "--key", join(folder, `${name}.key`), ...options];
  const child = spawn(PYTHON, [here("python/relay.py"), ...args], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const port = (await lines.next()).value;
  return { port, password: options.length > 0, next: async () => JSON.parse((await lines.next()).value) };
}

/** A certificate for this address, of the one authority. */
function certificate(name, address) {
  const at = (file) => join(folder, file);
  const openssl = (...args) => execFileSync("openssl", args, { stdio: "ignore" });
  const key = (file) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", at(file)];
  if (name === "right") {
    openssl("req", "-x509", ...key("authority.key"), "-out", at("authority.pem"), "-days", "30", "-subj", "/CN=Test authority");
  }
  writeFileSync(at("extensions"), `subjectAltName=IP:${address}\nbasicConstraints=CA:FALSE\n`);
  openssl("req", ...key(`${name}.key`), "-out", at("request"), "-subj", `/CN=${name}`);
  openssl("x509", "-req", "-in", at("request"), "-CA", at("authority.pem"), "-CAkey", at("authority.key"), "-CAcreateserial",
    "-out", at(`${name}.pem`), "-days", "30", "-extfile", at("extensions"));
}
