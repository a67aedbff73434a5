import type { Config } from "./config.js";
declare const Base: {
    new (): HTMLElement;
    prototype: HTMLElement;
};
/**
 * `<countersign-login manager-uri client-id redirect-uri>`: shows the sign-in where it stands, and begins again
 * when one of its attributes changes.
 *
 * Events: `countersign-authentication` with `detail.code`, before the browser goes to the redirect address, which
 * `preventDefault()` forbids; `countersign-status`; `countersign-error`.
 */
export declare class CountersignLoginElement extends Base {
    #private;
    static readonly observedAttributes: string[];
    /** For `mode="PUSH"`: as in the configuration. */
    push: Config["push"];
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
}
export {};
