// The languages: which is chosen, and that each says everything.
import assert from "node:assert/strict";
import { test } from "node:test";

import { source } from "./bench.mjs";

const { languageOf } = await source("language");
const { ALL } = await source("texts/all");

test("takes the first of the wanted languages that there is", () => {
  const chosen = (...wanted) => languageOf(wanted).tag;
  assert.equal(chosen("fi-FI", "en"), "fi");
  assert.equal(chosen("pl", undefined, null, "", "sv_SE"), "sv");
  assert.equal(chosen("no"), "nb");
  assert.equal(chosen("nn-NO"), "nb");
  assert.equal(chosen("AR-eg"), "ar");
  assert.equal(chosen("constructor", "zh"), "en");
  assert.equal(languageOf(["ar"]).dir, "rtl");
  assert.equal(languageOf(["fi"]).dir, "ltr");
});

test("every language says everything, in its own words", () => {
  const keys = Object.keys(ALL.en);
  assert.equal(Object.keys(ALL).length, 8);
  for (const [tag, texts] of Object.entries(ALL)) {
    assert.deepEqual(Object.keys(texts), keys, `${tag}: the keys, in the order of the others`);
    for (const [key, text] of Object.entries(texts)) {
      assert.ok(text.trim(), `${tag}: ${key}`);
      assert.equal(text.includes("{0}"), key === "valid", `${tag}: ${key}`);
      if (tag !== "en") assert.notEqual(text, ALL.en[key], `${tag}: ${key} is not translated`);
    }
  }
});
