import { Login } from "./login.js";

export { LoginMode as XignLoginMode } from "./config.js";
/** The same sign-in by the name that pages know from XignIn. */
export class XignQRLogin extends Login {}
