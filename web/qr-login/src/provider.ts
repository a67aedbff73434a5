import type { ErrorKind } from "./config.js";

/** An attempt to have somebody signed in, as the browser that began it holds it. */
export interface Attempt {
  loginSessionId: string;
  /** What the result is collected with. It is never in what the phone sees. */
  token: string;
}

/** What is shown to the phone, for some seconds. */
export interface Code extends Attempt {
  svg: { size: number; path: string };
  appLink: string;
  /** Seconds from now, as are the other times. */
  expiresIn: number;
  attemptExpiresIn: number;
  ssoUri?: string | undefined;
}

/** How an attempt stands. */
export interface Standing {
  /** `ready`: the result is there for the next question. */
  status: "pending" | "scanned" | "ready" | "success" | "aborted" | "expired";
  number?: string;
  reason?: string;
  code?: string;
  redirectUri?: string;
  attemptExpiresIn?: number;
}

/** Why there is no answer; `over` where the attempt has ended or is not known. */
export class Refused extends Error {
  constructor(
    readonly kind: ErrorKind | "over",
    message: string,
    readonly code = "",
    /** Seconds to wait before asking again; 0 where nothing was said. */
    readonly after = 0,
  ) {
    super(message);
  }
}

/** The provider's addresses for pages. */
export class Provider {
  #base: string;
  #fetch: typeof fetch;

  constructor(managerUri: string, send: typeof fetch) {
    this.#base = managerUri.replace(/\/+$/, "");
    this.#fetch = send;
  }

  /** A new attempt, or with one in hand its next code. */
  async code(asked: object, signal: AbortSignal): Promise<Code> {
    const code = (await this.#post("qrcode", asked, signal)) as unknown as Code;
    const drawn = code.svg?.size > 0 && /^[MmLlHhVvZz\d\s.,-]+$/.test(code.svg.path);
    if (!drawn || !isWeb(code.appLink) || !code.token) throw new Refused("server", "The provider's answer has no code to show");
    if (code.ssoUri && !isWeb(code.ssoUri)) delete code.ssoUri;
    return code;
  }

  /** Waits until the attempt stands otherwise than what was `seen`, for at most `wait` seconds. */
  async standing({ loginSessionId, token }: Attempt, seen: string, wait: number, signal: AbortSignal): Promise<Standing> {
    const asked = { loginSessionId, token, wait, ...(seen && { seen }) };
    const standing = (await this.#post("authentication-response", asked, signal)) as unknown as Standing;
    if (!standing.status) throw new Refused("server", "The provider's answer says no status");
    return standing;
  }

  async #post(path: string, body: object, signal: AbortSignal): Promise<Record<string, unknown>> {
    const send = this.#fetch;
    let response;
    try {
      response = await send(`${this.#base}/api/rp/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal,
      });
    } catch (error) {
      throw await this.#unheard(error, signal);
    }
    // A network may be lost in the middle of an answer too.
    const said = (await response.json().catch(() => 0)) || {};
    if (response.ok) return said;
    const code = String(said.code ?? said.error ?? "");
    const message = String(said.error_description ?? `The provider answers ${response.status}`);
    throw new Refused(kindOf(response.status, code), message, code, Number(response.headers.get("Retry-After")) || 0);
  }

  /**
   * Why nothing was heard. A browser tells a page neither that its origin is refused nor that there is no
   * network: both are one error. So something is asked for that every origin may read.
   */
  async #unheard(error: unknown, signal: AbortSignal): Promise<Refused> {
    const send = this.#fetch;
    const reached = await send(`${this.#base}/js/countersign-login.js`, {
      method: "HEAD",
      credentials: "omit",
      cache: "no-store",
      signal,
    }).then(
      (response) => response.ok,
      () => false,
    );
    return reached
      ? new Refused("origin", "The provider can be reached, but not from this origin: is it one of the service's login domains?")
      : new Refused("offline", `The provider cannot be reached; a policy of this page may forbid it (connect-src): ${error}`);
  }
}

function kindOf(status: number, code: string): ErrorKind | "over" {
  if (status === 404 || status === 410) return "over";
  if (status === 429) return "too_many";
  if (status >= 500) return "server";
  if (/origin|domain/.test(code)) return "origin";
  return /inactive|risk/.test(code) ? "inactive" : "setup";
}

/** Whether this is an address that a page may send people to. */
export const isWeb = (address: unknown) => /^https?:\/\//i.test(String(address));
