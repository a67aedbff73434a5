// Everything that can be combined: keys, ways of key management, encryptions of the content, sizes.
import { generate } from "./speak.mjs";

/** The keys, by name: how `countersign jose generate` makes each, and what it is used with. */
export const RECIPIENTS = [
  { key: ["RSA-OAEP"], algs: ["RSA-OAEP", "RSA-OAEP-256"] },
  ...["P-256", "P-384", "P-521", "X25519"].map((curve) => ({
    key: ["ECDH-ES", "--curve", curve],
    algs: ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"],
  })),
  { key: ["A128KW"], algs: ["A128KW"] },
  { key: ["A256KW"], algs: ["A256KW"] },
];
export const ENCS = ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"];
export const SIGNERS = [
  { key: ["RS256"], algs: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] },
  ...["ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512"].map((alg) => ({ key: [alg], algs: [alg] })),
];

const SIZES = [0, 1, 16, 2048];
const LARGE = 256 * 1024;

/** A text of so many bytes, with letters of more than one. */
export function payload(size) {
  return Buffer.alloc(size, "Väinö Äyrämö, ").toString("base64url");
}

/** Every message there can be between two who know all of it: a large one once per way and encryption. */
export function messages(program) {
  const found = [];
  for (const { key, algs } of RECIPIENTS) {
    const jwk = bare(program, key);
    for (const alg of algs) {
      for (const enc of ENCS) {
        const large = ["X25519", "P-384", "P-521"].includes(jwk.crv) ? [] : [LARGE];
        for (const size of [...SIZES, ...large]) found.push({ jwk, alg, enc, payload: payload(size), size });
      }
    }
  }
  for (const enc of ENCS) {
    const jwk = bare(program, ["dir", "--enc", enc]);
    for (const size of [...SIZES, LARGE]) found.push({ jwk, alg: "dir", enc, payload: payload(size), size });
  }
  return found;
}

/** The same of signatures. */
export function signatures(program) {
  return SIGNERS.flatMap(({ key, algs }) => {
    const jwk = bare(program, key);
    return algs.flatMap((alg) => [...SIZES, LARGE].map((size) => ({ jwk, alg, payload: payload(size), size })));
  });
}

/** A key that says nothing about what it is for: it is used with several algorithms here. */
function bare(program, args) {
  const { use, alg, key_ops, ...jwk } = generate(program, args);
  return jwk;
}

/** What a sender may know of a key. */
export function publicPart({ d, p, q, dp, dq, qi, ...jwk }) {
  return jwk;
}
