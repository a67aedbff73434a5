// Digits as people type them: some keyboards write other digits than 0 to 9, and paste brings white space.

// Where the ten digits begin: Arabic-Indic, its eastern form, full width.
const ZEROS = [0x0660, 0x06f0, 0xff10];

/** The same text with digits 0 to 9, without white space and without marks of direction. */
export function plainDigits(text) {
  return Array.from(text.replace(/[\s\u200e\u200f\u061c]/gu, ""), (character) => {
    const zero = ZEROS.find((zero) => character.codePointAt(0) >= zero && character.codePointAt(0) <= zero + 9);
    return zero === undefined ? character : String(character.codePointAt(0) - zero);
  }).join("");
}
