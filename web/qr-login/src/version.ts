/** Written into the built files from `package.json`. */
declare const __VERSION__: string;
export const VERSION: string = __VERSION__;
