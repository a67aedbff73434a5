import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";

import { LANGUAGES, ago, choose, direction, say, seconds, speak } from "../app/words.mjs";

const text = async (tag) => (await import(`../app/texts/${tag}.mjs`)).default;
const holes = (words) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test("every language says everything, with the same values put in", async () => {
  const files = await readdir(new URL("../app/texts/", import.meta.url));
  assert.deepEqual(files.sort(), Object.keys(LANGUAGES).map((tag) => `${tag}.mjs`).sort());
  const english = await text("en");
  for (const tag of Object.keys(LANGUAGES)) {
    const theirs = await text(tag);
    assert.deepEqual(Object.keys(theirs), Object.keys(english), tag);
    for (const [name, words] of Object.entries(theirs)) {
      assert.deepEqual(holes(words), holes(english[name]), `${tag}: ${name}`);
      assert.ok(words.trim() === words && words.length > 0, `${tag}: ${name}`);
    }
  }
});

test("no language repeats English, save where the word is the same", async () => {
  const english = await text("en");
  const same = ["link", "pin", "requestBrowser", "enrolServer", "linkField", "accountServer", "accountUnlockPin"];
  for (const tag of Object.keys(LANGUAGES).filter((tag) => tag !== "en")) {
    const theirs = await text(tag);
    const repeated = Object.keys(english).filter((name) => theirs[name] === english[name] && !same.includes(name));
    assert.deepEqual(repeated, [], tag);
  }
});

test("every text that is kept is said somewhere", async () => {
  const { readFile } = await import("node:fs/promises");
  const folders = ["../app/", "../app/screens/"];
  let code = "";
  for (const folder of folders) {
    for (const name of await readdir(new URL(folder, import.meta.url))) {
      if (name.endsWith(".mjs")) code += await readFile(new URL(`${folder}${name}`, import.meta.url), "utf8");
    }
  }
  // Said by the outcome's name: `approvedTitle` of `approved`.
  const made = (name) => new RegExp(`"${name.replace(/(Title|Lead)$/, "")}"`).test(code);
  const unsaid = Object.keys(await text("en")).filter((name) => !code.includes(`"${name}"`) && !made(name));
  assert.deepEqual(unsaid, []);
});

test("speaks the first language that it knows", () => {
  assert.equal(choose(["is-IS", "sv-FI", "en"]), "sv");
  assert.equal(choose(["nn-NO"]), "nb");
  assert.equal(choose(["no"]), "nb");
  assert.equal(choose(["is"]), "en");
  assert.equal(choose([]), "en");
  assert.equal(choose(["toString"]), "en");
});

test("puts values in that keep their own direction", async () => {
  await speak("ar");
  assert.equal(direction(), "rtl");
  assert.ok(say("requestAs", { account: "aino" }).includes("\u2068aino\u2069"));
  await speak("en");
  assert.equal(direction(), "ltr");
});

test("says times as people do", async () => {
  await speak("en");
  assert.equal(seconds(1), "1 second");
  assert.equal(seconds(12), "12 seconds");
  assert.equal(ago(1_000_000, 1_012_000), "12 seconds ago");
  assert.equal(ago(1_000_000, 1_120_000), "2 minutes ago");
  assert.equal(ago(1_005_000, 1_000_000), "now");
});
