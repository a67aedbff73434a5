import type { Attempt } from "./provider.js";

/** What the rules need of the browser. */
export interface World {
  fetch: typeof fetch;
  /** Milliseconds since 1970: a clock that goes on while the machine sleeps. */
  now(): number;
  /** Calls back after so many milliseconds, and can be told not to. */
  after(milliseconds: number, call: () => void): () => void;
  /** Whether somebody may be looking. */
  visible(): boolean;
  /** Between 0 and 1. */
  random(): number;
  /** What outlives a reload of the page, and nothing else. */
  keep(kept: Kept | undefined): void;
  kept(): Kept | undefined;
}

/** An attempt that a reload of the page goes on with: phones put pages away while the app is in front. */
export interface Kept extends Attempt {
  until: number;
  ssoUri?: string | undefined;
}
