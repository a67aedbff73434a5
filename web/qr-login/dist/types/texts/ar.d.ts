import type { Texts } from "./en.js";
export declare const ar: Texts;
