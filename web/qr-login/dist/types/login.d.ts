import { type Config } from "./config.js";
/** A sign-in by phone, shown in an element of the page from `start` to `stop`. */
export declare class Login {
    #private;
    /** `mayGo` is asked before the browser goes to the redirect address. */
    constructor(config: Config, mayGo?: (code: string) => boolean);
    /** Writes which version this is to the console. */
    static printVersion(): string;
    /** Shows the panel and begins. Does nothing where it has begun. */
    start(): void;
    /** Takes the panel away and asks nothing any more. */
    stop(): void;
}
