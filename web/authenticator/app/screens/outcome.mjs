// What became of a request, and what a person may do about it.
import { button, h, lead } from "../dom.mjs";
import { hostOf } from "../link.mjs";
import { refused } from "../request.mjs";
import { Refused, Unreachable } from "../server.mjs";
import { go } from "../stage.mjs";
import * as vault from "../vault.mjs";
import { say } from "../words.mjs";

export async function outcome({ outcome, request, words }) {
  const account = await vault.account(request.account);
  const about = {
    service: request.asked?.service.name ?? hostOf(request.server),
    account: account?.account.username ?? "",
    server: account?.serverName || hostOf(request.server),
  };
  const actions = [button(say("home"), "primary", () => go("home", {}, { instead: true }))];
  if (["late", "unknown", "number"].includes(outcome)) {
    actions.unshift(button(say("scanAgain"), "primary", () => go("scan", {}, { instead: true })));
    actions[1].className = "secondary";
  }
  return {
    title: words?.what ?? say(`${outcome}Title`),
    parts: [lead(words ? words.do : say(`${outcome}Lead`, about)), h("div", { class: "actions" }, actions)],
    back: false,
  };
}

/** What is said where a server could not be asked. */
export const notReached = ({ busy }, server) => say(busy ? "busy" : "offline", { server: hostOf(server) });

/** A browser that cannot be a phone. */
export const cannot = async () => ({ title: say("unfitTitle"), parts: [lead(say("unfitLead"))], back: false });

/** What went wrong while asking: told in place where one may try again, on a screen of its own where not. */
export async function trouble(error, about, alert) {
  if (error instanceof Unreachable) return void alert.say(notReached(error, about.request.server));
  if (error instanceof DOMException) return void alert.say(say("gestureFailed"));
  if (!(error instanceof Refused)) {
    alert.say(say("broken"));
    throw error;
  }
  const what = refused(error);
  if (what.again) return what;
  await vault.dropRequest();
  await go("outcome", { outcome: what.ended, words: what.words, request: about.request }, { instead: true });
}
