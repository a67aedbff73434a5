import { type Texts } from "./en.js";
/** Every language by its tag. The build packs them, so that their keys stand there once. */
export declare const ALL: Record<string, Texts>;
