import { ALL } from "./texts/all.js";
import type { Texts } from "./texts/en.js";

export interface Language {
  tag: string;
  dir: "ltr" | "rtl";
  texts: Texts;
}

/** The first of the wanted languages (BCP 47) that there is, or else English. */
export function languageOf(wanted: readonly (string | null | undefined)[]): Language {
  const tags = wanted.map((tag) => String(tag).toLowerCase().split(/[-_]/)[0]!.replace(/^n[no]$/, "nb"));
  const tag = tags.find((tag) => Object.hasOwn(ALL, tag)) ?? "en";
  return { tag, dir: tag === "ar" ? "rtl" : "ltr", texts: ALL[tag]! };
}
