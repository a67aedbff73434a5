import { launch, open } from "./fixture/browser.mjs";
const browser = await launch();
const { page } = await open(browser, {});
await page.setViewportSize({ width: 1980, height: 400 });
const langs = (process.env.LANGS ?? "en,fi,sv,nb,de,fr,es,ar").split(",");
for (const p of process.argv.slice(2)) {
  const kind = process.env.KIND ?? "plain";
  await page.goto("file:///tmp/shots/");
  await page.setContent(`<base href="file:///tmp/shots/"><style>body{margin:0;background:#888;display:flex;gap:4px;align-items:flex-start}img{width:${Math.floor(1980/langs.length)-4}px}</style>${langs.map((l) => `<img src="file:///tmp/shots/${l}-${kind}-${p}.png">`).join("")}`);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `/tmp/shots/row-${kind}-${p}.png`, fullPage: true });
}
await browser.close();
