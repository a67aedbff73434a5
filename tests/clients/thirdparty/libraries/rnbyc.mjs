// Debian's rnbyc, the command line of the C library Rhonabwy: one process a token, and only claims in JSON.
import { execFile } from "node:child_process";
import { createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";
import { promisify } from "node:util";

const run = promisify(execFile);
const ANSWER = { maxBuffer: 8 << 20 };

/** The one or other, as `operation` says: claims as a JSON object in and out. */
export async function rnbyc({ op, jwk, alg, enc, claims, token, signing, verifying }) {
  const keys = JSON.stringify({ keys: [jwk] });
  const json = JSON.stringify(claims);
  switch (op) {
    case "encrypt":
      return { token: await said("-s", json, "-l", alg, "-e", enc, "-P", keys) };
    case "decrypt":
      return { claims: JSON.parse(await said("-t", token, "-K", keys)) };
    case "open":
      return { claims: JSON.parse(await said("-t", token, "-K", keys, "-P", JSON.stringify({ keys: verifying }))) };
    case "nest":
      return { token: await said("-s", json, "-a", signing.alg, "-K", JSON.stringify({ keys: [signing] }), "-l", alg, "-e", enc, "-P", keys) };
    case "sign":
      return { token: await said("-s", json, "-a", alg, "-K", keys) };
    case "verify":
      return { claims: JSON.parse(await said("-t", token, "-P", keys)) };
  }
}

/**
 * Whether it miswrote or misreads a message to the private `jwk`: it leaves out zeros at the beginning, of a secret that
 * is agreed on, which one in 256 has, and of the coordinates it writes.
 */
export function misreads(token, jwk) {
  const { epk } = JSON.parse(Buffer.from(token.split(".")[0], "base64url"));
  if (!epk) return false;
  const { length } = Buffer.from(jwk.x, "base64url");
  if (["x", "y"].some((name) => epk[name] && Buffer.from(epk[name], "base64url").length !== length)) return true;
  const agreed = { privateKey: createPrivateKey({ key: jwk, format: "jwk" }), publicKey: createPublicKey({ key: epk, format: "jwk" }) };
  return diffieHellman(agreed)[0] === 0;
}

async function said(...args) {
  const { stdout, stderr } = await run("rnbyc", args, ANSWER).catch((error) => {
    throw new Error(`rnbyc ${args[0]}: ${error.stderr || error.code}`);
  });
  if (!stdout.trim() || stderr.trim()) throw new Error(stderr || "no answer");
  // Before the claims it says what it did.
  return stdout.trim().replace(/^(Token [a-z ]+\n)+/, "");
}
