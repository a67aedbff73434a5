// An account is added: whose it is, what this phone is called, and how its person will approve.
import { bdi, button, facts, field, form, h, lead, spoken } from "../dom.mjs";
import * as gesture from "../gesture.mjs";
import { hostOf } from "../link.mjs";
import * as phone from "../phone.mjs";
import * as pin from "../pin.mjs";
import { Refused, Unreachable } from "../server.mjs";
import { words } from "../request.mjs";
import { go } from "../stage.mjs";
import { say } from "../words.mjs";
import { notReached } from "./outcome.mjs";

const NAME_LONGEST = 60;

export async function enrol(about) {
  const { link } = about;
  try {
    about.offer ??= await phone.lookUp(link);
  } catch (error) {
    return sorry(error, link, about);
  }
  about.byGesture ??= await gesture.isThere(about.offer.passkey?.rp?.id);
  return { title: say("enrolTitle"), parts: [...what(about.offer), ask(about)] };
}

const what = ({ account, server, serverName }) => [
  facts([
    [say("enrolAccount"), bdi(account.name || account.username), account.name ? h("small", {}, bdi(account.username)) : undefined].filter(Boolean),
    [say("enrolServer"), bdi(serverName || hostOf(server)), h("small", {}, bdi(hostOf(server)))],
  ]),
  h("p", {}, say("enrolWarning")),
];

function ask(about) {
  const name = field({ id: "name", label: say("enrolName"), hint: say("enrolNameHint"), type: "text", maxlength: NAME_LONGEST, value: about.name ?? say("enrolNameDefault") });
  const digits = { type: "password", inputmode: "numeric", autocomplete: "new-password" };
  const first = field({ id: "pin", label: say("enrolPin"), hint: say("enrolPinHint", { count: pin.SHORTEST }), ...digits });
  const second = field({ id: "pin-again", label: say("enrolPinTwice"), ...digits });
  const alert = spoken("alert");
  const status = spoken("status");
  const pins = h("div", { hidden: about.byGesture }, h("p", {}, say("enrolPinLead")), first.node, second.node);
  const byGesture = h("div", { hidden: !about.byGesture }, h("p", {}, say("enrolGestureLead")));
  const submit = h("button", { type: "submit", class: "primary" }, say(about.byGesture ? "enrolGesture" : "enrolAdd"));
  const instead = button(say("enrolPinInstead"), "secondary", () => {
    about.byGesture = false;
    [pins.hidden, byGesture.hidden, instead.hidden] = [false, true, true];
    submit.textContent = say("enrolAdd");
    first.input.focus();
  });
  instead.hidden = !about.byGesture;

  const act = async () => {
    about.name = name.input.value.trim();
    if (!about.name) return name.say(say("enrolNameFault"));
    if (!about.byGesture && !fits(first, second)) return undefined;
    alert.say();
    status.say(say("working"));
    try {
      const account = await phone.enrol(about.offer, { name: about.name, pin: about.byGesture ? undefined : first.input.value });
      return await go("enrolled", { account }, { instead: true });
    } catch (error) {
      return trouble(error, about, alert);
    } finally {
      status.say();
    }
  };
  const cancel = button(say("enrolCancel"), "secondary", () => go("home", {}, { instead: true }));
  return form(act, name.node, byGesture, pins, alert, h("div", { class: "actions" }, submit, instead, cancel), status);
}

function fits(first, second) {
  const fault = pin.faultOf(first.input.value);
  const count = fault === "long" ? pin.LONGEST : pin.SHORTEST;
  const words = { digits: "pinDigits", short: "pinShort", long: "pinLong", easy: "pinEasy" };
  if (fault) first.say(say(words[fault], { count }));
  else if (first.input.value !== second.input.value) second.say(say("pinDiffers"));
  else return true;
  return false;
}

function trouble(error, about, alert) {
  if (error instanceof Refused) return go("enrolGone", { error, link: about.link }, { instead: true });
  if (error instanceof Unreachable) return alert.say(notReached(error, about.link.server));
  if (error instanceof DOMException) return alert.say(say("gestureFailed"));
  alert.say(say("broken"));
  throw error;
}

function sorry(error, link, about) {
  if (error instanceof Refused) return gone({ error });
  if (error instanceof phone.ForeignIssuer) return end("enrolForeign", "enrolForeignLead");
  if (!(error instanceof Unreachable)) throw error;
  const again = button(say("again"), "primary", () => go("enrol", about, { instead: true }));
  const alert = spoken("alert");
  alert.say(notReached(error, link.server));
  return { title: say("enrolTitle"), parts: [alert, h("div", { class: "actions" }, again)] };
}

/** The server will not: because the secret counts no longer, or for a reason of its own, in its words. */
export function gone({ error }) {
  const said = error.code === "enrolment_unknown" ? undefined : words(error.answer);
  return said
    ? { title: said.what, parts: [lead(said.do), start()], back: false }
    : end("enrolGone", "enrolGoneLead");
}

export async function enrolled({ account }) {
  const told = lead(say("enrolDoneLead", { account: account.account.username }));
  return { title: say("enrolDone"), parts: [told, start()], back: false };
}

const end = (title, text) => ({ title: say(title), parts: [lead(say(text)), start()], back: false });

const start = () => h("div", { class: "actions" }, button(say("home"), "primary", () => go("home", {}, { instead: true })));
