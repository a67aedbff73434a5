import { type Config, type LoginError, LoginMode } from "./config.js";
import { languageOf } from "./language.js";
import { isPhone, world } from "./browser.js";
import { Machine } from "./machine.js";
import { Panel } from "./panel.js";
import { isWeb } from "./provider.js";
import { VERSION } from "./version.js";
import type { View } from "./view.js";

/** A machine that did nothing for so many milliseconds was asleep. */
const SLEPT = 5000;

/** A sign-in by phone, shown in an element of the page from `start` to `stop`. */
export class Login {
  #config: Config;
  #mayGo: (code: string) => boolean;
  #stop: (() => void) | undefined;

  /** `mayGo` is asked before the browser goes to the redirect address. */
  constructor(config: Config, mayGo: (code: string) => boolean = () => true) {
    this.#config = config;
    this.#mayGo = mayGo;
  }

  /** Writes which version this is to the console. */
  static printVersion(): string {
    console.info(`countersign-login ${VERSION}`);
    return VERSION;
  }

  /** Shows the panel and begins. Does nothing where it has begun. */
  start(): void {
    const config = this.#config;
    const container = config.container ?? document.getElementById(config.containerId ?? "");
    if (!container) return this.#tell({ kind: "setup", description: `There is no element with the id "${config.containerId}"` });
    this.#stop ??= this.#show(container);
  }

  /** Takes the panel away and asks nothing any more. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #show(container: Element): () => void {
    const config = this.#config;
    const push = config.mode === LoginMode.PUSH;
    const host = document.createElement("div");
    if (config.theme) host.dataset["theme"] = config.theme;
    const lang = container.closest("[lang]")?.getAttribute("lang");
    const panel = new Panel(
      host.attachShadow({ mode: "open" }),
      {
        language: languageOf([config.language, lang, ...navigator.languages]),
        here: config.mode === LoginMode.APP_LINK || (!push && isPhone()),
        push,
        nonce: config.nonce,
      },
      { again: () => begin(true), ask: (identifier) => send(identifier) },
    );
    container.append(host);

    let status = "";
    const asked = {
      clientId: config.clientId,
      redirectUri: config.redirectUri,
      mode: config.mode ?? LoginMode.PULL_TOKEN,
      useSSO: config.useSSO === true,
      ...(config.language && { language: config.language }),
    };
    const machine = new Machine(config.managerUri, asked, world(`countersign-login ${config.clientId} ${config.redirectUri}`), {
      view: (view: View) => {
        panel.show(view, Date.now());
        if (view.status !== status) config.onStatus?.((status = view.status) as View["status"]);
      },
      done: (code, redirectUri) => this.#done(code, redirectUri),
      error: (error) => this.#tell(error),
    });
    const send = (identifier: string) => {
      const begun = (async () => {
        if (!config.push) throw new Error("the configuration has no function `push`");
        return config.push(identifier);
      })();
      machine.push(begun);
    };
    const begin = (again: boolean) => {
      if (!push) return again ? machine.again() : machine.start();
      return config.identifier ? send(config.identifier) : machine.ask();
    };

    let ticked = Date.now();
    const ticking = setInterval(() => {
      const now = Date.now();
      if (now - ticked > SLEPT) machine.wake();
      ticked = now;
      panel.show(machine.view, now);
    }, 1000);
    const wake = () => machine.wake();
    // Who comes back to a page that had sent them on, finds it ready again.
    const back = (event: PageTransitionEvent) => (event.persisted && machine.view.status === "success" ? begin(true) : wake());
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    addEventListener("pageshow", back);
    begin(false);
    return () => {
      clearInterval(ticking);
      document.removeEventListener("visibilitychange", wake);
      removeEventListener("online", wake);
      removeEventListener("pageshow", back);
      machine.stop();
      host.remove();
    };
  }

  #done(code: string, told: string | undefined): void {
    const { onAuthentication } = this.#config;
    const redirectUri = this.#config.redirectUri || told;
    if (onAuthentication) return onAuthentication(code);
    if (!this.#mayGo(code)) return;
    if (!redirectUri || !isWeb(redirectUri)) return this.#tell({ kind: "setup", description: `No address to go to: ${redirectUri}` });
    location.assign(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}code=${encodeURIComponent(code)}`);
  }

  #tell(error: LoginError): void {
    console.error(`[countersign-login] ${error.kind}${error.code ? ` (${error.code})` : ""}: ${error.description}`);
    this.#config.onError?.(error);
  }
}
