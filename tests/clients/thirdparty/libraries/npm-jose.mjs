// npm's jose, line for line: {op, jwk, alg, enc?, payload?, token?} is answered by {ok, payload?, token?, error?}.
import { createInterface } from "node:readline";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK } from "jose";

const operations = {
  async encrypt({ jwk, alg, enc, payload }) {
    return { token: await new CompactEncrypt(bytes(payload)).setProtectedHeader({ alg, enc }).encrypt(await importJWK(jwk, alg)) };
  },
  async decrypt({ jwk, alg, enc, token }) {
    const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] };
    return read(await compactDecrypt(token, await importJWK(jwk, alg), options));
  },
  async sign({ jwk, alg, payload }) {
    return { token: await new CompactSign(bytes(payload)).setProtectedHeader({ alg }).sign(await importJWK(jwk, alg)) };
  },
  async verify({ jwk, alg, token }) {
    return read(await compactVerify(token, await importJWK(jwk, alg), { algorithms: [alg] }));
  },
};

const bytes = (payload) => new Uint8Array(Buffer.from(payload, "base64url"));
const read = ({ plaintext, payload }) => ({ payload: Buffer.from(plaintext ?? payload).toString("base64url") });

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = await operations[asked.op](asked).then(
    (done) => ({ ok: true, ...done }),
    (error) => ({ ok: false, error: `${error.name}: ${error.message}` }),
  );
  console.log(JSON.stringify(answer));
}
