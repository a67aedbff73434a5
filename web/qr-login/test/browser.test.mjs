// What a person sees and does, in Chromium, on pages of another origin than the provider's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, open } from "../../../tests/clients/fixture/browser.mjs";
import { openProvider, openSite } from "./pages.mjs";
import { refuse } from "./provider.mjs";

const REFUSES_CORS = { timeout: 30_000 };

let browser, provider, site;
before(async () => {
  [browser, provider, site] = await Promise.all([launch(), openProvider(), openSite()]);
  provider.allow(site.origin);
});
after(async () => {
  await browser?.close();
  await Promise.all([provider?.close(), site?.close()]);
});

/** The snippet as the manual of XignIn has it; only its placeholders are filled in. */
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
const CLIENT = "e55a581a-1234-5678-a8e0-abcdefghijkl";

const snippet = (redirectUri) =>
  SNIPPET.replaceAll("https://<XignIn-Manager-URL>", provider.base).replace("<clientId>", CLIENT).replace("<redirectUri>", redirectUri);

/** A page with the sign-in as the element of our own name. */
const element = (attributes = "", head = "") =>
  `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>A shop</title>${head}</head><body><main><h1>A shop</h1>
  <countersign-login manager-uri="${provider.base}/" client-id="${CLIENT}" redirect-uri="${site.origin}/back" ${attributes}></countersign-login>
  </main><script src="${provider.base}/js/countersign-login.js"></script></body></html>`;

async function visit(t, page, options = {}) {
  site.page = page;
  site.visits = [];
  provider.asked = [];
  const window = await open(browser, { reducedMotion: "reduce", ...options });
  t.after(window.close);
  await window.page.goto(`${site.origin}/`);
  return window.page;
}
const code = (page) => page.getByRole("img", { name: /QR|رمز/ });
const status = (page) => page.getByRole("status");
const says = (page, text) => status(page).filter({ hasText: text }).waitFor();
const again = (page) => page.getByRole("button", { name: "Start again" });
const until = async (held) => {
  for (const end = Date.now() + 30_000; !held(); await new Promise((go) => setTimeout(go, 20))) assert.ok(Date.now() < end, `never: ${held}`);
};

test("the snippet as it stands hands the code to onAuthentication, and goes nowhere", async (t) => {
  const given = snippet(`${site.origin}/back`).replace("// handle sucessfull authentication", "document.title = authorizationCode;");
  const page = await visit(t, given);
  await page.locator("#login").getByRole("img").waitFor();
  assert.equal(await page.getByRole("button").count() + await page.getByRole("link").count(), 0, "there is nothing to press");
  provider.scan("58");
  await says(page, "58");
  provider.approve("the code");
  await page.waitForFunction(() => document.title === "the code");
  assert.deepEqual(site.visits.filter((url) => url.startsWith("/back")), []);
  await says(page, "Signed in");
});

for (const [redirect, arrived] of [["/back", "/back?code=a%2Fb%20%2B"], ["/back?shop=7", "/back?shop=7&code=a%2Fb%20%2B"]]) {
  test(`the snippet without onAuthentication goes to the redirect address: ${redirect}`, async (t) => {
    const page = await visit(t, snippet(site.origin + redirect).replace(/^onAuthentication.*\n/m, ""));
    await code(page).waitFor();
    provider.approve("a/b +");
    await page.waitForURL(`${site.origin}/back*`);
    assert.ok(site.visits.includes(arrived), site.visits.join(" "));
  });
}

test("starts once, stops for good, and says its version", async (t) => {
  const page = await visit(t, snippet(`${site.origin}/back`).replace("login.start();", "login.start(); login.start(); window.login = login;"));
  await code(page).waitFor();
  assert.equal(await page.locator("#login > *").count(), 1);
  assert.match(await page.evaluate(() => XignQRLogin.XignQRLogin.printVersion()), /^\d+\.\d+\.\d+$/);
  await page.evaluate(() => window.login.stop());
  assert.equal(await page.locator("#login > *").count(), 0);
  await until(() => provider.last.waiting.size === 0);
});

test("a code that ends is replaced, quietly and in place", async (t) => {
  site.page = element();
  provider.asked = [];
  const window = await open(browser, { reducedMotion: "reduce" });
  t.after(window.close);
  const { page } = window;
  await page.clock.install();
  await page.goto(`${site.origin}/`);
  await code(page).waitFor();
  const before = await code(page).locator("path").getAttribute("d");
  const attempt = provider.last;
  // What a screen reader would say meanwhile.
  await page.evaluate(() => {
    window.spoken = [];
    const region = document.querySelector("countersign-login div").shadowRoot.querySelector("[role=status]");
    new MutationObserver(() => window.spoken.push(region.textContent)).observe(region, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await page.clock.runFor(3000);
  assert.match(await page.getByRole("timer").textContent(), /^Valid for another 2\d seconds$/);
  await page.clock.runFor(28_000);
  await page.waitForFunction((before) => document.querySelector("countersign-login div").shadowRoot.querySelector("path").getAttribute("d") !== before, before);
  assert.equal(provider.last, attempt);
  assert.deepEqual(await page.evaluate(() => window.spoken), [], "it does not chatter");
  provider.age(200);
  await says(page, "The time is up");
  await again(page).click();
  await code(page).waitFor();
  assert.notEqual(provider.last, attempt);
});

for (const [reason, words] of [["declined", "Declined on the phone"], ["not_me", "this was not me"], ["wrong_number", "That was not the number"], ["refused", "Your phone says why"]]) {
  test(`says what was said on the phone, and starts again: ${reason}`, async (t) => {
    const page = await visit(t, element());
    await code(page).waitFor();
    provider.scan("91");
    await says(page, "91");
    assert.equal(await code(page).isVisible(), false, "what was scanned is not shown to others");
    provider.abort(reason);
    await says(page, words);
    await again(page).click();
    await code(page).waitFor();
  });
}

test("says why it cannot begin: to the person plainly, to whoever runs the page in the console and by event", async (t) => {
  const page = await visit(t, "<!doctype html><title>Empty</title>");
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  provider.instead.push(() => refuse(400, "service-inactive", "The service is not active: countersign client set --active"));
  await page.setContent(element());
  await says(page, "Signing in by phone is not switched on here");
  assert.ok(said.some((line) => line.includes("service-inactive") && line.includes("countersign client set --active")), said.join("\n"));
  assert.doesNotMatch(await status(page).textContent(), /service-inactive/);
});

test("tells an origin that is none of the login domains from a network that is gone", async (t) => {
  const stranger = await openSite();
  t.after(stranger.close);
  stranger.page = element();
  const { page, close } = await open(browser);
  t.after(close);
  await page.goto(`${stranger.origin}/`, REFUSES_CORS);
  await says(page, "This page may not use this sign-in");
});

test("a network that goes and comes back is bridged", async (t) => {
  const page = await visit(t, element());
  await code(page).waitFor();
  await page.context().setOffline(true);
  for (const response of provider.last.waiting) response();
  provider.age(29.5);
  await says(page, "No connection");
  await page.context().setOffline(false);
  await says(page, "Scan this code");
  provider.scan("33");
  await says(page, "33");
  provider.approve("bridged");
  await page.waitForURL(`${site.origin}/back?code=bridged`);
});

test("a page that slept through all of it finds the result, and one that slept too long says so", async (t) => {
  const page = await visit(t, element());
  const devtools = await page.context().newCDPSession(page);
  const sleep = (state) => devtools.send("Page.setWebLifecycleState", { state });
  await code(page).waitFor();
  provider.scan("19");
  await says(page, "19");
  await sleep("frozen");
  provider.approve("slept");
  await sleep("active");
  await page.waitForURL(`${site.origin}/back?code=slept`);

  await page.goto(`${site.origin}/`);
  await code(page).waitFor();
  provider.scan("20");
  await says(page, "20");
  await sleep("frozen");
  provider.age(130);
  await sleep("active");
  await says(page, "The time is up");
});

test("events of the element, and an attribute that changes", async (t) => {
  const page = await visit(t, element());
  await code(page).waitFor();
  await page.evaluate(() => {
    window.heard = [];
    for (const what of ["authentication", "status", "error"]) {
      document.addEventListener(`countersign-${what}`, (event) => {
        window.heard.push([what, event.detail]);
        if (what === "authentication") event.preventDefault();
      });
    }
  });
  const first = provider.last;
  await page.locator("countersign-login").evaluate((it) => it.setAttribute("language", "fi"));
  await says(page, "Skannaa tämä koodi");
  assert.equal(provider.last, first, "another language is no other attempt");
  provider.approve("evented");
  await page.waitForFunction(() => window.heard.some(([what]) => what === "authentication"));
  const heard = await page.evaluate(() => window.heard);
  assert.deepEqual(heard.find(([what]) => what === "authentication")[1], { code: "evented" });
  assert.ok(heard.some(([what, { status }]) => what === "status" && status === "success"));
  assert.equal(page.url(), `${site.origin}/`);
});

test("works under a strict policy of the page", async (t) => {
  site.headers = {
    "Content-Security-Policy": `default-src 'none'; script-src ${provider.base}; connect-src ${provider.base}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
  };
  t.after(() => (site.headers = {}));
  const window = await visit(t, element()).then((page) => page);
  const broken = [];
  window.on("console", (message) => broken.push(message.text()));
  await code(window).waitFor();
  const size = await code(window).boundingBox();
  assert.ok(size.width >= 200, `it is dressed: ${size.width} px`);
  await window.locator("countersign-login").evaluate((it) => it.setAttribute("theme", "dark"));
  await code(window).waitFor();
  assert.deepEqual(broken, []);
});

test("on a phone a button opens the app, and the code is still there to be had", async (t) => {
  const page = await visit(t, element(), { viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true });
  const go = page.getByRole("link", { name: "Open the app" });
  await go.waitFor();
  assert.equal(await code(page).isVisible(), false);
  const [app] = await Promise.all([page.context().waitForEvent("page"), go.click()]);
  await app.waitForLoadState();
  assert.match(app.url(), /\/in-app\/process\/init\?action=authentication&pid=/);
  await page.bringToFront();
  await page.getByRole("button", { name: "Show a code for another phone" }).click();
  await code(page).waitFor();
  await page.reload();
  await go.waitFor();
  assert.equal(provider.asked.filter(({ body }) => body.clientId).length, 1, "a phone that put the page away goes on with the attempt");
  provider.approve("handheld");
  await page.waitForURL(`${site.origin}/back?code=handheld`);
});

test("somebody who is signed in at the provider may go on without the phone", async (t) => {
  const page = await visit(t, element("use-sso"));
  const link = page.getByRole("link", { name: "Go on without the phone" });
  assert.equal(await link.getAttribute("href"), `${provider.base}/sso`);
  assert.equal(provider.asked[0].body.useSSO, true);
});

test("a message to the phone, begun by the page's own server", async (t) => {
  const page = await visit(t, element('mode="PUSH"'));
  await page.getByLabel("E-mail address").waitFor();
  await page.locator("countersign-login").evaluate((it, base) => {
    it.push = async (identifier) => {
      window.identifier = identifier;
      const asked = { clientId: "x", redirectUri: "y" };
      const answer = await fetch(`${base}/api/rp/qrcode`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
      return answer.json();
    };
  }, provider.base);
  await page.getByLabel("E-mail address").fill("aino@example.org");
  await page.keyboard.press("Enter");
  await says(page, "If there is a phone for this account");
  assert.equal(await page.evaluate(() => window.identifier), "aino@example.org");
  provider.scan("77");
  await says(page, "77");
  provider.approve("pushed");
  await page.waitForURL(`${site.origin}/back?code=pushed`);
});

test("the module is the same library", async (t) => {
  const page = await visit(
    t,
    `<!doctype html><title>M</title><div id="here" lang="de"></div><script type="module">
     import { CountersignLogin, LoginMode, version } from "${provider.base}/js/countersign-login.mjs";
     document.title = version;
     new CountersignLogin({ managerUri: "${provider.base}", containerId: "here", clientId: "c", redirectUri: "${site.origin}/back", mode: LoginMode.APP_LINK }).start();
     </script>`,
  );
  await page.getByRole("link", { name: "App öffnen" }).waitFor();
  await page.getByRole("button", { name: "Code für ein anderes Telefon zeigen" }).click();
  await code(page).waitFor();
});
