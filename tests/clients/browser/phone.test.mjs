// Somebody's phone, from their account page to a page that they are signed in to with it: the app in one browser, the
// provider as it is, and a shop that begins as its page's script does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertQuiet, launch, open, press, signIn } from "../fixture/browser.mjs";
import { authenticator, makePerson, readCode } from "../fixture/factors.mjs";
import { startWorld } from "../fixture/world.mjs";

const PIN = "274913";
const SHOP = "https://kauppa.example";
const REDIRECT_URI = `${SHOP}/back`;
let world, browser, base;

before(async () => {
  [world, browser] = await Promise.all([startWorld(), launch()]);
  base = new URL(world.issuer).origin;
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

const heading = (phone, text) => phone.page.getByRole("heading", { level: 1, name: text });
const tap = (phone, name) => phone.page.getByRole("button", { name, exact: true }).click();

/** A shop whose people sign in by phone. */
async function openShop() {
  const service = {
    active: true,
    login_domains: [SHOP],
    sealed_tokens: false,
    required_data: { email: "required", name: "optional" },
    risk_assessment: { by: "Aino", at: "2026-11-23", text: "Nothing but the newsletter hangs on it." },
  };
  const client = await world.register({
    client_name: "Kulman Kauppa",
    redirect_uris: [REDIRECT_URI],
    grant_types: ["authorization_code"],
    policy: { profile: "service", service },
  });
  return { client, ...client };
}

/** What the script on the shop's page asks. */
async function ask(path, body) {
  const response = await fetch(`${base}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: SHOP, "user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  assert.equal(response.status, 200, JSON.stringify(answer));
  return answer;
}

async function begin({ client_id: clientId }) {
  const begun = await ask("/api/rp/qrcode", { clientId, redirectUri: REDIRECT_URI, mode: "PULL_TOKEN", useSSO: false });
  const { loginSessionId, token } = begun;
  return { ...begun, pull: () => ask("/api/rp/authentication-response", { loginSessionId, token }) };
}

/** Somebody signs in to their account page and has it show the code for a new phone: its link. */
async function offer(desk, user) {
  await desk.page.goto(`${base}/account/phones`);
  if (await desk.page.locator("input[name=password]").count()) await signIn(desk.page, user);
  await press(desk.page.locator("button[name=enrol]"));
  const link = await desk.page.locator("a[href*='/in-app/process/init']").getAttribute("href");
  assert.equal((await readCode(desk.page.locator("svg.qr"))).href, new URL(link, base).href, "the picture says what the link does");
  return new URL(link, base).href;
}

async function enrolByPin(phone, link, name) {
  await phone.page.goto(link);
  await phone.page.getByLabel("Name of this phone").fill(name);
  await phone.page.getByLabel("New PIN").fill(PIN);
  await phone.page.getByLabel("The same PIN again").fill(PIN);
  await tap(phone, "Add account");
  await heading(phone, "Account added").waitFor();
}

const person = (username) => makePerson(world, username, { email: `${username}@kyla.example`, email_verified: true, name: "Väinö Åström" });

/** The number that the page shows, once the phone has scanned. */
async function shown(attempt) {
  const told = await attempt.pull();
  assert.equal(told.status, "scanned", JSON.stringify(told));
  return String(told.number);
}

test("a phone is added from the account page, signs its person in, and is removed from the app", async () => {
  const user = await person("vaino-phone");
  const shop = await openShop();
  const [desk, phone] = [await open(browser), await open(browser, { viewport: { width: 360, height: 740 } })];
  const link = await offer(desk, user);
  await enrolByPin(phone, link, "Väinön luuri");
  await desk.page.goto(`${base}/account/phones`);
  await desk.page.getByRole("heading", { name: "Väinön luuri" }).waitFor();

  const attempt = await begin(shop);
  await phone.page.goto(attempt.appLink);
  await heading(phone, /Kulman Kauppa.* asks whether it is you/).waitFor();
  const told = await phone.page.locator("main").innerText();
  for (const words of ["Firefox", "Windows", "Address", "vaino-phone@kyla.example", "Väinö Åström"]) {
    assert.ok(told.includes(words), `${words} in ${told}`);
  }
  await phone.page.getByLabel("The number on the other screen").fill(await shown(attempt));
  await tap(phone, "Approve");
  await phone.page.getByLabel("PIN").fill("000001");
  await tap(phone, "Approve");
  await phone.page.getByText(/Tries left: .?4/).waitFor();
  await phone.page.getByLabel("PIN").fill(PIN);
  await tap(phone, "Approve");
  await heading(phone, "Approved").waitFor();

  const { status, code } = await attempt.pull();
  assert.equal(status, "success");
  const response = await fetch(`${base}/api/rp/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${shop.client_id}:${shop.client_secret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI }),
  });
  const tokens = await response.json();
  assert.equal(response.status, 200, JSON.stringify(tokens));
  const claims = JSON.parse(Buffer.from(tokens.id_token.split(".")[1], "base64url"));
  assert.equal(claims.email, "vaino-phone@kyla.example");
  assert.equal(claims.name, undefined, "what was optional was not agreed to");
  assert.ok(claims.amr.includes("pin") && claims.amr.includes("mfa"), String(claims.amr));

  await phone.page.goto(`${base}/phone/`);
  await phone.page.getByRole("button", { name: /Väinö Åström/ }).click();
  await tap(phone, "Remove from this phone");
  await tap(phone, "Remove");
  await heading(phone, "Sign in with this phone").waitFor();
  await desk.page.reload();
  assert.equal(await desk.page.getByRole("heading", { name: "Väinön luuri" }).count(), 0);
  // Chromium itself notes what was refused: the wrong PIN, and the question what waits, where nothing is ever pushed.
  phone.complaints = phone.complaints.filter((complaint) => !/status of 40[03] \(/.test(complaint));
  assertQuiet(phone);
  await Promise.all([desk.close(), phone.close()]);
});

test("declined, not theirs, the wrong number, another phone: the page and the phone are told the same", async () => {
  const user = await person("vaino-declines");
  const shop = await openShop();
  const [desk, phone, other] = [await open(browser), await open(browser), await open(browser)];
  await enrolByPin(phone, await offer(desk, user), "One");
  await enrolByPin(other, await offer(desk, user), "Another");

  for (const [button, title, reason] of [["Decline", "Declined", "declined"], ["This was not me", "Stopped", "not_me"]]) {
    const attempt = await begin(shop);
    await phone.page.goto(attempt.appLink);
    await tap(phone, button);
    await heading(phone, title).waitFor();
    const told = await attempt.pull();
    assert.deepEqual([told.status, told.reason], ["aborted", reason]);
  }

  const attempt = await begin(shop);
  await phone.page.goto(attempt.appLink);
  await heading(phone, /asks whether it is you/).waitFor();
  await other.page.goto(attempt.appLink);
  await heading(other, "Another phone was first").waitFor();
  const number = await shown(attempt);
  await phone.page.reload();
  await phone.page.getByLabel("The number on the other screen").fill(number === "42" ? "24" : "42");
  await tap(phone, "Approve");
  await phone.page.getByLabel("PIN").fill(PIN);
  await tap(phone, "Approve");
  await heading(phone, "Not the right number").waitFor();
  const told = await attempt.pull();
  assert.deepEqual([told.status, told.reason], ["aborted", "wrong_number"]);

  await phone.page.goto(attempt.appLink.replace(/pid=.*/, "pid=AAAA"));
  await heading(phone, "This code no longer counts").waitFor();
  await Promise.all([desk.close(), phone.close(), other.close()]);
});

test("a gesture signs its person in, and a phone that was removed on the account page is told so", async () => {
  const user = await person("vaino-gesture");
  const shop = await openShop();
  const [desk, phone] = [await open(browser), await open(browser)];
  await authenticator(phone);
  const link = await offer(desk, user);
  await phone.page.goto(link);
  await tap(phone, "Use fingerprint, face or screen lock");
  await heading(phone, "Account added").waitFor();
  await phone.page.goto(link);
  await heading(phone, "This code no longer counts").waitFor();

  const attempt = await begin(shop);
  await phone.page.goto(attempt.appLink);
  const number = phone.page.getByLabel("The number on the other screen");
  await number.waitFor();
  await number.fill(await shown(attempt));
  await tap(phone, "Approve");
  await heading(phone, "Approved").waitFor();
  assert.equal((await attempt.pull()).status, "success");

  await desk.page.goto(`${base}/account/phones`);
  await press(desk.page.locator("button[name=remove]"));
  await phone.page.goto((await begin(shop)).appLink);
  await heading(phone, "This phone was removed").waitFor();
  await Promise.all([desk.close(), phone.close()]);
});
