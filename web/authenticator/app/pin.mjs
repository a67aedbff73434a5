// The PIN of an account on this phone. It never leaves the phone: a server gets a proof that it can only compare.
import { base64url, utf8 } from "./bytes.mjs";
import { plainDigits } from "./digits.mjs";
import { thumbprint } from "./jws.mjs";

export const [SHORTEST, LONGEST] = [6, 32];
const SALT_BYTES = 16;
const ROUNDS = 600_000;

export const makeSalt = () => crypto.getRandomValues(new Uint8Array(SALT_BYTES));

/** What is wrong with a new PIN: `"digits"`, `"short"`, `"long"`, `"easy"`, or nothing. */
export function faultOf(typed) {
  const pin = plainDigits(typed);
  if (!/^[0-9]*$/.test(pin)) return "digits";
  if (pin.length < SHORTEST) return "short";
  if (pin.length > LONGEST) return "long";
  return isEasy(pin) ? "easy" : undefined;
}

/** One step throughout (all alike, upwards, downwards), or one or two or three digits again and again. */
function isEasy(pin) {
  const steps = new Set(Array.from(pin.slice(1), (digit, at) => (10 + Number(digit) - Number(pin[at])) % 10));
  const repeats = (length) => pin === pin.slice(0, length).repeat(pin.length).slice(0, pin.length);
  return (steps.size === 1 && [0, 1, 9].includes([...steps][0])) || repeats(2) || repeats(3);
}

/** PBKDF2-HMAC-SHA-256 over the PIN; the salt is this account's, with its key's thumbprint behind it. */
export async function proofOf(typed, salt, jwk) {
  const pin = await crypto.subtle.importKey("raw", utf8(plainDigits(typed)), "PBKDF2", false, ["deriveBits"]);
  const whole = new Uint8Array([...salt, ...(await thumbprint(jwk))]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: whole, iterations: ROUNDS };
  return base64url(await crypto.subtle.deriveBits(how, pin, 256));
}
