// Where a link leads: to a new account, to a request, or to the question which account is meant.
import { bdi, button, h, lead } from "../dom.mjs";
import { hostOf } from "../link.mjs";
import * as phone from "../phone.mjs";
import { go } from "../stage.mjs";
import * as vault from "../vault.mjs";
import { say } from "../words.mjs";
import { open } from "./request.mjs";

export async function follow(link) {
  if (link.action === "enrolment") return go("enrol", { link }, { instead: true });
  const accounts = (await vault.accounts()).filter(({ server }) => server === link.server);
  if (accounts.length === 1) return open(phone.begun(link, accounts[0]));
  return go(accounts.length ? "which" : "none", { link }, { instead: true });
}

/** Several accounts at that server. */
export async function which({ link }) {
  const accounts = (await vault.accounts()).filter(({ server }) => server === link.server);
  const row = (account) =>
    h("li", {}, h("button", { type: "button", class: "row", onclick: () => open(phone.begun(link, account)) },
      h("strong", {}, bdi(account.account.name || account.account.username)),
      h("small", {}, bdi(account.account.username))));
  return {
    title: say("whichTitle"),
    parts: [lead(say("whichLead", { server: hostOf(link.server) })), h("ul", { class: "list" }, accounts.map(row)), away()],
  };
}

/** None there. */
export async function none({ link }) {
  return {
    title: say("noneTitle"),
    parts: [
      lead(say("noneLead", { server: hostOf(link.server) })),
      h("p", {}, say("noneInstalled")),
      away(),
    ],
  };
}

const away = () =>
  h("div", { class: "actions" }, button(say("home"), "secondary", () => go("home", {}, { instead: true })));
