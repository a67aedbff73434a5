// The phone app in Chromium: accounts, requests, and what becomes of them when something is not as it should be.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { assertQuiet, launch, open } from "../fixture/browser.mjs";
import { authenticator } from "../fixture/factors.mjs";
import { filmOf } from "../fixture/fake-camera.mjs";
import { openPhoneServer } from "../fixture/phone-server.mjs";

const PIN = "274913";
const AINO = { username: "aino", name: "Aino Aalto" };
let browser, bank;

before(async () => {
  [browser, bank] = await Promise.all([launch(), openPhoneServer()]);
});
after(async () => {
  await browser?.close();
  bank?.close();
});

const heading = (phone, text) => phone.page.getByRole("heading", { level: 1, name: text });
const press = (phone, name) => phone.page.getByRole("button", { name, exact: true }).click();
const unmarked = (text) => text.replace(/[\u2066-\u2069]/g, "");

/** A phone with this account, approved by PIN. */
async function enrolled(server = bank, account = AINO) {
  const phone = await open(browser, { viewport: { width: 360, height: 740 }, hasTouch: true });
  await enrol(phone, server.enrolment(account));
  return phone;
}

async function enrol(phone, link, pin = PIN) {
  await phone.page.goto(link);
  await phone.page.getByLabel("New PIN").fill(pin);
  await phone.page.getByLabel("The same PIN again").fill(pin);
  await press(phone, "Add account");
  await heading(phone, "Account added").waitFor();
}

async function approve(phone, { number = "42", pin = PIN } = {}) {
  await phone.page.getByLabel("The number on the other screen").fill(number);
  await press(phone, "Approve");
  await phone.page.getByLabel("PIN").fill(pin);
  await press(phone, "Approve");
}

const signed = (server, action) => server.state.asked.filter((it) => it.action === action).map(({ body }) =>
  JSON.parse(Buffer.from(body.message.split(".")[1], "base64url")));

test("an account is added with a PIN, and a request approved with the number and the PIN", async () => {
  const phone = await enrolled();
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  await heading(phone, /Kauppa.* asks whether it is you/).waitFor();
  assert.equal(new URL(phone.page.url()).search, "", "the address keeps nothing");
  const told = unmarked(await phone.page.locator("main").innerText());
  for (const words of ["aino", "Firefox on Windows", "192.0.2.44", "The same network", "Aino Aalto", "aino@shop.example"]) {
    assert.ok(told.includes(words), words);
  }
  await phone.page.getByRole("checkbox", { name: "E-mail address" }).check();
  await approve(phone);
  await heading(phone, "Approved").waitFor();
  const { iat, pin, ...approval } = attempt.approval;
  assert.deepEqual(approval, {
    aud: bank.issuer, action: "approve", transaction: attempt.transaction, service: "shop", serviceName: "Kauppa",
    data: ["name", "email"], number: "42",
  });
  assert.ok(Math.abs(iat - Date.now() / 1000) < 120);
  assert.equal(Buffer.from(pin, "base64url").length, 32);
  assertQuiet(phone);
  await phone.close();
});

test("a request is declined, and one that was not theirs is stopped", async () => {
  const phone = await enrolled();
  for (const [pressed, told, word] of [["Decline", "Declined", "declined"], ["This was not me", "Stopped", "not_me"]]) {
    const { attempt, link } = bank.attempt();
    await phone.page.goto(link);
    await press(phone, pressed);
    await heading(phone, told).waitFor();
    assert.equal(attempt.word, word);
  }
  assertQuiet(phone);
  await phone.close();
});

test("data that is optional is told only where it was chosen", async () => {
  const phone = await enrolled();
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  await approve(phone);
  await heading(phone, "Approved").waitFor();
  assert.deepEqual(attempt.approval.data, ["name"]);
  await phone.close();
});

test("the wrong number ends it, and says why", async () => {
  const phone = await enrolled();
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  await phone.page.getByLabel("The number on the other screen").fill("4");
  await press(phone, "Approve");
  await phone.page.getByText("Type the two digits that the other screen shows.").waitFor();
  await approve(phone, { number: "24" });
  await heading(phone, "Not the right number").waitFor();
  assert.equal(attempt.word, "wrong_number");
  await phone.close();
});

test("a wrong PIN may be tried again, until the phone is locked", async () => {
  const phone = await enrolled();
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  await approve(phone, { pin: "000001" });
  for (const left of ["4", "3", "2", "1"]) {
    await phone.page.getByText(new RegExp(`Tries left: .?${left}`)).waitFor();
    await phone.page.getByLabel("PIN").fill("000001");
    await press(phone, "Approve");
  }
  await heading(phone, "This phone is locked").waitFor();
  assert.equal(attempt.word, undefined);

  const another = await enrolled();
  const again = bank.attempt();
  await another.page.goto(again.link);
  await approve(another, { pin: "000001" });
  await another.page.getByText(/Tries left: .?4/).waitFor();
  await another.page.getByLabel("PIN").fill(PIN);
  await press(another, "Approve");
  await heading(another, "Approved").waitFor();
  await Promise.all([phone.close(), another.close()]);
});

test("says plainly when it is too late, when another phone was first, and when a code is old", async () => {
  const [phone, other] = [await enrolled(), await enrolled(bank, { username: "onni", name: "Onni" })];
  const { link } = bank.attempt();
  await other.page.goto(link);
  await heading(other, /asks whether it is you/).waitFor();
  for (const [address, told] of [
    [link, "Another phone was first"],
    [bank.attempt({ endsAt: 0 }).link, "Too late"],
    [link.replace(/pid=.*/, "pid=unheard-of"), "This code no longer counts"],
  ]) {
    await phone.page.goto(address);
    await heading(phone, told).waitFor();
  }
  const brief = bank.attempt({ endsAt: Date.now() + 4_000 });
  await phone.page.goto(brief.link);
  await heading(phone, "Too late").waitFor();
  await Promise.all([phone.close(), other.close()]);
});

test("what a policy says no with is told in its own words", async () => {
  const phone = await enrolled();
  const { link } = bank.attempt({ denied: { what: "Not from that country.", do: "Call the help desk." } });
  await phone.page.goto(link);
  await approve(phone);
  await heading(phone, "Not from that country.").waitFor();
  await phone.page.getByText("Call the help desk.").waitFor();
  await phone.close();
});

test("a network lost on the way there or back costs nothing but another press", async () => {
  const phone = await enrolled();
  const { attempt, link } = bank.attempt();
  bank.loses({ action: "open", how: "after" });
  await phone.page.goto(link);
  await phone.page.getByText(/No connection to/).waitFor();
  bank.loses(undefined);
  await press(phone, "Try again");
  await heading(phone, /asks whether it is you/).waitFor();
  for (const how of ["before", "after"]) {
    bank.loses({ action: "approve", how });
    if (how === "before") await approve(phone);
    else {
      await phone.page.getByLabel("PIN").fill(PIN);
      await press(phone, "Approve");
    }
    await phone.page.getByText(/No connection to/).waitFor();
  }
  bank.loses(undefined);
  await phone.page.getByLabel("PIN").fill(PIN);
  await press(phone, "Approve");
  await heading(phone, "Approved").waitFor();
  assert.equal(attempt.word, "approved");
  await phone.close();
});

test("a request under way survives the app's end, and waits on the first screen", async () => {
  const phone = await enrolled();
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  await heading(phone, /asks whether it is you/).waitFor();
  await phone.page.reload();
  await heading(phone, /asks whether it is you/).waitFor();
  const later = await phone.tab();
  await phone.page.close();
  await later.goto(`${bank.origin}/phone/`);
  const phoneLater = { ...phone, page: later };
  await approve(phoneLater);
  await heading(phoneLater, "Approved").waitFor();
  assert.equal(attempt.word, "approved");
  await later.goto(`${bank.origin}/phone/`);
  await heading(phoneLater, "Your accounts").waitFor();
  await phone.close();
});

test("what was pushed waits on the first screen", async () => {
  const phone = await enrolled(bank, { username: "pushed", name: "Pushed" });
  const { attempt } = bank.attempt({ pushedTo: "pushed" });
  await phone.page.goto(`${bank.origin}/phone/`);
  await phone.page.getByRole("button", { name: /Kauppa.*, as/ }).click();
  await approve(phone);
  await heading(phone, "Approved").waitFor();
  assert.equal(attempt.word, "approved");
  await phone.close();
});

test("the phone's own gesture takes the PIN's place, over exactly what is signed", async () => {
  const phone = await open(browser, { viewport: { width: 360, height: 740 } });
  const gesture = await authenticator(phone);
  await phone.page.goto(bank.enrolment(AINO));
  await press(phone, "Use fingerprint, face or screen lock");
  await heading(phone, "Account added").waitFor();
  assert.equal((await gesture.credentials()).length, 1);
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  const number = phone.page.getByLabel("The number on the other screen");
  await number.fill("42");
  await gesture.verifies(false);
  await press(phone, "Approve");
  await phone.page.getByText("That did not work, or was cancelled. Nothing was sent.").waitFor();
  assert.equal(attempt.word, undefined);
  await gesture.verifies(true);
  await press(phone, "Approve");
  await heading(phone, "Approved").waitFor();
  assert.equal(attempt.approval.pin, undefined);
  await phone.close();
});

test("a PIN may be chosen where there is a gesture, and an easy or mistyped one is not taken", async () => {
  const phone = await open(browser);
  await authenticator(phone);
  await phone.page.goto(bank.enrolment(AINO));
  await press(phone, "Use a PIN instead");
  const [first, second] = [phone.page.getByLabel("New PIN"), phone.page.getByLabel("The same PIN again")];
  for (const [one, other, told] of [
    ["27491", "27491", /at least .?6.? digits/],
    ["123456", "123456", "too easy to guess"],
    ["abcdef", "abcdef", "has digits only"],
    [PIN, "274914", "not the same"],
  ]) {
    await first.fill(one);
    await second.fill(other);
    await press(phone, "Add account");
    await phone.page.getByText(told).first().waitFor();
  }
  await second.fill(PIN);
  await press(phone, "Add account");
  await heading(phone, "Account added").waitFor();
  await phone.close();
});

test("an answer that was lost does not make a second phone", async () => {
  const phone = await open(browser);
  const before = bank.state.phones.size;
  await phone.page.goto(bank.enrolment(AINO));
  await phone.page.getByLabel("New PIN").fill(PIN);
  await phone.page.getByLabel("The same PIN again").fill(PIN);
  bank.loses({ action: "enrol", how: "after" });
  await press(phone, "Add account");
  await phone.page.getByText(/No connection to/).waitFor();
  bank.loses(undefined);
  await press(phone, "Add account");
  await heading(phone, "Account added").waitFor();
  assert.equal(bank.state.phones.size, before + 1);
  await phone.close();
});

test("an account that is added anew takes its own place", async () => {
  const phone = await enrolled(bank, { username: "anew", name: "Anew" });
  await enrol(phone, bank.enrolment({ username: "anew", name: "Anew" }));
  await phone.page.goto(`${bank.origin}/phone/`);
  await heading(phone, "Your accounts").waitFor();
  assert.equal(await phone.page.getByRole("button", { name: /Anew/ }).count(), 1);
  assert.equal([...bank.state.phones.values()].filter(({ account }) => account.username === "anew").length, 1);
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  await approve(phone);
  await heading(phone, "Approved").waitFor();
  assert.equal(attempt.word, "approved");
  await phone.close();
});

test("an enrolment that is used up, or names another server, adds nothing", async () => {
  const phone = await open(browser);
  await phone.page.goto(bank.enrolment(AINO).replace(/pid=.*/, "pid=unheard-of"));
  await heading(phone, "This code no longer counts").waitFor();
  await phone.page.goto(bank.enrolment(AINO, { issuer: "https://other.example/oidc" }));
  await heading(phone, "This code is not right").waitFor();
  await phone.page.goto(`${bank.origin}/phone/`);
  await heading(phone, "Sign in with this phone").waitFor();
  await phone.close();
});

test("accounts of several people and servers live side by side", async (context) => {
  const other = await openPhoneServer({ host: "other.localhost", name: "Other Bank" });
  context.after(() => other.close());
  const phone = await enrolled();
  await enrol(phone, bank.enrolment({ username: "onni", name: "Onni Oja" }));
  const link = phone.page.getByLabel("Link");
  const paste = async (address) => {
    await phone.page.goto(`${bank.origin}/phone/`);
    await press(phone, "Enter a link");
    await link.fill(address);
    await press(phone, "Continue");
  };
  // Of another server, whose passkeys this page may not use: by PIN.
  await paste(other.attempt().link);
  await heading(phone, "No account there yet").waitFor();
  await paste(other.enrolment({ username: "liisa", name: "Liisa" }));
  await phone.page.getByLabel("New PIN").fill(PIN);
  await phone.page.getByLabel("The same PIN again").fill(PIN);
  await press(phone, "Add account");
  await heading(phone, "Account added").waitFor();

  const there = other.attempt();
  await paste(there.link);
  await approve(phone);
  await heading(phone, "Approved").waitFor();
  assert.equal(there.attempt.approval.aud, other.issuer);

  const here = bank.attempt();
  await phone.page.goto(here.link);
  await heading(phone, "As whom?").waitFor();
  await phone.page.getByRole("button", { name: /Onni Oja/ }).click();
  await approve(phone);
  await heading(phone, "Approved").waitFor();
  assert.equal(bank.state.phones.get(here.attempt.phone).account.username, "onni");

  await paste("https://shop.example/");
  await phone.page.getByText(/This is no link for signing in here/).waitFor();
  // It asked the other server, which is what it was told to, and nobody else.
  const rest = phone.complaints.filter((complaint) => !complaint.includes(`asked ${other.origin}/api/mobile/`));
  assert.deepEqual(rest, []);
  await phone.close();
});

test("an account is removed here and at its server, or here alone where that cannot be reached", async () => {
  const phone = await enrolled();
  const [id] = [...bank.state.phones.keys()].slice(-1);
  const remove = async () => {
    await phone.page.getByRole("button", { name: /Aino Aalto/ }).click();
    await press(phone, "Remove from this phone");
    await press(phone, "Remove");
  };
  await phone.page.goto(`${bank.origin}/phone/`);
  bank.loses({ action: "leave", how: "before" });
  await remove();
  await phone.page.getByText(/could not be told/).waitFor();
  bank.loses(undefined);
  await press(phone, "Remove");
  await heading(phone, "Sign in with this phone").waitFor();
  assert.equal(bank.state.phones.has(id), false);

  await enrol(phone, bank.enrolment(AINO));
  await phone.page.goto(`${bank.origin}/phone/`);
  bank.loses({ action: "leave", how: "before" });
  await remove();
  await press(phone, "Remove here alone");
  await heading(phone, "Sign in with this phone").waitFor();
  bank.loses(undefined);
  await phone.close();
});

test("the key is on the phone, and no page can take it out", async () => {
  const phone = await enrolled();
  const kept = await phone.page.evaluate(async () => {
    const { accounts } = await import("/phone/vault.mjs");
    const [{ keys, ...rest }] = await accounts();
    const taken = await crypto.subtle.exportKey("jwk", keys.privateKey).then(() => "taken", (error) => error.name);
    return { taken, extractable: keys.privateKey.extractable, rest: JSON.stringify(rest) };
  });
  assert.deepEqual([kept.taken, kept.extractable], ["InvalidAccessError", false]);
  assert.equal(kept.rest.includes(PIN), false);
  await phone.close();
});

test("a phone whose clock is an hour off signs the server's time", async () => {
  const phone = await enrolled();
  await phone.page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
  });
  const { attempt, link } = bank.attempt();
  await phone.page.goto(link);
  await approve(phone);
  await heading(phone, "Approved").waitFor();
  assert.ok(Math.abs(attempt.approval.iat - Date.now() / 1000) < 200);
  await phone.close();
});

test("opens without a network, shows its accounts, and is renewed as a whole", async () => {
  const phone = await enrolled();
  const { page } = phone;
  await page.goto(`${bank.origin}/phone/`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((on) => navigator.serviceWorker.addEventListener("controllerchange", on));
  });
  await phone.context.setOffline(true);
  await page.reload();
  await heading(phone, "Your accounts").waitFor();
  await page.getByRole("button", { name: /Aino Aalto/ }).click();
  await heading(phone, /Aino Aalto/).waitFor();
  await phone.context.setOffline(false);

  bank.state.version = "2";
  await page.evaluate(() => navigator.serviceWorker.getRegistration("/phone/").then((it) => it.update()));
  await page.waitForFunction(async () => (await caches.keys()).join() === "phone-2");
  await phone.close();
});

test("a pushed message wakes the phone, in its person's language and without saying who asks", async () => {
  const phone = await open(browser, { locale: "fi-FI", permissions: ["notifications"] });
  const { page, context } = phone;
  const devtools = await context.newCDPSession(page);
  const registered = new Promise((known) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL === `${bank.origin}/phone/`);
      if (ours) known(ours.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  await page.goto(`${bank.origin}/phone/`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const registrationId = await registered;
  await devtools.send("ServiceWorker.deliverPushMessage", { origin: bank.origin, registrationId, data: "{}" });
  const shown = await page.waitForFunction(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/phone/");
    const [notification] = await registration.getNotifications();
    return notification && { title: notification.title, body: notification.body, lang: notification.lang };
  });
  assert.deepEqual(await shown.jsonValue(), { title: "Oletko tämä sinä?", body: "Kirjautuminen odottaa vastaustasi.", lang: "fi" });
  await phone.close();
});

/** A window whose camera sees this text, with the browser around it. */
async function seeing(context, text, permissions) {
  const folder = mkdtempSync(join(tmpdir(), "camera-"));
  const another = await launch({ args: filmOf(text, join(folder, "film.y4m")) });
  context.after(async () => {
    await another.close();
    rmSync(folder, { recursive: true });
  });
  return open(another, { viewport: { width: 360, height: 740 }, permissions });
}

test("the camera reads a code, adds the account, and stops", async (context) => {
  const phone = await seeing(context, bank.enrolment(AINO), ["camera"]);
  await phone.page.goto(`${bank.origin}/phone/`);
  await press(phone, "Scan a code");
  await heading(phone, "Add this account?").waitFor();
  assert.equal(await phone.page.locator("video").count(), 0);
  assertQuiet(phone);
});

test("a code that is not ours is told of, and the camera looks on", async (context) => {
  const phone = await seeing(context, "https://shop.example/menu", ["camera"]);
  await phone.page.goto(`${bank.origin}/phone/`);
  await press(phone, "Scan a code");
  await phone.page.getByText(/This is not a code for signing in here/).waitFor();
  assert.equal(await phone.page.locator("video").count(), 1);
  await phone.page.getByRole("button", { name: "Back" }).click();
  await heading(phone, "Sign in with this phone").waitFor();
});

test("where the camera is refused, the link is the way", async (context) => {
  const phone = await seeing(context, "nothing", []);
  await phone.page.goto(`${bank.origin}/phone/`);
  await press(phone, "Scan a code");
  await phone.page.getByText(/This page may not use the camera/).waitFor();
  await press(phone, "Enter a link");
  await phone.page.getByLabel("Link").fill(bank.enrolment(AINO));
  await phone.page.keyboard.press("Enter");
  await heading(phone, "Add this account?").waitFor();
});
