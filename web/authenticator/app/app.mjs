// Where the app begins: its language, where the address leads, and what was under way when it was left.
import * as link from "./link.mjs";
import { isLive } from "./request.mjs";
import { account, remove } from "./screens/account.mjs";
import { enrol, enrolled, gone } from "./screens/enrol.mjs";
import { follow, none, which } from "./screens/follow.mjs";
import { home } from "./screens/home.mjs";
import { cannot, outcome } from "./screens/outcome.mjs";
import { confirm, open, request } from "./screens/request.mjs";
import { enter, scan } from "./screens/scan.mjs";
import { go, register, render } from "./stage.mjs";
import * as vault from "./vault.mjs";
import { choose, direction, language, say, speak } from "./words.mjs";

register({ account, confirm, enrol, enrolGone: gone, enrolled, home, link: enter, none, outcome, remove, request, scan, unfit: cannot, which });

await begin().catch(unfit);
await navigator.serviceWorker?.register("/phone/sw.js", { scope: "/phone/" }).catch(() => {});

async function begin() {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) throw new Error("neither keys nor a place for them");
  const asked = link.read(location.href);
  // Nobody who looks into this browser's history finds it there.
  history.replaceState({}, "", "/phone/");
  const chosen = await vault.setting("language");
  await speakOnPage(chosen ?? choose(navigator.languages));
  addEventListener("language", async ({ detail }) => {
    await speakOnPage(detail);
    await render();
  });
  await go("home");
  if (asked) return follow(asked);
  const kept = await vault.request();
  if (!kept) return undefined;
  return isLive(kept, Date.now()) ? open(kept) : vault.dropRequest();
}

/** Nothing can be kept here, or nothing signed. */
async function unfit(error) {
  await speak(choose(navigator.languages));
  await go("unfit");
  throw error;
}

async function speakOnPage(tag) {
  await speak(tag);
  Object.assign(document.documentElement, { lang: language(), dir: direction() });
  // The service worker speaks while no page is there.
  await vault.keepSetting("push-words", { title: say("pushTitle"), body: say("pushBody"), lang: tag, dir: direction() });
}
