import type { LoginError, Status } from "./config.js";
import { type Attempt, type Code, Provider, Refused, type Standing } from "./provider.js";
import type { View } from "./view.js";
import type { Kept, World } from "./world.js";

/** Who is told what comes of it. */
export interface Told {
  view(view: View): void;
  done(code: string, redirectUri: string | undefined): void;
  error(error: LoginError): void;
}

/** Seconds that the provider may let a question wait. */
const WAIT = 25;
/** Milliseconds after which a question that waits is taken for lost. */
const UNANSWERED = (WAIT + 10) * 1000;
/** Between two questions, even if the provider answers at once. */
const BREATH = 1000;
const LONGEST_BACKOFF = 15_000;
const ABORTED = ["not_me", "wrong_number", "refused"] as const;
const FOREVER = 0x7fffffff;

/** One sign-in on a page: begins attempts, shows their codes, waits, and hands the result over once. */
export class Machine {
  #provider: Provider;
  #world: World;
  #asked: object;
  #told: Told;
  #run = new AbortController();
  #view: View = { status: "stopped", codeEnds: 0, lost: false };
  #wakers = new Set<() => void>();

  constructor(managerUri: string, asked: object, world: World, told: Told) {
    this.#world = world;
    this.#asked = asked;
    this.#told = told;
    this.#provider = new Provider(managerUri, world.fetch);
  }

  get view(): View {
    return this.#view;
  }

  /** Begins anew, whatever was before; goes on with an attempt that a reload interrupted. */
  start(): void {
    const signal = this.#anew("starting");
    const kept = this.#world.kept();
    void this.#guard(signal, kept && kept.until > this.#world.now() ? this.#follow(kept, signal, true) : this.#begin(signal));
  }

  /** Begins anew without looking back. */
  again(): void {
    this.#world.keep(undefined);
    this.start();
  }

  /** Waits until the person says where to send a message. */
  ask(): void {
    this.#anew("asking");
  }

  /** Goes on with what the page's own server began. */
  push(begun: Promise<Attempt & { attemptExpiresIn?: number }>): void {
    const signal = this.#anew("starting");
    const go = async () => {
      const { loginSessionId, token, attemptExpiresIn = 120 } = await begun.catch((error) => {
        throw new Refused("push", `The page's own server did not send the message: ${error?.message ?? error}`);
      });
      if (signal.aborted) return;
      const until = this.#world.now() + attemptExpiresIn * 1000;
      this.#show({ status: "pending" });
      await this.#pull({ loginSessionId, token, until }, signal, () => this.#end("expired"), "pending");
    };
    void this.#guard(signal, go());
  }

  stop(): void {
    this.#anew("stopped");
  }

  /** The page is seen again, the network is back, or the machine slept: whatever waits, looks again. */
  wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }

  #anew(status: Status): AbortSignal {
    this.#run.abort();
    this.#run = new AbortController();
    this.#view = { status, codeEnds: 0, lost: false };
    this.#told.view(this.#view);
    return this.#run.signal;
  }

  /** Whether a phone has the request: then there is no code to show any more. */
  #isScanned(): boolean {
    return this.#view.status === "scanned";
  }

  #show(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    this.#told.view(this.#view);
  }

  #end(status: Status, error?: LoginError): void {
    this.#run.abort();
    this.#world.keep(undefined);
    this.#show({ status, error, code: undefined, number: undefined, lost: false });
    if (error) this.#told.error(error);
  }

  /** What stops a run is told, unless the run itself was stopped. */
  async #guard(signal: AbortSignal, run: Promise<void>): Promise<void> {
    try {
      await run;
    } catch (error) {
      if (!signal.aborted) this.#end("failed", problem(error));
    }
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const code = await this.#patiently(signal, () => this.#provider.code(this.#asked, signal));
    if (!code) return;
    const attempt: Kept = { loginSessionId: code.loginSessionId, token: code.token, until: 0 };
    this.#take(attempt, code);
    await this.#follow(attempt, signal, false);
  }

  /** Renews the codes of an attempt and waits for its result, at the same time. */
  async #follow(attempt: Kept, signal: AbortSignal, resumed: boolean): Promise<void> {
    // A code that nobody saw end is no news: whoever comes back finds a new one.
    let unseen = resumed;
    const ended = async () => {
      if (this.#isScanned() || (!unseen && this.#world.visible())) return this.#end("expired");
      this.#world.keep(undefined);
      while (!this.#world.visible()) await this.#pause(FOREVER, signal);
      if (!signal.aborted) this.start();
    };
    const first = this.#view.code ? "pending" : "";
    const renewing = this.#renew(attempt, signal, () => (unseen = false));
    await Promise.all([renewing, this.#pull(attempt, signal, ended, first)]);
  }

  async #renew(attempt: Kept, signal: AbortSignal, shown: () => void): Promise<void> {
    const { loginSessionId, token } = attempt;
    for (;;) {
      const now = this.#world.now();
      if (this.#view.codeEnds > now) {
        shown();
        await this.#pause(this.#view.codeEnds - now, signal);
      } else if (!this.#world.visible()) {
        await this.#pause(FOREVER, signal);
      } else if (!this.#isScanned() && !(attempt.until && attempt.until - now < BREATH)) {
        const code = await this.#patiently(signal, () =>
          this.#provider.code({ loginSessionId, token }, signal).catch((error) => {
            if (error.kind === "over") return undefined; // Why, is for the one who waits for the result to hear.
            throw error;
          }),
        );
        if (!code || this.#isScanned()) return;
        this.#take(attempt, code);
      } else return;
      if (signal.aborted) return;
    }
  }

  #take(attempt: Kept, code: Code): void {
    const now = this.#world.now();
    attempt.until = now + code.attemptExpiresIn * 1000;
    // Told once, and not of this code alone.
    attempt.ssoUri = code.ssoUri ??= attempt.ssoUri;
    this.#world.keep(attempt);
    this.#show({ status: "pending", code, codeEnds: now + Math.max(code.expiresIn * 1000, BREATH), lost: false });
  }

  async #pull(attempt: Kept, signal: AbortSignal, ended: () => unknown, seen: string): Promise<void> {
    for (;;) {
      const asked = this.#world.now();
      const standing = await this.#patiently(signal, () => this.#wait(attempt, seen, signal));
      if (signal.aborted) return;
      if (!standing || standing.status === "expired") return void (await ended());
      if (standing.attemptExpiresIn) attempt.until = this.#world.now() + standing.attemptExpiresIn * 1000;
      switch (standing.status) {
        case "success":
          this.#end("success");
          return this.#told.done(String(standing.code), standing.redirectUri);
        case "aborted":
          return this.#end(ABORTED.find((reason) => reason === standing.reason) ?? "declined");
        case "scanned":
          this.#show({ status: "scanned", number: String(standing.number), lost: false });
          break;
        default:
          if (this.#view.lost) this.#show({ lost: false });
      }
      // It is only there for who asks again, so that no connection that died meanwhile takes it along.
      const isNews = standing.status === "ready" && seen !== "ready";
      seen = standing.status;
      if (isNews) continue;
      const left = asked + BREATH - this.#world.now();
      if (left > 0) await this.#pause(left, signal);
    }
  }

  /** One question to the provider, given up only when it must be dead: its answer may be the one result. */
  async #wait(attempt: Attempt, seen: string, signal: AbortSignal): Promise<Standing | undefined> {
    const one = new AbortController();
    const stop = () => one.abort();
    signal.addEventListener("abort", stop);
    const dead = this.#world.now() + UNANSWERED;
    const look = () => this.#world.now() >= dead && stop();
    const cancel = this.#world.after(UNANSWERED, look);
    this.#wakers.add(look);
    try {
      // While nobody answers it is asked without waiting, so that the page soon knows.
      const wait = this.#view.lost || seen === "ready" ? 0 : WAIT;
      return await this.#provider.standing(attempt, seen, wait, one.signal);
    } catch (error) {
      if ((error as Refused).kind === "over") return undefined;
      throw error;
    } finally {
      cancel();
      this.#wakers.delete(look);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Asks until there is an answer, ever more seldom. Nothing where the run was stopped; throws what stays. */
  async #patiently<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 0; ; failures += 1) {
      try {
        const answer = await ask();
        return signal.aborted ? undefined : answer;
      } catch (error) {
        if (signal.aborted) return undefined;
        const { kind, after, code } = error as Refused;
        const begun = this.#view.status !== "starting";
        // An origin that was heard before is not refused; and one connection may break for any reason.
        const broken = kind === "offline" || (kind === "origin" && !code && (begun || !failures));
        if (!broken && kind !== "server" && !(kind === "too_many" && begun)) throw error;
        if (!this.#view.lost && kind !== "origin") {
          this.#show({ lost: true, error: problem(error) });
          this.#told.error(problem(error));
        }
        const backoff = Math.min(BREATH * 2 ** failures, LONGEST_BACKOFF) * (0.5 + this.#world.random() / 2);
        await this.#pause(Math.max(after * 1000, backoff), signal);
        // Nobody asks for a page that nobody sees, except for a result that may still come.
        while (!this.#world.visible() && failures > 8 && !signal.aborted) await this.#pause(FOREVER, signal);
      }
    }
  }

  /** Ends after so many milliseconds, when woken, or when the run is stopped. */
  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const go = () => {
        cancel();
        this.#wakers.delete(go);
        signal.removeEventListener("abort", go);
        resolve();
      };
      const cancel = this.#world.after(milliseconds, go);
      this.#wakers.add(go);
      signal.addEventListener("abort", go);
    });
  }
}

function problem(error: unknown): LoginError {
  const { kind = "server", message, code } = error as Refused;
  // An attempt that is over before it began was never known there.
  return { kind: kind === "over" ? "setup" : kind, description: message, ...(code && { code }) };
}
