// What this phone says to a server: a JSON Web Signature in its compact form (RFC 7515 §7.1), ES256.
import { base64url, sha256, utf8 } from "./bytes.mjs";

const TYPE = "countersign-phone+jwt";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** A new device key. Its private half can be used on this phone and read by nobody, this app included. */
export const makeKey = () => crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);

/** The public half, and nothing else of it. */
export async function publicJwk({ publicKey }) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  return { kty, crv, x, y };
}

/** RFC 7638: the members that are required, in the order of the alphabet, without white space. */
export const thumbprint = ({ crv, kty, x, y }) => sha256(utf8(JSON.stringify({ crv, kty, x, y })));

/** Signs `payload`. `who` is `{kid}` once the server knows the key, and `{jwk}` until then. */
export async function sign(keys, who, payload) {
  const header = { alg: "ES256", typ: TYPE, ...who };
  const said = [header, payload].map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
  // WebCrypto's signature is r and s side by side, which is what RFC 7518 §3.4 asks for.
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, utf8(said));
  return `${said}.${base64url(signature)}`;
}
