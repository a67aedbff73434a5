// One screen at a time, and the way back. What a screen is about stays in memory: nothing secret is in an address.
import { h } from "./dom.mjs";
import { say } from "./words.mjs";

const screens = {};
const visited = [];
let at = -1;
let leaving = new AbortController();

/** Names the screens: each takes what it is about and a signal that ends with it, and gives `{title, parts}`. */
export const register = (all) => Object.assign(screens, all);

/** Shows a screen. Browsers' Back comes back to the one before, save where that was done with (`instead`). */
export async function go(name, about = {}, { instead = false } = {}) {
  if (!instead || at < 0) at += 1;
  visited.length = at;
  visited[at] = [name, about];
  history[instead || at === 0 ? "replaceState" : "pushState"]({ at }, "", "/phone/");
  await render();
}

/** Shows the same screen anew, as in another language. */
export async function render() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const [name, about] = visited[at] ?? ["home", {}];
  const { title, parts, back = true } = await screens[name](about, signal);
  if (!signal.aborted) put(title, parts, back && at > 0);
}

export function back() {
  if (at > 0) history.back();
  else go("home", {}, { instead: true });
}

addEventListener("popstate", ({ state }) => {
  at = Math.min(state?.at ?? 0, visited.length - 1);
  render();
});

function put(title, parts, hasBack) {
  const heading = h("h1", { tabindex: "-1" }, title);
  const way = hasBack && h("p", { class: "back" }, h("button", { type: "button", class: "quiet", onclick: back }, say("back")));
  const main = document.querySelector("main");
  const first = !main.hasChildNodes();
  main.replaceChildren(...[way, heading, ...parts].filter(Boolean));
  document.title = `${heading.textContent} · Countersign`;
  scrollTo(0, 0);
  // So that a screen reader says where one is now. When the app opens, it reads the page by itself.
  if (!first) heading.focus({ preventScroll: true });
}

