// The languages: which is chosen, and that each says everything.
import assert from "node:assert/strict";
import { test } from "node:test";

import { source } from "./bench.mjs";

const { languageOf } = await source("language");
const { ALL } = await source("texts/all");
const { words } = await source("view");

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

test("every state has its words, and who has a number in front of them keeps it while the network is gone", () => {
  const said = (view, here = false) => words({ lost: false, codeEnds: 0, ...view }, ALL.en, here).join(" ");
  const states = ["starting", "asking", "pending", "scanned", "success", "declined", "not_me", "wrong_number", "refused", "expired"];
  const kinds = ["origin", "inactive", "setup", "too_many", "offline", "server", "push"];
  const all = [...states.map((status) => said({ status })), ...kinds.map((kind) => said({ status: "failed", error: { kind } }))];
  assert.ok(all.every((words) => words.trim().length > 5 && !words.includes("undefined")), all.join("\n"));
  const lost = { lost: true, error: { kind: "offline" } };
  assert.equal(said({ status: "scanned", ...lost }), said({ status: "scanned" }));
  assert.match(said({ status: "pending", ...lost }), /No connection/);
  assert.match(said({ status: "pending", lost: true, error: { kind: "too_many" } }), /keep trying/);
  assert.match(said({ status: "pending", code: {} }), /Scan/);
  assert.match(said({ status: "pending", code: {} }, true), /app on this phone/);
});
