// The rules of the library in a world whose clock, network and visibility the test has in hand.
import { build } from "esbuild";

import { Provider } from "./provider.mjs";

/** A module of `src/`, as it is written. */
export async function source(name) {
  const entryPoints = [new URL(`../src/${name}.ts`, import.meta.url).pathname];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: "esm", charset: "utf8" });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const { Machine } = await source("machine");

export class Bench {
  time = 1_700_000_000_000;
  timers = new Set();
  isVisible = true;
  isOnline = true;
  /** What of the provider answers every origin. */
  isReachable = true;
  views = [];
  errors = [];
  codes = [];
  stored;

  constructor() {
    this.provider = new Provider(() => this.time);
    this.provider.later = (milliseconds, call) => this.after(milliseconds, call);
    this.provider.cancel = (cancel) => cancel();
    this.machine = this.page();
  }

  /** A page that was loaded just now. */
  page(managerUri = "https://id.example/") {
    const asked = { clientId: "e55a581a-1234-5678-a8e0-abcdefghijkl", redirectUri: "https://shop.example/back", mode: "PULL_TOKEN", useSSO: false };
    const world = {
      fetch: (...request) => this.fetch(...request),
      now: () => this.time,
      after: (milliseconds, call) => this.after(milliseconds, call),
      visible: () => this.isVisible,
      random: () => 1,
      keep: (kept) => (this.stored = kept && JSON.stringify(kept)),
      kept: () => this.stored && JSON.parse(this.stored),
    };
    return new Machine(managerUri, asked, world, {
      view: (view) => this.views.push(view),
      done: (...done) => this.codes.push(done),
      error: (error) => this.errors.push(error),
    });
  }

  get view() {
    return this.machine.view;
  }

  after(milliseconds, call) {
    const timer = { at: this.time + milliseconds, call };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  async fetch(url, { method, body, signal }) {
    await undefined;
    if (signal.aborted) throw signal.reason;
    if (!this.isOnline) throw new TypeError("Failed to fetch");
    const { pathname } = new URL(url);
    if (method === "HEAD") return new Response(null, { status: this.isReachable ? 200 : 404 });
    const connection = new AbortController();
    const lost = new Promise((_, reject) => connection.signal.addEventListener("abort", () => reject(connection.signal.reason)));
    lost.catch(() => {});
    signal.addEventListener("abort", () => connection.abort(signal.reason));
    this.cut = () => connection.abort(new TypeError("network error"));
    const answer = await Promise.race([this.provider.answer(pathname, JSON.parse(body), connection.signal), lost]);
    return new Response(JSON.stringify(answer.body), { status: answer.status, headers: answer.headers ?? {} });
  }

  /** The network goes, and the question that waits with it. */
  goOffline() {
    this.isOnline = false;
    this.cut();
    return settle();
  }

  /** Lets so many seconds pass, and whatever happens in them. */
  async pass(seconds) {
    const end = this.time + seconds * 1000;
    await settle();
    for (;;) {
      const [next] = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.call();
      await settle();
    }
    this.time = end;
  }

  /** So many seconds in which nothing happens here, as when the machine sleeps. */
  async sleep(seconds) {
    this.time += seconds * 1000;
    this.cut();
    await this.pass(0);
  }

  async act(act) {
    act();
    await settle();
  }

  questions(path) {
    return this.provider.asked.filter((asked) => asked.path === `/api/rp/${path}`);
  }
}

/** Lets everything come about that needs no time. */
async function settle() {
  for (let turn = 0; turn < 30; turn += 1) await new Promise(setImmediate);
}
