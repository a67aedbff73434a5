import type { LoginError } from "./config.js";
import { type Attempt } from "./provider.js";
import type { View } from "./view.js";
import type { World } from "./world.js";
/** Who is told what comes of it. */
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
