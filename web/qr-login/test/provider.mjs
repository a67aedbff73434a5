// A provider for tests: keeps what pages are told (/api/rp/…) on a clock that the test moves, and is the phone too.
import { randomBytes } from "node:crypto";

export const CODE_LIVES = 30;
export const ATTEMPT_LIVES = 120;
/** Any drawing will do where nobody scans. */
const SVG = { size: 33, path: "M4 4h7v1h-7zM4 5h1v1h-1zM12 12h9v9h-9z" };

export class Provider {
  attempts = new Map();
  /** Every question, for tests to count. */
  asked = [];
  /** What the next questions are answered instead, each a function that gives an answer or throws. */
  instead = [];
  base = "https://id.example";
  now;

  constructor(now = Date.now) {
    this.now = now;
  }

  /** The answer to a question of a page: `{ status, body }`, or a promise of it. */
  answer(path, body, connection) {
    this.asked.push({ path, body });
    const instead = this.instead.shift();
    if (instead) return instead();
    if (path === "/api/rp/qrcode") return this.#code(body);
    if (path === "/api/rp/authentication-response") return this.#standing(body, connection);
    return refuse(404, "not_found", "There is no such address");
  }

  #code({ clientId, redirectUri, loginSessionId, token, useSSO }) {
    let attempt = this.attempts.get(loginSessionId);
    if (loginSessionId) {
      if (attempt?.token !== token) return refuse(404, "unknown_attempt", "There is no such attempt");
      if (this.#isOver(attempt)) return refuse(410, "attempt_over", "The attempt is over");
    } else {
      if (!clientId || !redirectUri) return refuse(400, "invalid_request", "Something is missing");
      const id = randomBytes(8).toString("hex");
      attempt = { id, token: randomBytes(16).toString("hex"), redirectUri, began: this.now(), codes: 0, state: { status: "pending" }, waiting: new Set() };
      this.attempts.set(id, attempt);
      this.last = attempt;
    }
    attempt.codes += 1;
    const age = (this.now() - attempt.began) / 1000;
    const pid = `${attempt.id}-${Math.floor(age / CODE_LIVES)}`;
    const appLink = `${this.base}/in-app/process/init?action=authentication&pid=${pid}`;
    return {
      status: 200,
      body: {
        loginSessionId: attempt.id, token: attempt.token, pid, appLink, qrCode: "", svg: { ...SVG, path: `${SVG.path}M${attempt.codes} 30h1v1h-1z` },
        expiresIn: CODE_LIVES - (age % CODE_LIVES), attemptExpiresIn: ATTEMPT_LIVES - age,
        ...(useSSO && { ssoUri: `${this.base}/sso` }),
      },
    };
  }

  async #standing({ loginSessionId, token, wait = 0, seen }, connection) {
    const attempt = this.attempts.get(loginSessionId);
    if (attempt?.token !== token) return refuse(404, "unknown_attempt", "There is no such attempt");
    if (attempt.state.status === seen && wait > 0) await this.#change(attempt, wait, connection);
    if (this.#isOver(attempt) && ["pending", "scanned"].includes(attempt.state.status)) attempt.state = { status: "expired" };
    const state = attempt.state;
    if (state.status === "success") attempt.state = { status: "expired" };
    return { status: 200, body: { ...state, ...(state.status !== "success" && { attemptExpiresIn: this.#left(attempt) }) } };
  }

  /** Whoever has gone waits no more, and takes nothing along. */
  #change(attempt, wait, connection) {
    return new Promise((resolve) => {
      const done = () => {
        gone();
        resolve();
      };
      const gone = () => {
        this.cancel(timer);
        attempt.waiting.delete(done);
      };
      connection.addEventListener("abort", gone);
      const timer = this.later(Math.min(wait, this.#left(attempt)) * 1000, done);
      attempt.waiting.add(done);
    });
  }

  later = (milliseconds, call) => setTimeout(call, milliseconds);
  cancel = (timer) => clearTimeout(timer);

  #left = (attempt) => Math.max(0, ATTEMPT_LIVES - (this.now() - attempt.began) / 1000);
  #isOver = (attempt) => this.#left(attempt) === 0 || !["pending", "scanned"].includes(attempt.state.status);

  /** What the phone does with the latest attempt. */
  say(state, attempt = this.last) {
    attempt.state = state;
    for (const wake of [...attempt.waiting]) wake();
  }
  scan = (number = "42") => this.say({ status: "scanned", number });
  approve = (code = "a code/with+signs") => this.say({ status: "success", code, redirectUri: this.last.redirectUri });
  abort = (reason) => this.say({ status: "aborted", reason });
  /** So old has it become. */
  age = (seconds) => this.say({ ...this.last.state }, Object.assign(this.last, { began: this.now() - seconds * 1000 }));
}

export const refuse = (status, code, words, headers = {}) => ({ status, headers, body: { error: code, error_description: words, code } });
