// Signing in to a page with the phone: the snippet as the source system's manual has it, in a page on another origin
// over TLS, and the phone app in a browser of its own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { createRemoteJWKSet, jwtVerify } from "jose";

import { decision, launch, open, password, signIn } from "../fixture/browser.mjs";
import { makePerson, readCode } from "../fixture/factors.mjs";
import { openPages, redeem, registerService } from "../fixture/service.mjs";
import { startWorld } from "../fixture/world.mjs";

const PIN = "274913";
const SNIPPET = `<script type="text/javascript" src="https://<XignIn-Manager-URL>/js/xignqr-jslogin.umd.min.js"></script>
<script type="text/javascript">
document.addEventListener("DOMContentLoaded", function () {
const auth = function (authorizationCode) {
// handle sucessfull authentication
};
const config = {
managerUri: "https://<XignIn-Manager-URL>",
containerId: "login", // the id of the container element in the html page, that is mentioned below.
clientId: "<clientId>",
mode: XignQRLogin.XignLoginMode.PULL_TOKEN,
redirectUri: "<redirectUri>",
useSSO: false,
onAuthentication: auth // you can provide a javascript callback function, or if not, the redirect uri will be called.
};
const login = new XignQRLogin.XignQRLogin(config);
login.start();
});
</script>
<body>
<div class="container">
<div id="login"></div>
<!--
The xignsys-jslogin container element.
The id attribute is used to be passed to the XignQRLogin configuration.
The QR-Code will be shown inside this element.
-->
</div>
</body>`;

let world, base, pages, browser, phone, person;
before(async () => {
  [world, pages] = await Promise.all([startWorld(), openPages()]);
  base = new URL(world.issuer).origin;
  browser = await launch({ args: [`--ignore-certificate-errors-spki-list=${pages.spki}`] });
  person = await makePerson(world, "aino", { email: "aino@example.org", name: "Aino Aalto" });
  phone = await open(browser, { viewport: { width: 360, height: 740 }, hasTouch: true });
  await enrol();
});
after(async () => {
  await browser?.close();
  pages?.close();
  await world?.stop();
});

/** Has the person's account page show a code for a new phone, and the phone take it. */
async function enrol() {
  const desk = await open(browser);
  await desk.page.goto(`${base}/account/phones`);
  await password(desk.page).waitFor();
  await signIn(desk.page, person);
  await desk.page.locator("button[name=enrol]").click();
  const link = await readCode(desk.page.locator("svg.qr"));
  await phone.page.goto(link.href);
  await phone.page.getByLabel("New PIN").fill(PIN);
  await phone.page.getByLabel("The same PIN again").fill(PIN);
  await phone.page.getByRole("button", { name: "Add account", exact: true }).click();
  await phone.page.getByRole("heading", { level: 1, name: "Account added" }).waitFor();
  await desk.close();
}

/** The snippet with its placeholders filled in; the demo has no TLS of its own, so its address has none. */
const filled = (client) =>
  SNIPPET.replaceAll("https://<XignIn-Manager-URL>", base)
    .replace("<clientId>", client.client_id)
    .replace("<redirectUri>", client.redirect_uris[0]);

/** A desk with this page open. */
async function desk(t, page) {
  pages.page = `<!doctype html><html lang="en"><title>Kenkäkauppa</title><link rel="icon" href="data:,">${page}`;
  pages.visits = [];
  const window = await open(browser);
  t.after(window.close);
  await window.page.goto(`${pages.origin}/`);
  return window.page;
}
const code = (page) => page.getByRole("img", { name: "QR code for signing in" });
const says = (page, text) => page.getByRole("status").filter({ hasText: text }).waitFor();
const press = (name) => phone.page.getByRole("button", { name, exact: true }).click();

/** The phone reads what the page shows. */
async function scan(page) {
  // One that lives for a while yet: a busy machine takes its time to open the phone's page.
  await page.getByRole("timer").filter({ hasText: /\b(2\d|30) seconds/ }).waitFor();
  const link = await readCode(code(page));
  assert.equal(link.origin, base);
  assert.equal(link.pathname, "/in-app/process/init");
  assert.equal(link.searchParams.get("action"), "authentication");
  await phone.page.goto(link.href);
  await phone.page.getByRole("heading", { level: 1, name: /asks whether it is you/ }).waitFor();
  await says(page, "Look at your phone");
  return (await page.getByRole("status").locator(".number").textContent()).trim();
}

async function approve(number) {
  await phone.page.getByLabel("The number on the other screen").fill(number);
  await press("Approve");
  await phone.page.getByLabel("PIN").fill(PIN);
  await press("Approve");
}

/** What the service learns by this code: who it is. */
async function who(client, given) {
  const tokens = await redeem(world, client, given);
  assert.equal(tokens.status, 200, JSON.stringify(tokens));
  const keys = createRemoteJWKSet(new URL(`${base}/openid/jwks`));
  const { payload } = await jwtVerify(tokens.id_token, keys, { audience: client.client_id });
  return payload;
}

test("the snippet as it stands signs a person in, by onAuthentication", async (t) => {
  const client = await registerService(world, pages.origin);
  const page = await desk(t, filled(client).replace("// handle sucessfull authentication", "window.given = authorizationCode;"));
  await approve(await scan(page));
  const given = await page.waitForFunction(() => window.given).then((handle) => handle.jsonValue());
  const { sub, email } = await who(client, given);
  assert.equal(email, "aino@example.org");
  assert.ok(sub);
  assert.deepEqual(pages.visits.filter((url) => url.startsWith("/back")), []);
  assert.notEqual((await redeem(world, client, given)).status, 200, "the code is spent");
});

for (const query of ["", "?shop=7"]) {
  test(`the snippet without onAuthentication brings the code to the redirect address${query && ", which has a query"}`, async (t) => {
    const client = await registerService(world, pages.origin, { redirectUri: `${pages.origin}/back${query}` });
    const page = await desk(t, filled(client).replace(/^onAuthentication.*\n/m, ""));
    await approve(await scan(page));
    await page.waitForURL((url) => url.pathname === "/back");
    const arrived = new URL(page.url());
    assert.equal(arrived.searchParams.get("shop"), query ? "7" : null);
    assert.equal((await who(client, arrived.searchParams.get("code"))).email, "aino@example.org");
  });
}

test("what the phone declines, says was not them, or answers with another number, is said on the page", async (t) => {
  const client = await registerService(world, pages.origin);
  const page = await desk(t, filled(client));
  const again = () => page.getByRole("button", { name: "Start again" }).click();
  await scan(page);
  await press("Decline");
  await says(page, "Declined on the phone");
  await again();
  await scan(page);
  await press("This was not me");
  await says(page, "this was not me");
  await again();
  const number = await scan(page);
  await approve(String(10 + ((Number(number) - 10 + 1) % 90)));
  await says(page, "That was not the number");
  await again();
  await code(page).waitFor();
});

test("a page of an origin that is none of the login domains is told so, and one of an inactive service", async (t) => {
  const elsewhere = await registerService(world, "https://shop.example", { redirectUri: "https://shop.example/back" });
  await says(await desk(t, filled(elsewhere)), "This page may not use this sign-in");
  const asleep = await registerService(world, pages.origin, { active: false });
  await says(await desk(t, filled(asleep)), "Signing in by phone is not switched on here");
  const unassessed = await registerService(world, pages.origin, { risk_assessment: null });
  await says(await desk(t, filled(unassessed)), "Signing in by phone is not switched on here");
});

test("an approval while the page has no network reaches it as soon as that is back", async (t) => {
  const client = await registerService(world, pages.origin);
  const page = await desk(t, filled(client).replace(/^onAuthentication.*\n/m, ""));
  const number = await scan(page);
  await page.context().setOffline(true);
  await approve(number);
  await phone.page.getByRole("heading", { level: 1, name: "Approved" }).waitFor();
  await page.context().setOffline(false);
  await page.waitForURL((url) => url.pathname === "/back");
});

test("somebody who is signed in at the provider goes on at one click, in the same browser", async (t) => {
  const client = await registerService(world, pages.origin);
  const page = await desk(t, filled(client).replace("useSSO: false", "useSSO: true"));
  await page.goto(`${base}/account`);
  await signIn(page, person);
  await page.goto(`${pages.origin}/`);
  await code(page).waitFor();
  await page.getByRole("link", { name: "Go on without the phone" }).click();
  await decision(page, "allow").click();
  await page.waitForURL((url) => url.pathname === "/back");
  assert.equal((await who(client, new URL(page.url()).searchParams.get("code"))).email, "aino@example.org");
});
