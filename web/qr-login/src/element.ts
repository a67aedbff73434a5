import type { Config, LoginError, LoginMode, Status } from "./config.js";
import { Login } from "./login.js";

// On a server there are no elements, and none is shown.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<countersign-login manager-uri client-id redirect-uri>`: shows the sign-in where it stands, and begins again
 * when one of its attributes changes.
 *
 * Events: `countersign-authentication` with `detail.code`, before the browser goes to the redirect address, which
 * `preventDefault()` forbids; `countersign-status`; `countersign-error`.
 */
export class CountersignLoginElement extends Base {
  static readonly observedAttributes = ["manager-uri", "client-id", "redirect-uri", "mode", "use-sso", "language", "theme", "identifier"];

  /** For `mode="PUSH"`: as in the configuration. */
  push: Config["push"];
  #login: Login | undefined;
  #due = false;

  connectedCallback(): void {
    this.#soon();
  }

  disconnectedCallback(): void {
    this.#login?.stop();
    this.#login = undefined;
  }

  attributeChangedCallback(): void {
    this.#soon();
  }

  /** Once for all attributes that are set in one go. */
  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.disconnectedCallback();
      if (this.isConnected) this.#start();
    });
  }

  #start(): void {
    const managerUri = this.getAttribute("manager-uri");
    const clientId = this.getAttribute("client-id");
    if (!managerUri || !clientId) return;
    const redirectUri = this.getAttribute("redirect-uri") ?? "";
    const theme = this.getAttribute("theme");
    const config: Config = {
      managerUri,
      clientId,
      redirectUri,
      container: this,
      mode: (this.getAttribute("mode") ?? "PULL_TOKEN") as LoginMode,
      useSSO: this.hasAttribute("use-sso"),
      language: this.getAttribute("language") ?? "",
      identifier: this.getAttribute("identifier") ?? "",
      nonce: this.nonce ?? "",
      onStatus: (status: Status) => this.#say("status", { status }),
      onError: (error: LoginError) => this.#say("error", error),
      // It may be set later than the attributes.
      push: (identifier) => this.push!(identifier),
      ...((theme === "light" || theme === "dark") && { theme }),
    };
    this.#login = new Login(config, (code) => this.#say("authentication", { code }));
    this.#login.start();
  }

  /** Whether nobody forbade what follows. */
  #say(what: string, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(`countersign-${what}`, { detail, bubbles: true, composed: true, cancelable: true }));
  }
}
