import type { Texts } from "./texts/en.js";
export interface Language {
    tag: string;
    dir: "ltr" | "rtl";
    texts: Texts;
}
/** The first of the wanted languages (BCP 47) that there is, or else English. */
export declare function languageOf(wanted: readonly (string | null | undefined)[]): Language;
