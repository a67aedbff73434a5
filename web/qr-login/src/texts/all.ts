import { ar } from "./ar.js";
import { de } from "./de.js";
import { en, type Texts } from "./en.js";
import { es } from "./es.js";
import { fi } from "./fi.js";
import { fr } from "./fr.js";
import { nb } from "./nb.js";
import { sv } from "./sv.js";

/** Every language by its tag. The build packs them, so that their keys stand there once. */
export const ALL: Record<string, Texts> = { en, fi, sv, nb, de, fr, es, ar };
