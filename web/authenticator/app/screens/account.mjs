// One account on this phone, and the end of it here.
import { bdi, button, facts, h, lead, spoken } from "../dom.mjs";
import { hostOf } from "../link.mjs";
import * as phone from "../phone.mjs";
import { Unreachable } from "../server.mjs";
import { go } from "../stage.mjs";
import * as vault from "../vault.mjs";
import { day, say } from "../words.mjs";

export async function account({ phone }) {
  const kept = await vault.account(phone);
  const { account, server, serverName, name, verification, addedAt } = kept;
  return {
    title: account.name || account.username,
    parts: [
      facts([
        [say("accountServer"), bdi(serverName || hostOf(server)), h("small", {}, bdi(hostOf(server)))],
        [say("accountUser"), bdi(account.username)],
        [say("accountName"), bdi(name)],
        [say("accountUnlock"), say(verification.kind === "pin" ? "accountUnlockPin" : "accountUnlockGesture")],
        [say("accountAdded"), day(addedAt)],
      ]),
      h("div", { class: "actions" }, button(say("remove"), "secondary", () => go("remove", { phone }))),
    ],
  };
}

export async function remove({ phone: id }) {
  const kept = await vault.account(id);
  const [alert, status] = [spoken("alert"), spoken("status")];
  const home = () => go("home", {}, { instead: true });
  const hereAlone = button(say("removeHere"), "secondary", async () => {
    await phone.forget(kept);
    await home();
  });
  hereAlone.hidden = true;
  const yes = button(say("removeYes"), "answer", async () => {
    alert.say();
    status.say(say("working"));
    try {
      await phone.leave(kept);
      await home();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      alert.say(say("removeOffline", { server: hostOf(kept.server) }));
      hereAlone.hidden = false;
    } finally {
      status.say();
    }
  });
  return {
    title: say("removeTitle"),
    parts: [
      lead(say("removeLead", { account: kept.account.username })),
      alert,
      h("div", { class: "choice" }, yes, button(say("removeNo"), "answer", home)),
      h("div", { class: "actions" }, hereAlone),
      status,
    ],
  };
}
