// Relying parties in other languages: programs that are asked and answer in lines of JSON.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ANSWERS_WITHIN = 60_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../../../target");
const python = (script) => [`${target}/tools/python/bin/python`, "-u", here(`../python/${script}`)];

/** PyPI oic (pyoidc). */
export const oic = party("oic", python("with_oic.py"));
/** PyPI idpyoidc, which has no public clients. */
export const idpyoidc = party("idpyoidc", python("with_idpyoidc.py"), ["client_secret_basic", "client_secret_post"]);
/** The crate openidconnect. */
export const openidconnect = party("openidconnect", [`${target}/clients/debug/with-openidconnect`]);

/** Given what is to be registered instead of a client, they register it themselves. */
function party(name, command, authentication) {
  return { name, authentication, register: (_, metadata) => metadata, open: (world, client, addresses) => open(command, { issuer: world.issuer, client, ...addresses }) };
}

/** Starts the program and tells it where it is; then it is a party like any other. */
async function open([program, ...parameters], place) {
  const child = spawn(program, parameters, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "close").then(([code, signal]) => ({ fault: `${program} ended: ${code ?? signal}` }));
  const ask = async (verb, argument) => {
    child.stdin.write(`${JSON.stringify({ [verb]: argument ?? null })}\n`);
    const line = await Promise.race([lines.next(), ended, tooLate(program, verb)]);
    const { answer, refused, fault } = line.value ? JSON.parse(line.value) : line;
    if (refused) throw Object.assign(new Error(`${program}: ${verb}: ${refused}`), { error: refused });
    if (fault) throw new Error(`${program}: ${verb}: ${fault}`);
    return answer;
  };
  await ask("open", place);
  return {
    begin: (parameters) => ask("begin", parameters ?? {}),
    redeem: (arrived) => ask("redeem", arrived),
    refresh: () => ask("refresh"),
    logout: (state) => ask("logout", state),
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

function tooLate(program, verb) {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${program} did not answer to ${verb} in time`)), ANSWERS_WITHIN).unref();
  });
}
