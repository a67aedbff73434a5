// One request on its way, as plain values: what is kept of it, and what a server's no makes of it. No I/O, no clock.

/** How long one is tried to be opened that no server has told the time of: an attempt's whole life. */
const UNKNOWN_LIFE = 120_000;

/** Found by a link, or by what was pushed, and not yet opened. */
export const found = ({ server, account, pid, transaction }, now) => ({
  server,
  account,
  ...(pid ? { pid } : { transaction }),
  endsAt: now + UNKNOWN_LIFE,
});

/** The server told what it is about. */
export const opened = (request, answer, now) => ({
  ...request,
  transaction: answer.transaction,
  asked: asked(answer),
  endsAt: now + seconds(answer.expiresIn) * 1000,
});

/** What a person is shown, and nothing that was not understood. */
function asked({ service = {}, data, missing, began = {}, message, passkey, numberLength }) {
  return {
    service: { clientId: text(service.clientId), name: text(service.name), uri: website(service.uri) },
    // What is optional and not there is no question.
    data: list(data).filter(({ value, required }) => required || value).map(({ claim, label, value, required }) => ({
      claim: text(claim),
      label: text(label) || text(claim),
      value: shown(value),
      required: required === true,
    })),
    missing: list(missing).map((claim) => text(list(data).find((it) => it.claim === claim)?.label) || text(claim)),
    began: {
      at: Number.isFinite(began.at) ? began.at : undefined,
      address: text(began.address),
      browser: text(began.browser),
      // Nothing where it cannot be told.
      ...(typeof began.sameNetwork === "boolean" && { sameNetwork: began.sameNetwork }),
    },
    message: text(message),
    numberLength: Number.isInteger(numberLength) && numberLength > 0 ? numberLength : 2,
    ...(passkey && { passkey }),
  };
}

/** A claim's value as people read it: an address is several. */
function shown(value) {
  if (value === null || typeof value !== "object") return String(value ?? "");
  return text(value.formatted) || Object.values(value).map(shown).filter(Boolean).join(", ");
}

const text = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);
const website = (value) => (/^https?:\/\//.test(text(value)) ? value : "");
const seconds = (value) => (Number.isFinite(value) && value > 0 ? value : 0);

export const isLive = (request, now) => Boolean(request) && now < request.endsAt;
export const secondsLeft = (request, now) => Math.max(0, Math.ceil((request.endsAt - now) / 1000));

/** What is signed: this transaction, service, data and number, at this time (Unix seconds). */
export const approval = (request, { issuer, at, agreed, number, pin }) => ({
  aud: issuer,
  iat: at,
  action: "approve",
  transaction: request.transaction,
  service: request.asked.service.clientId,
  serviceName: request.asked.service.name,
  data: request.asked.data.filter(({ claim, required }) => required || agreed.includes(claim)).map(({ claim }) => claim),
  number,
  ...(pin && { pin }),
});

const ENDS = {
  attempt_unknown: "unknown",
  attempt_over: "late",
  attempt_taken: "taken",
  number_wrong: "number",
  phone_locked: "locked",
  phone_unknown: "removed",
};

/** What the server's no comes to: another try at the PIN, or the end of the request and the words for it. */
export function refused({ code, answer }) {
  if (code === "pin_wrong") return { again: "pin", left: answer.attemptsLeft };
  const ended = ENDS[code];
  return ended ? { ended } : { ended: "refused", words: words(answer) };
}

/** The server's own words for a person, where the app has none. What is written for programs is shown to none. */
export function words({ words: said }) {
  return said && typeof said.what === "string" ? { what: said.what, do: text(said.do) } : undefined;
}
