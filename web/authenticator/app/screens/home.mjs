// The first screen: what this is, or whose accounts are here and what waits for an answer.
import { bdi, button, h, lead } from "../dom.mjs";
import { hostOf } from "../link.mjs";
import { open as openRequest } from "./request.mjs";
import * as phone from "../phone.mjs";
import { isLive } from "../request.mjs";
import { go } from "../stage.mjs";
import * as vault from "../vault.mjs";
import { LANGUAGES, language, say } from "../words.mjs";

export async function home(_, signal) {
  const accounts = await vault.accounts();
  if (accounts.length === 0) return { title: say("startTitle"), parts: [...start(), ...ways(), tongue()], back: false };
  const waits = h("section", { "aria-live": "polite" });
  showWaiting(accounts, waits, signal);
  addEventListener("focus", () => showWaiting(accounts, waits, signal), { signal });
  return {
    title: say("homeTitle"),
    parts: [lead(say("homeLead")), waits, h("ul", { class: "list" }, accounts.map(row)), ...ways(), tongue()],
    back: false,
  };
}

const start = () => [lead(say("startLead")), h("p", {}, say("startHow"))];

const ways = () => [
  h("div", { class: "actions" }, button(say("scan"), "primary", () => go("scan")), button(say("link"), "secondary", () => go("link"))),
  h("p", { class: "note" }, say("startKey")),
];

const row = (account) =>
  h("li", {}, h("button", { type: "button", class: "row", onclick: () => go("account", { phone: account.phone }) },
    h("strong", {}, bdi(account.account.name || account.account.username)),
    h("small", {}, bdi(account.serverName || hostOf(account.server)))));

/** Requests that were pushed, and the one that was under way when the app was left. */
async function showWaiting(accounts, place, signal) {
  const kept = await vault.request();
  const byAccount = await Promise.all(accounts.map((account) => phone.pending(account).catch(() => [])
    .then((transactions) => transactions.map((it) => ({ account, request: phone.waiting(it.transaction, account), service: it.service?.name })))));
  const all = byAccount.flat().filter(({ request }) => request.transaction !== kept?.transaction);
  const account = accounts.find(({ phone }) => phone === kept?.account);
  if (account && isLive(kept, Date.now())) all.unshift({ account, request: kept, service: kept.asked?.service.name });
  if (signal.aborted) return;
  const rows = all.map(({ account, request, service }) =>
    h("li", {}, h("button", { type: "button", class: "row", onclick: () => openRequest(request) },
      h("strong", {}, say("waitingOne", { service: service || hostOf(account.server), account: account.account.username })))));
  place.replaceChildren(...(rows.length ? [h("h2", {}, say("waitingTitle")), h("ul", { class: "list" }, rows)] : []));
}

/** In which language the app speaks. */
function tongue() {
  const options = Object.entries(LANGUAGES).map(([tag, name]) =>
    h("option", { value: tag, lang: tag, selected: tag === language() }, name));
  const select = h("select", { id: "language", onchange: () => change(select.value) }, options);
  return h("div", { class: "field tongue" }, h("label", { for: "language" }, say("language")), select);
}

async function change(tag) {
  await vault.keepSetting("language", tag);
  dispatchEvent(new CustomEvent("language", { detail: tag }));
}

