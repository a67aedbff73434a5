import type { Language } from "./language.js";
import { type View } from "./view.js";
/** What a person does here. */
export interface Pressed {
    again(): void;
    ask(identifier: string): void;
}
/** What of it depends on the page. */
export interface Manner {
    language: Language;
    /** Whether the app is on this very device, so that a button comes before the code. */
    here: boolean;
    /** Whether a message goes to the phone, and there is no code. */
    push: boolean;
    nonce: string | undefined;
}
/**
 * The panel that people see. It is built once and changed in place, so that focus stays where it is; its upper
 * lines are a status region whose text changes only with what there is to say, never with the seconds.
 */
export declare class Panel {
    #private;
    constructor(root: ShadowRoot, manner: Manner, pressed: Pressed);
    /** Shows how it stands at this time, and the seconds that are left. */
    show(view: View, now: number): void;
}
