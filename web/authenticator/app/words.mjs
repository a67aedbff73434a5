// In which language the app speaks, and how it says numbers and times in it.

/** The languages by their tags, as they call themselves. */
export const LANGUAGES = {
  en: "English",
  fi: "Suomi",
  sv: "Svenska",
  nb: "Norsk bokmål",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  ar: "العربية",
};

const SAME = { no: "nb", nn: "nb" };
const RIGHT_TO_LEFT = ["ar"];
const [ISOLATE, POP] = ["\u2068", "\u2069"];

let spoken = "en";
let texts = {};

export const language = () => spoken;
export const direction = () => (RIGHT_TO_LEFT.includes(spoken) ? "rtl" : "ltr");

/** The first of these tags (RFC 5646) that we speak, or English. */
export function choose(wanted) {
  const bases = wanted.map((tag) => String(tag).toLowerCase().split("-")[0]);
  return bases.map((base) => SAME[base] ?? base).find((base) => Object.hasOwn(LANGUAGES, base)) ?? "en";
}

/** Speaks this language from now on. */
export async function speak(tag) {
  ({ default: texts } = await import(`./texts/${tag}.mjs`));
  spoken = tag;
}

/** The text of that name. What is put in keeps its own direction of writing. */
export const say = (name, values = {}) =>
  texts[name].replace(/\{(\w+)\}/g, (_, value) => `${ISOLATE}${values[value]}${POP}`);

/** So many seconds, as said here: "12 seconds". */
export const seconds = (count) =>
  new Intl.NumberFormat(spoken, { style: "unit", unit: "second", unitDisplay: "long" }).format(count);

/** How long ago that was: "12 seconds ago", "2 minutes ago". */
export function ago(at, now) {
  const past = Math.min(0, Math.round((at - now) / 1000));
  const said = new Intl.RelativeTimeFormat(spoken, { numeric: "auto" });
  return past > -90 ? said.format(past, "second") : said.format(Math.round(past / 60), "minute");
}

export const day = (at) => new Intl.DateTimeFormat(spoken, { dateStyle: "long" }).format(at);
