import type { LoginError, Status } from "./config.js";
import type { Code } from "./provider.js";
import type { Texts } from "./texts/en.js";
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
/** What is said of it: the matter, and what to do. `here`: the phone is this very device. */
export declare function words({ status, code, lost, error }: View, texts: Texts, here: boolean): [string, string];
