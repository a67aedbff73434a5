// What this phone does at a server, each beside what is kept of it. Errors are those of `server.mjs`.
import { sha256, utf8 } from "./bytes.mjs";
import * as gesture from "./gesture.mjs";
import { makeKey, publicJwk, sign } from "./jws.mjs";
import { makeSalt, proofOf } from "./pin.mjs";
import { approval, found, opened } from "./request.mjs";
import { Refused, aheadOf, ask, secondsAt } from "./server.mjs";
import * as vault from "./vault.mjs";
import { language } from "./words.mjs";

/** An offer came from a server that speaks for another one. */
export class ForeignIssuer extends Error {}

/** Whose account may be added with this secret, and where: what `enrol` takes. */
export async function lookUp({ server, pid }) {
  const answer = await ask(server, "enrolment", { enrolment: pid }, language());
  // An account is its server's alone: nobody else may have this phone sign for it.
  if (!URL.canParse(answer.issuer) || new URL(answer.issuer).origin !== server) throw new ForeignIssuer(answer.issuer);
  const { issuer, account, passkey } = answer;
  return { server, pid, issuer, serverName: answer.server, account, passkey };
}

/** Adds the account. `pin` is what was typed, or nothing where the phone's gesture is to be asked for. */
export async function enrol(offer, { name, pin }) {
  // Kept with the offer: if the answer is lost, the same key is told again instead of a second phone.
  offer.keys ??= await makeKey();
  const jwk = await publicJwk(offer.keys);
  offer.salt ??= makeSalt();
  if (!pin) offer.credential ??= await gesture.make(offer.passkey);
  const verification = pin
    ? { kind: "pin", proof: await proofOf(pin, offer.salt, jwk) }
    : { kind: "passkey", credential: offer.credential };
  const payload = { ...begin(offer), action: "enrol", nonce: offer.pid, name, verification };
  const message = await sign(offer.keys, { jwk }, payload);
  const answer = await ask(offer.server, "enrol", { enrolment: offer.pid, message }, language());
  const account = {
    phone: answer.phone,
    server: offer.server,
    issuer: offer.issuer,
    serverName: offer.serverName,
    account: offer.account,
    name,
    keys: offer.keys,
    jwk,
    verification: pin ? { kind: "pin", salt: offer.salt } : { kind: "passkey" },
    addedAt: Date.now(),
  };
  const before = await vault.accounts();
  await vault.keepAccount(account);
  await vault.persist();
  await Promise.all(before.filter((other) => isSame(other, account)).map((other) => leave(other).catch(() => forget(other))));
  return account;
}

/** The same person's there: added anew, as when the phone was locked. It takes the other's place. */
const isSame = (one, other) =>
  one.phone !== other.phone && one.issuer === other.issuer && one.account.username === other.account.username;

/** Claims the request for this phone and learns what it is about. Kept, so that a reload does not lose it. */
export async function open(request) {
  await vault.keepRequest(request);
  const account = await vault.account(request.account);
  const { pid, transaction } = request;
  const answer = await tell(account, { action: "open", ...(transaction ? { transaction } : { pid }) });
  const known = opened(request, answer, Date.now());
  await vault.keepRequest(known);
  return known;
}

/** A request of a link, for this account. */
export const begun = (link, account) =>
  found({ server: link.server, pid: link.pid, account: account.phone }, Date.now());

/** A request that waits at an account's server. */
export const waiting = (transaction, account) =>
  found({ server: account.server, transaction, account: account.phone }, Date.now());

/** Signs exactly what was shown. `agreed` names the optional data that the person leaves chosen. */
export async function approve(request, { number, agreed, pin }) {
  const account = await vault.account(request.account);
  const proof = pin && (await proofOf(pin, account.verification.salt, account.jwk));
  await timely(account.server, async () => {
    const at = secondsAt(account.server);
    const payload = approval(request, { issuer: account.issuer, at, agreed, number, pin: proof });
    const message = await sign(account.keys, { kid: account.phone }, payload);
    const passkey = proof ? undefined : await gesture.use(request.asked.passkey ?? {}, await sha256(utf8(message)));
    await ask(account.server, "authenticate", { message, ...(passkey && { passkey }) }, language());
  });
  await vault.dropRequest();
}

/** `action` is `"decline"` or `"not_me"`. */
export async function decline(request, action) {
  const account = await vault.account(request.account);
  await tell(account, { action, transaction: request.transaction });
  await vault.dropRequest();
}

/** What waits for an answer at this account's server. */
export async function pending(account) {
  const { transactions } = await tell(account, { action: "pending" });
  return Array.isArray(transactions) ? transactions : [];
}

/** Has the server forget this phone, and forgets the account here. */
export async function leave(account) {
  try {
    await tell(account, { action: "leave" });
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // Whatever it said no to, this phone counts for nothing there.
  }
  await forget(account);
}

export async function forget({ phone }) {
  const request = await vault.request();
  if (request?.account === phone) await vault.dropRequest();
  await vault.dropAccount(phone);
}

const begin = ({ server, issuer }) => ({ aud: issuer, iat: secondsAt(server) });

const tell = (account, said) =>
  timely(account.server, async () => {
    const message = await sign(account.keys, { kid: account.phone }, { ...begin(account), ...said });
    return ask(account.server, "authenticate", { message }, language());
  });

/** Far more than a message takes, and less than a server bears. */
const OFF = 60_000;

/** Says it once more where the answer showed that this phone's clock is wrong. */
async function timely(server, act) {
  const before = aheadOf(server);
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refused) || Math.abs(aheadOf(server) - before) < OFF) throw error;
    return act();
  }
}
