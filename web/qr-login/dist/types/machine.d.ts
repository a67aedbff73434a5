import type { LoginError, Status } from "./config.js";
import { type Attempt, type Code } from "./provider.js";
/** What the rules need of the browser. */
export interface World {
    fetch: typeof fetch;
    /** Milliseconds since 1970: a clock that goes on while the machine sleeps. */
    now(): number;
    /** Calls back after so many milliseconds, and can be told not to. */
    after(milliseconds: number, call: () => void): () => void;
    /** Whether somebody may be looking. */
    visible(): boolean;
    /** Between 0 and 1. */
    random(): number;
    /** What outlives a reload of the page, and nothing else. */
    keep(kept: Kept | undefined): void;
    kept(): Kept | undefined;
}
/** An attempt that a reload of the page goes on with: phones put pages away while the app is in front. */
export interface Kept extends Attempt {
    until: number;
}
/** What is to be seen. */
export interface View {
    status: Status;
    /** The code on show. One that has ended stays until the next is there. */
    code?: Code | undefined;
    /** When that ends. */
    codeEnds: number;
    /** What the person types on the phone. */
    number?: string | undefined;
    error?: LoginError | undefined;
    /** The provider does not answer; it is asked again by itself. */
    lost: boolean;
}
export interface Told {
    view(view: View): void;
    done(code: string, redirectUri: string | undefined): void;
    error(error: LoginError): void;
}
/** One sign-in on a page: begins attempts, shows their codes, waits, and hands the result over once. */
export declare class Machine {
    #private;
    constructor(managerUri: string, asked: object, world: World, told: Told);
    get view(): View;
    /** Begins anew, whatever was before; goes on with an attempt that a reload interrupted. */
    start(): void;
    /** Begins anew without looking back. */
    again(): void;
    /** Waits until the person says where to send a message. */
    ask(): void;
    /** Goes on with what the page's own server began. */
    push(begun: Promise<Attempt & {
        attemptExpiresIn?: number;
    }>): void;
    stop(): void;
    /** The page is seen again, the network is back, or the machine slept: whatever waits, looks again. */
    wake(): void;
}
