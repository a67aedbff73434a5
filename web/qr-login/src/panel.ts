import { dress } from "./dress.js";
import type { Language } from "./language.js";
import type { Texts } from "./texts/en.js";
import { type View, words } from "./view.js";

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

const SVG = "http://www.w3.org/2000/svg";
const ENDED = ["expired", "declined", "not_me", "wrong_number", "refused", "failed"];

/**
 * The panel that people see. It is built once and changed in place, so that focus stays where it is; its upper
 * lines are a status region whose text changes only with what there is to say, never with the seconds.
 */
export class Panel {
  readonly #manner: Manner;
  readonly #texts: Texts;
  readonly #box = make("section", "box");
  readonly #say = make("div", "say");
  readonly #title = make("p", "title");
  readonly #how = make("p", "how");
  readonly #number = make("p", "number");
  readonly #frame = make("div", "frame");
  readonly #image = document.createElementNS(SVG, "svg");
  readonly #path = document.createElementNS(SVG, "path");
  readonly #time = make("div", "time");
  readonly #done = make("span");
  readonly #left = make("span");
  readonly #open = make("a", "go");
  readonly #form = make("form");
  readonly #email = make("input");
  readonly #sso = make("a", "go quiet");
  readonly #swap = make("button", "quiet");
  readonly #again = make("button");
  readonly #seconds: Intl.NumberFormat;
  #here: boolean;

  constructor(root: ShadowRoot, manner: Manner, pressed: Pressed) {
    const { language, nonce } = manner;
    const texts = language.texts;
    this.#manner = manner;
    this.#texts = texts;
    this.#here = manner.here;
    this.#seconds = new Intl.NumberFormat(language.tag, { style: "unit", unit: "second", unitDisplay: "long" });

    this.#box.lang = language.tag;
    this.#box.dir = language.dir;
    this.#box.setAttribute("aria-label", texts.name);
    this.#say.setAttribute("role", "status");
    this.#say.tabIndex = -1;
    this.#number.dir = "ltr";
    this.#say.append(this.#title, this.#how, this.#number);

    this.#image.setAttribute("role", "img");
    this.#image.setAttribute("aria-label", texts.image);
    this.#image.setAttribute("shape-rendering", "crispEdges");
    this.#image.append(this.#path);
    this.#frame.append(this.#image);

    // Read when somebody goes there; told to nobody each second.
    this.#time.setAttribute("role", "timer");
    const bar = make("span", "bar");
    bar.append(this.#done);
    this.#time.append(bar, this.#left);

    this.#open.textContent = texts.open;
    this.#open.target = "_blank";
    this.#open.rel = "noopener noreferrer";
    this.#sso.textContent = texts.sso;

    const label = make("label");
    label.textContent = texts.email;
    label.htmlFor = this.#email.id = "identifier";
    this.#email.type = "email";
    this.#email.autocomplete = "username";
    this.#email.required = true;
    const send = make("button");
    send.textContent = texts.send;
    this.#form.append(label, this.#email, send);
    this.#form.onsubmit = (event) => {
      event.preventDefault();
      pressed.ask(this.#email.value.trim());
    };

    this.#swap.type = this.#again.type = "button";
    this.#again.textContent = texts.again;
    this.#again.onclick = () => pressed.again();
    this.#swap.onclick = () => {
      this.#here = !this.#here;
      if (this.#seen) this.show(this.#seen, this.#at);
    };

    this.#box.append(this.#say, this.#form, this.#open, this.#frame, this.#time, this.#again, this.#sso, this.#swap);
    dress(root, nonce);
    root.append(this.#box);
  }

  #seen: View | undefined;
  #at = 0;

  /** Shows how it stands at this time, and the seconds that are left. */
  show(view: View, now: number): void {
    this.#seen = view;
    this.#at = now;
    const { status, code, lost } = view;
    const texts = this.#texts;
    const focused = (this.#box.getRootNode() as ShadowRoot).activeElement;
    const coding = status === "starting" || (status === "pending" && !!code);
    const ended = ENDED.includes(status);

    const [title, how] = words(view, texts, this.#here);
    write(this.#title, title);
    write(this.#how, how);
    write(this.#number, (status === "scanned" && view.number) || "");
    this.#box.dataset["status"] = status;
    this.#box.classList.toggle("bad", status === "failed" || status === "wrong_number" || status === "not_me");

    const stale = view.codeEnds <= now;
    show(this.#frame, coding && !this.#here && !(this.#manner.push && !code));
    show(this.#image, !!code);
    this.#frame.classList.toggle("empty", !code);
    this.#frame.classList.toggle("stale", stale);
    if (code) {
      const { size, path } = code.svg;
      change(this.#image, "viewBox", `0 0 ${size} ${size}`);
      change(this.#path, "d", path);
      change(this.#open, "href", code.appLink);
      if (code.ssoUri) change(this.#sso, "href", code.ssoUri);
    }
    const left = Math.ceil((view.codeEnds - now) / 1000);
    show(this.#time, !!code && coding && !this.#here && !stale && !lost);
    if (code) {
      write(this.#left, texts.valid.replace("{0}", this.#seconds.format(Math.max(left, 0))));
      this.#done.style.transform = `scaleX(${Math.min(1, Math.max(0, left / code.expiresIn))})`;
    }

    show(this.#open, !!code && coding && this.#here);
    show(this.#sso, !!code?.ssoUri && coding);
    show(this.#form, status === "asking");
    show(this.#again, ended);
    write(this.#swap, this.#here ? texts.showCode : texts.here);
    show(this.#swap, !!code && coding && this.#manner.here);

    // Whoever was at something that is gone, goes on where it is said what has become of it.
    if (focused instanceof HTMLElement && focused.closest("[hidden]")) (ended ? this.#again : this.#say).focus();
  }
}

function make<K extends keyof HTMLElementTagNameMap>(name: K, classes = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (classes) element.className = classes;
  return element;
}

/** Changes nothing that stays as it is: a status region is read whenever it is written. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  show(element, text !== "");
}

function change(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function show(element: Element, shown: boolean): void {
  element.toggleAttribute("hidden", !shown);
}
