// Everything sealed, in JavaScript with npm's jose: the request is signed by us and encrypted for the provider, the ID
// token signed by the provider and encrypted for us.
//
//   ISSUER=… CLIENT_ID=… CLIENT_SECRET=… REDIRECT_URI=… SIGNING_JWK=sig.jwk DECRYPTION_JWK=enc.jwk node sealed.mjs
//
// Prints where to send the browser, reads where the browser came back to, prints who it was. `enc.jwk` carries the `kid`
// that the provider gave the key when it was registered.
import { randomBytes, createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { CompactEncrypt, SignJWT, compactDecrypt, createRemoteJWKSet, importJWK, jwtVerify } from "jose";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, SIGNING_JWK, DECRYPTION_JWK } = process.env;
const json = async (url, options) => {
  const response = await fetch(url, options);
  const body = await response.json();
  if (!response.ok) throw new Error(`${url}: ${body.error}: ${body.error_description}`);
  return body;
};
const readKey = async (file) => JSON.parse(await readFile(file, "utf8"));
const random = () => randomBytes(32).toString("base64url");

const provider = await json(`${ISSUER}/.well-known/openid-configuration`);
if (provider.issuer !== ISSUER) throw new Error(`these are the metadata of ${provider.issuer}`);
const signing = await readKey(SIGNING_JWK);
const decryption = await readKey(DECRYPTION_JWK);

// What belongs to this one browser. A web site keeps these three in a cookie until the browser is back.
const [state, nonce, verifier] = [random(), random(), random()];

const signed = await new SignJWT({
  client_id: CLIENT_ID,
  response_type: "code",
  redirect_uri: REDIRECT_URI,
  scope: "openid profile",
  state,
  nonce,
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
})
  .setProtectedHeader({ alg: signing.alg, kid: signing.kid, typ: "oauth-authz-req+jwt" })
  .setIssuer(CLIENT_ID)
  .setAudience(ISSUER)
  .setJti(random())
  .setIssuedAt()
  .setExpirationTime("5m")
  .sign(await importJWK(signing));

// Encrypted for the key that the provider publishes for it.
const { keys } = await json(provider.jwks_uri);
const reader = keys.find(({ use, alg }) => use === "enc" && alg === "RSA-OAEP");
const request = await new CompactEncrypt(new TextEncoder().encode(signed))
  .setProtectedHeader({ alg: reader.alg, enc: "A256GCM", kid: reader.kid, cty: "JWT" })
  .encrypt(await importJWK(reader));
console.log(`${provider.authorization_endpoint}?${new URLSearchParams({ client_id: CLIENT_ID, request })}`);

const lines = createInterface({ input: process.stdin });
const { value: arrived } = await lines[Symbol.asyncIterator]().next();
lines.close();
const answer = new URL(arrived).searchParams;
if (answer.get("state") !== state || answer.get("iss") !== ISSUER) throw new Error("not an answer to this request");
if (answer.has("error")) throw new Error(`${answer.get("error")}: ${answer.get("error_description")}`);

const { id_token } = await json(provider.token_endpoint, {
  method: "POST",
  headers: { authorization: `Basic ${btoa(`${encodeURIComponent(CLIENT_ID)}:${encodeURIComponent(CLIENT_SECRET)}`)}` },
  body: new URLSearchParams({
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  }),
});

// Opened with our key, and nothing but what was agreed on; then verified with the provider's: that it opens proves nothing
// about who wrote it, for everybody has our public key.
const opened = await compactDecrypt(id_token, await importJWK(decryption), {
  keyManagementAlgorithms: ["RSA-OAEP"],
  contentEncryptionAlgorithms: ["A128CBC-HS256"],
});
const { payload } = await jwtVerify(opened.plaintext, createRemoteJWKSet(new URL(provider.jwks_uri)), {
  algorithms: ["ES256"],
  issuer: ISSUER,
  audience: CLIENT_ID,
  requiredClaims: ["sub", "exp", "iat"],
});
if (payload.nonce !== nonce) throw new Error("an ID token for another request");
console.log(JSON.stringify(payload));
