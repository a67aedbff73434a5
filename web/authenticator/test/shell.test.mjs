import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { posix } from "node:path";
import { test } from "node:test";

import { LANGUAGES } from "../app/words.mjs";

const read = (name) => readFile(new URL(`../app/${name}`, import.meta.url), "utf8");

/** All modules that come with this one, by the addresses that it names. */
async function modules(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, other] of (await read(name)).matchAll(/^(?:import|\}).* from "(\.[^"]+)";$/gm)) {
    await modules(posix.join(posix.dirname(name), other), seen);
  }
  return seen;
}

test("the page has every module fetched at once that it begins with, and no other", async () => {
  const needed = [...(await modules("app.mjs"))].filter((name) => name !== "app.mjs").sort();
  const preloaded = [...(await read("index.html")).matchAll(/modulepreload" href="\/phone\/([^"]+)"/g)].map(([, name]) => name);
  assert.ok(needed.length > 10, String(needed));
  assert.deepEqual(preloaded, needed);
});

test("nothing that the page begins with comes from elsewhere or is written into it", async () => {
  const page = await read("index.html");
  for (const [, address] of page.matchAll(/(?:href|src)="([^"]+)"/g)) assert.match(address, /^\/phone\//);
  assert.doesNotMatch(page, /<style| style=|<script>| on[a-z]+=/);
  for (const name of (await readdir(new URL("../app/", import.meta.url), { recursive: true })).filter((name) => /\.mjs$|^sw\.js$/.test(name))) {
    assert.doesNotMatch(await read(name), /innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
  }
});

test("whoever has no JavaScript is told in every language", async () => {
  const page = await read("index.html");
  for (const tag of Object.keys(LANGUAGES)) assert.ok(page.includes(`<p lang="${tag}"`), tag);
});

test("what is installed has icons that are there", async () => {
  const manifest = JSON.parse(await read("manifest.webmanifest"));
  const sizes = (bytes) => `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
  for (const { src, type, sizes: told } of manifest.icons) {
    const bytes = await readFile(new URL(`../app/${src.replace("/phone/", "")}`, import.meta.url));
    if (type === "image/png") assert.equal(sizes(bytes), told, src);
  }
  assert.ok(manifest.icons.some(({ purpose }) => purpose === "maskable"));
  assert.equal(manifest.start_url, manifest.scope);
});
