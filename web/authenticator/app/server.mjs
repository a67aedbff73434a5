// A server's answers. Nothing of a browser's session goes along: what proves this phone is its signature.

const WITHIN = 20_000;

/** The server could not be asked, or did not answer like one: it may be asked again. `busy` if it said so itself. */
export class Unreachable extends Error {
  constructor(message, busy = false) {
    super(message);
    this.busy = busy;
  }
}

/** The server said no. `code` says which no; `answer` is all that it said. */
export class Refused extends Error {
  constructor(status, answer) {
    super(`${status} ${answer.code ?? answer.error}: ${answer.error_description ?? ""}`);
    Object.assign(this, { status, answer, code: answer.code ?? answer.error });
  }
}

/** How far each server's clock is ahead of this phone's, in milliseconds: phones' clocks may be set by hand. */
const ahead = new Map();

/** See there. */
export const aheadOf = (server) => ahead.get(server) ?? 0;

/** Now, in Unix seconds, by that server's clock as far as it is known. */
export const secondsAt = (server) => Math.round((Date.now() + aheadOf(server)) / 1000);

/** Asks `server` (an origin). `language` is in which the answer's words are wanted. */
export async function ask(server, what, body, language) {
  const response = await reach(`${server}/api/mobile/${what}`, body, language);
  note(server, response);
  if (response.status >= 500 || response.status === 429) throw new Unreachable(`${response.status}`, true);
  const answer = await read(response);
  if (response.ok) return answer;
  // A refusal says which it is; anything else is not our server's.
  if (!answer.error) throw new Unreachable(`${response.status}`);
  throw new Refused(response.status, answer);
}

async function reach(url, body, language) {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(language && { "accept-language": language }) },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(WITHIN),
    });
  } catch (error) {
    throw new Unreachable(error.message);
  }
}

async function read(response) {
  try {
    const answer = await response.json();
    if (answer !== null && typeof answer === "object" && !Array.isArray(answer)) return answer;
  } catch {
    // No JSON at all, or cut off.
  }
  throw new Unreachable(`${response.status} without an answer`);
}

function note(server, response) {
  const theirs = Date.parse(response.headers.get("date"));
  // Whole seconds and the way here: less than a few seconds says nothing.
  const difference = theirs - Date.now();
  if (Number.isFinite(theirs)) ahead.set(server, Math.abs(difference) > 5000 ? difference : 0);
}
