// Chromium, a provider on one origin and pages on another.
import { readFile } from "node:fs/promises";
import http from "node:http";

import { Provider } from "./provider.mjs";

const DIST = new URL("../dist/", import.meta.url);

const listen = (handler) =>
  new Promise((resolve) => {
    const server = http.createServer(handler).listen(0, "127.0.0.1", () => resolve(server));
  });
const close = (server) => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
};

/** The provider over HTTP, with what the library is served by. Its origins are exact, as a service's login domains. */
export async function openProvider() {
  const provider = new Provider();
  const origins = new Set();
  const server = await listen(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    if (pathname.startsWith("/js/")) {
      const body = await readFile(new URL(pathname.slice(4), DIST)).catch(() => undefined);
      response.writeHead(body ? 200 : 404, { "Content-Type": "text/javascript; charset=utf-8", "Access-Control-Allow-Origin": "*" });
      return response.end(request.method === "HEAD" ? undefined : body);
    }
    if (!pathname.startsWith("/api/")) {
      response.writeHead(200, { "Content-Type": "text/html" });
      return response.end("<!doctype html><title>The app</title>The app");
    }
    const isOurs = origins.has(request.headers.origin);
    const cors = isOurs && { "Access-Control-Allow-Origin": request.headers.origin, "Access-Control-Allow-Headers": "content-type", Vary: "Origin" };
    if (request.method === "OPTIONS" || !isOurs) {
      response.writeHead(isOurs ? 204 : 403, cors || {});
      return response.end();
    }
    let text = "";
    for await (const part of request) text += part;
    const connection = new AbortController();
    response.on("close", () => connection.abort());
    const { status, headers, body } = await provider.answer(pathname, JSON.parse(text), connection.signal);
    response.writeHead(status, { ...cors, ...headers, "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(JSON.stringify(body));
  });
  provider.base = `http://127.0.0.1:${server.address().port}`;
  return Object.assign(provider, { allow: (origin) => origins.add(origin), close: () => close(server) });
}

/** A site of somebody's: `page` is what its pages are; it keeps at which addresses it was called. */
export async function openSite() {
  const site = { page: "", headers: {}, visits: [] };
  const server = await listen((request, response) => {
    site.visits.push(request.url);
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", ...site.headers });
    response.end(request.url.startsWith("/back") ? "<!doctype html><title>Back</title><p>Back" : site.page);
  });
  site.origin = `http://127.0.0.1:${server.address().port}`;
  site.close = () => close(server);
  return site;
}
