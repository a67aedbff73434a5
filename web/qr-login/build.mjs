// Builds dist/ from src/; with --check only says whether dist/ is what src/ builds to, and how large it is.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build, transform } from "esbuild";

const HERE = new URL(".", import.meta.url);
const DIST = new URL("dist/", HERE);
const LARGEST = 12 * 1024; // Bytes, gzipped, of what a page loads.
const { version } = JSON.parse(await readFile(new URL("package.json", HERE), "utf8"));
const BANNER = `/*! countersign-login ${version} | MIT OR Apache-2.0 */\n`;

/** Makes small what people write at length: texts with their keys beside them, and style. */
const pack = {
  name: "pack",
  setup({ onLoad }) {
    onLoad({ filter: /texts.all\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, format: "esm", charset: "utf8" });
      const { ALL } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
      const lines = [Object.keys(ALL.en), ...Object.values(ALL).map((texts) => Object.keys(ALL.en).map((key) => texts[key]))];
      if (lines.flat().some((text) => !text || text.includes("|"))) throw new Error("a text is empty, or holds the mark between texts");
      const [keys, ...texts] = lines.map((line) => JSON.stringify(line.join("|")));
      const packed = `{${Object.keys(ALL).map((tag, at) => `${tag}:${texts[at]}`)}}`;
      return { contents: `const keys=${keys}.split("|"),all=${packed};for(const tag in all)all[tag]=Object.fromEntries(all[tag].split("|").map((text,at)=>[keys[at],text]));export const ALL=all` };
    });
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, target: "es2022" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const FILES = {
  "xignqr-jslogin.umd.min.js": () => umd("xignqr", "XignQRLogin", true),
  "xignqr-jslogin.umd.js": () => umd("xignqr", "XignQRLogin", false),
  "countersign-login.js": () => umd("index", "CountersignLogin", true),
  "countersign-login.mjs": async () => BANNER + (await bundle("index", { format: "esm", minify: true })),
};

async function bundle(entry, options) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`src/${entry}.ts`, HERE).pathname],
    bundle: true,
    write: false,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    define: { __VERSION__: JSON.stringify(version) },
    plugins: [pack],
    ...options,
  });
  return outputFiles[0].text;
}

/** For script tags, which find one global, and for AMD and CommonJS. */
async function umd(entry, global, minify) {
  const library = await bundle(entry, { format: "iife", globalName: "library", minify });
  return `${BANNER}(function(m){typeof module==="object"&&module.exports?module.exports=m():typeof define==="function"&&define.amd?define([],m):globalThis.${global}=m()})(function(){"use strict";${library.trim()}
return library});
`;
}

/** What TypeScript says of the library to its users, each file by its name. */
async function types() {
  const folder = await mkdtemp(`${tmpdir()}/countersign-types-`);
  try {
    const compiler = fileURLToPath(new URL("node_modules/.bin/tsc", HERE));
    execFileSync(compiler, ["--outDir", folder], { cwd: fileURLToPath(HERE), stdio: "inherit" });
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".d.ts"));
    return Object.fromEntries(await Promise.all(names.map(async (name) => [`types/${name}`, await readFile(`${folder}/${name}`, "utf8")])));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const built = await types();
for (const [name, make] of Object.entries(FILES)) {
  built[name] = await make();
}

const faults = [];
const isCheck = process.argv.includes("--check");
if (isCheck) {
  const there = (await readdir(DIST, { recursive: true })).filter((name) => /\.m?[jt]s$/.test(name));
  faults.push(...there.filter((name) => !(name in built)).map((name) => `dist/${name} is built from nothing`));
} else await rm(DIST, { recursive: true, force: true });

for (const [name, text] of Object.entries(built)) {
  const at = new URL(name, DIST);
  await mkdir(new URL(".", at), { recursive: true });
  if (!isCheck) await writeFile(at, text);
  else if (text !== (await readFile(at, "utf8").catch(() => ""))) faults.push(`dist/${name} is not what src/ builds to: npm run build`);
  if (!(name in FILES)) continue;
  const size = gzipSync(text, { level: 9 }).length;
  console.log(`${String(size).padStart(6)} B gzipped  ${name}`);
  if (name !== "xignqr-jslogin.umd.js" && size > LARGEST) faults.push(`${name} is larger than ${LARGEST} B`);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
