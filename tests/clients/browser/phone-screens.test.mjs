// Every screen of the phone app, in all languages: pictures of each, and what axe finds.
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertQuiet, launch, open } from "../fixture/browser.mjs";
import { authenticator, looker } from "../fixture/factors.mjs";
import { LOCALES } from "../fixture/languages.mjs";
import { openPhoneServer } from "../fixture/phone-server.mjs";

const FOLDER = fileURLToPath(new URL("../../../target/screenshots-phone/", import.meta.url));
const PIN = "274913";
let browser, bank;

before(async () => {
  mkdirSync(fileURLToPath(new URL("../../../target/screenshots-phone/", import.meta.url)), { recursive: true });
  [browser, bank] = await Promise.all([launch(), openPhoneServer()]);
});
after(async () => {
  await browser?.close();
  bank?.close();
});

for (const [language, locale] of Object.entries(LOCALES)) {
  test(`every screen is whole in ${language}`, async () => {
    const { default: texts } = await import(`../../../web/authenticator/app/texts/${language}.mjs`);
    const phone = await open(browser, { locale, reducedMotion: "reduce" });
    const { page } = phone;
    const look = looker(page, language, FOLDER);
    // Up to where a value is put in.
    const start = (name) => texts[name].split("{")[0].trim();
    const shows = (name) => page.locator("h1", { hasText: start(name) || texts[name].split("}").pop().trim() }).waitFor();
    const press = (name) => page.getByRole("button", { name: texts[name], exact: true }).first().click();
    const home = `${bank.origin}/phone/`;
    const aino = { username: "aino.aalto@yhdistys.example", name: "Aino Aalto" };

    await page.goto(home);
    await shows("startTitle");
    await look("start");
    await press("scan");
    await page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
    await look("scan-none");
    await page.goto(home);
    await press("link");
    await press("linkGo");
    await page.getByText(start("linkFault")).waitFor();
    await look("link");

    await page.goto(bank.enrolment(aino));
    await shows("enrolTitle");
    await press("enrolAdd");
    await page.locator("#pin-fault").waitFor();
    await look("enrol-pin");
    await page.locator("#pin").fill(PIN);
    await page.locator("#pin-again").fill(PIN);
    await press("enrolAdd");
    await shows("enrolDone");
    await look("enrolled");

    bank.attempt({ pushedTo: aino.username, message: "Tilaus 4711, 129,00 €", sameNetwork: false });
    await page.goto(home);
    await page.locator("section .row").waitFor();
    await look("home");
    await page.locator("section .row").click();
    await shows("requestTitle");
    await look("request");
    await page.locator("#number").fill("42");
    await press("approve");
    await shows("confirmTitle");
    await page.locator("#pin").fill("000001");
    await press("approve");
    await page.locator("#pin-fault").waitFor();
    await look("confirm");
    await page.locator("#pin").fill(PIN);
    await press("approve");
    await shows("approvedTitle");
    await look("approved");

    const birthdate = { claim: "birthdate", label: "Birthdate", required: true };
    await page.goto(bank.attempt({ data: [birthdate], missing: ["birthdate"] }).link);
    await page.locator("button[value=decline]").waitFor();
    await look("request-lacking");
    await page.goto(bank.attempt().link);
    await page.locator("#number").fill("24");
    await press("approve");
    await page.locator("#pin").fill(PIN);
    await press("approve");
    await shows("numberTitle");
    await look("number");
    await page.goto(home);
    await page.locator(".row").first().click();
    await page.getByText(texts.accountUnlock).waitFor();
    await look("account");
    await press("remove");
    await shows("removeTitle");
    await look("remove");
    await press("removeYes");
    await shows("startTitle");

    await authenticator(phone);
    await page.goto(bank.enrolment(aino));
    await shows("enrolTitle");
    await look("enrol-gesture");
    // Chromium itself notes the two refusals: the wrong PIN and the wrong number.
    phone.complaints = phone.complaints.filter((complaint) => !complaint.endsWith("status of 403 (Forbidden)"));
    assertQuiet(phone);
    await phone.close();
  });
}
