import type { Kept, World } from "./world.js";

/** A device that is held in a hand: the phone itself. */
export const isPhone = () => matchMedia("(pointer: coarse) and (max-width: 40rem), (pointer: coarse) and (max-height: 30rem)").matches;

/** This browser, and what it keeps under this name until the window closes. */
export function world(name: string): World {
  return {
    fetch: (...request) => fetch(...request),
    now: () => Date.now(),
    after: (milliseconds, call) => {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
    visible: () => document.visibilityState === "visible",
    random: () => Math.random(),
    // A page may be forbidden to keep anything.
    keep: (kept) => {
      try {
        if (kept) sessionStorage.setItem(name, JSON.stringify(kept));
        else sessionStorage.removeItem(name);
      } catch {}
    },
    kept: () => {
      try {
        return JSON.parse(sessionStorage.getItem(name) ?? "null") as Kept;
      } catch {
        return undefined;
      }
    },
  };
}
