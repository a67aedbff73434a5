import type { ErrorKind } from "./config.js";
/** An attempt to have somebody signed in, as the browser that began it holds it. */
export interface Attempt {
    loginSessionId: string;
    /** What the result is collected with. It is never in what the phone sees. */
    token: string;
}
/** What is shown to the phone, for some seconds. */
export interface Code extends Attempt {
    svg: {
        size: number;
        path: string;
    };
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
export declare class Refused extends Error {
    readonly kind: ErrorKind | "over";
    readonly code: string;
    /** Seconds to wait before asking again; 0 where nothing was said. */
    readonly after: number;
    constructor(kind: ErrorKind | "over", message: string, code?: string, 
    /** Seconds to wait before asking again; 0 where nothing was said. */
    after?: number);
}
/** The provider's addresses for pages. */
export declare class Provider {
    #private;
    constructor(managerUri: string, send: typeof fetch);
    /** A new attempt, or with one in hand its next code. */
    code(asked: object, signal: AbortSignal): Promise<Code>;
    /** Waits until the attempt stands otherwise than what was `seen`, for at most `wait` seconds. */
    standing({ loginSessionId, token }: Attempt, seen: string, wait: number, signal: AbortSignal): Promise<Standing>;
}
/** Whether this is an address that a page may send people to. */
export declare const isWeb: (address: unknown) => boolean;
