// Redeems a code for the ID token of whoever signed in, in JavaScript with the package jose (npm install jose).
//
//   node snippets/redeem.mjs CODE
//
// Reads countersign.json, which came beside it: keep that file where your other secrets are.
import { readFile } from "node:fs/promises";
import { compactDecrypt, createRemoteJWKSet, importJWK, jwtVerify } from "jose";

const settings = JSON.parse(
  await readFile(process.env.COUNTERSIGN_JSON ?? new URL("../countersign.json", import.meta.url), "utf8"),
);
const keys = createRemoteJWKSet(new URL(settings.jwksUri));

export async function redeem(code) {
  // Name and secret are form-encoded before they are put together (RFC 6749 §2.3.1).
  const encoded = (text) => new URLSearchParams({ "": text }).toString().slice(1);
  const basic = Buffer.from(`${encoded(settings.clientId)}:${encoded(settings.clientSecret)}`).toString("base64");
  const answer = await fetch(settings.tokenUri, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: settings.redirectUri }),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${told.error}: ${told.error_description}`);
  let token = told.id_token;
  // Sealed for us, or signed alone: as it was agreed, and never as it happens to come.
  if (settings.encryption) {
    const { alg, enc } = settings.encryption;
    const opened = await compactDecrypt(token, await importJWK(settings.privateJwk, alg), {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [enc],
    });
    token = new TextDecoder().decode(opened.plaintext);
  }
  const { payload } = await jwtVerify(token, keys, {
    algorithms: [settings.signature.alg],
    issuer: settings.issuer,
    audience: settings.clientId,
    requiredClaims: ["sub", "exp"],
  });
  // `sub` is this person at your service and nowhere else: keep it with their account.
  return payload;
}

if (process.argv[2]) console.log(JSON.stringify(await redeem(process.argv[2])));
