import { CountersignLoginElement } from "./element.js";
import { Login } from "./login.js";
export { type Config, type ErrorKind, type LoginError, LoginMode, type Status } from "./config.js";
export { VERSION as version } from "./version.js";
export { CountersignLoginElement };
/** A sign-in by phone, shown in an element of the page. */
export declare class CountersignLogin extends Login {
}
declare global {
    interface HTMLElementTagNameMap {
        "countersign-login": CountersignLoginElement;
    }
}
