/** Dresses a shadow root in a way that a page's content security policy does not forbid. */
export declare function dress(root: ShadowRoot, nonce: string | undefined): void;
