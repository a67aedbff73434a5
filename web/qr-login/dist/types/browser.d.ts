import type { World } from "./world.js";
/** A device that is held in a hand: the phone itself. */
export declare const isPhone: () => boolean;
/** This browser, and what it keeps under this name until the window closes. */
export declare function world(name: string): World;
