import type { LoginError, Status } from "./config.js";
import type { Code } from "./provider.js";
import type { Texts } from "./texts/en.js";

/** What is to be seen. */
export interface View {
  status: Status;
  /** The code on show. One that has ended stays until the next is there. */
  code?: Code | undefined;
  /** When that ends. */
  codeEnds: number;
  /** What the person types on the phone. */
  number?: string | undefined;
  error?: LoginError | undefined;
  /** The provider does not answer; it is asked again by itself. */
  lost: boolean;
}

/** What is said of it: the matter, and what to do. `here`: the phone is this very device. */
export function words({ status, code, lost, error }: View, texts: Texts, here: boolean): [string, string] {
  // Who has the number in front of them can go on, whether or not this page hears of it at once.
  if (status === "failed" || (lost && status !== "scanned")) {
    const kind = error?.kind ?? "server";
    if (kind === "origin" || kind === "inactive" || kind === "setup") return [texts[kind], texts.ownerHow];
    if (kind === "push") return [texts.server, texts.too_manyHow];
    if (!lost) return [texts[kind], kind === "too_many" ? texts.too_manyHow : texts.serverHow];
    // What is asked again by itself, nobody needs to start again.
    return [kind === "offline" ? texts.offline : texts.server, texts.serverHow];
  }
  switch (status) {
    case "starting":
    case "success":
    case "asking":
      return [texts[status], ""];
    case "pending":
      if (!code) return [texts.scanned, texts.sentHow];
      return here ? [texts.here, texts.hereHow] : [texts.scan, texts.scanHow];
    case "stopped":
      return ["", ""];
    default:
      return [texts[status], texts[`${status}How`]];
  }
}
