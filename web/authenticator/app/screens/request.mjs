// The request: who asks for what, where it began, and the person's word.
import { bdi, button, facts, field, form, h, lead, spoken } from "../dom.mjs";
import { plainDigits } from "../digits.mjs";
import { hostOf } from "../link.mjs";
import * as phone from "../phone.mjs";
import { isLive, secondsLeft } from "../request.mjs";
import { go } from "../stage.mjs";
import * as vault from "../vault.mjs";
import { ago, say, seconds } from "../words.mjs";
import { trouble } from "./outcome.mjs";

/** Opens what was found, and shows it. */
export const open = (request) => go("request", { request }, { instead: true });

export async function request(about, signal) {
  const account = await vault.account(about.request.account);
  if (!account) return go("home", {}, { instead: true }), { title: "", parts: [] };
  if (!about.request.asked) return opening(about, signal);
  return shown(about, account, signal);
}

/** The server is asked; where it cannot be reached, it is asked again while the request may live. */
function opening(about, signal) {
  const server = hostOf(about.request.server);
  const [status, alert] = [spoken("status"), spoken("alert")];
  const home = button(say("home"), "secondary", () => go("home", {}, { instead: true }));
  const actions = h("div", { class: "actions", hidden: true }, button(say("again"), "primary", () => ask()), home);
  let asking = false;
  const ask = async () => {
    if (asking) return;
    asking = true;
    alert.say();
    actions.hidden = true;
    status.say(say("opening", { server }));
    try {
      about.request = await phone.open(about.request);
      if (!signal.aborted) await open(about.request);
    } catch (error) {
      status.say();
      if (signal.aborted) return;
      await trouble(error, about, alert);
      actions.hidden = false;
    } finally {
      asking = false;
    }
  };
  addEventListener("online", ask, { signal });
  queueMicrotask(ask);
  return { title: say("working"), parts: [status, alert, actions] };
}

function shown(about, account, signal) {
  const { asked } = about.request;
  const service = asked.service.name || asked.service.clientId;
  const data = told(asked, service, about);
  const number = field({
    id: "number", label: say("requestNumber"), hint: say("requestNumberHint"), type: "text", inputmode: "numeric",
    size: asked.numberLength, maxlength: asked.numberLength + 1, value: about.number ?? "",
  });
  number.node.classList.add("number");
  // Without what the service cannot do without, there is nothing to approve.
  const lacks = asked.missing.length > 0;
  const [left, alert, status] = [h("p", { class: "left", role: "timer" }), spoken("alert"), spoken("status")];

  const act = async (submitter) => {
    const word = submitter?.value ?? "approve";
    if (word !== "approve") return decline(about, word, { alert, status });
    about.number = plainDigits(number.input.value);
    if (!/^[0-9]+$/.test(about.number) || about.number.length !== asked.numberLength) return number.say(say("requestNumberFault"));
    about.agreed = data.agreed();
    if (account.verification.kind === "pin") return go("confirm", about, { instead: true });
    return approve(about, undefined, { alert, status });
  };
  const submit = (word, text, kind) => h("button", { type: "submit", value: word, class: kind }, text);
  const when = h("bdi");
  tick(about, { left, when }, signal);

  return {
    title: say("requestTitle", { service }),
    parts: [
      lead(say("requestAs", { account: account.account.username })),
      asked.message ? h("blockquote", {}, h("p", { class: "hint" }, say("requestMessage", { service })), h("p", {}, bdi(asked.message))) : undefined,
      ...began(asked.began, when),
      ...data.parts,
      form(act, ...(lacks ? [] : [number.node]), alert,
        h("div", { class: "choice" }, lacks ? "" : submit("approve", say("approve"), "answer"), submit("decline", say("decline"), "answer")),
        submit("not_me", say("notMe"), "secondary wide"), status),
      left,
    ].filter(Boolean),
    back: false,
  };
}

function began({ at, address, browser, sameNetwork }, when) {
  const words = { true: say("requestNear"), false: say("requestFar") }[sameNetwork];
  const near = words && h("small", { class: sameNetwork ? "near" : "far" }, words);
  return [
    h("h2", {}, say("requestBegan")),
    facts([
      ...(at ? [[say("requestWhen"), when]] : []),
      [say("requestBrowser"), bdi(browser || say("requestBrowserUnknown"))],
      ...(address || near ? [[say("requestAddress"), address ? bdi(address) : undefined, near].filter(Boolean)] : []),
    ]),
  ];
}

/** What the service gets to know; what is optional may be left out. */
function told({ data, missing }, service, about) {
  const boxes = [];
  const row = ({ claim, label, value, required }, index) => {
    const words = [h("strong", {}, bdi(label)), value ? bdi(value) : undefined];
    if (required) return h("li", {}, h("div", {}, ...words), h("small", { class: "tag" }, say("requestRequired")));
    const chosen = about.agreed ? about.agreed.includes(claim) : false;
    const box = h("input", { type: "checkbox", id: `data-${index}`, value: claim, checked: chosen });
    boxes.push(box);
    return h("li", { class: "optional" }, box, h("label", { for: box.id }, ...words), h("small", { class: "tag" }, say("requestOptional")));
  };
  return {
    agreed: () => boxes.filter(({ checked }) => checked).map(({ value }) => value),
    parts: [
      h("h2", {}, say("requestData", { service })),
      data.length ? h("ul", { class: "data" }, data.map(row)) : h("p", {}, say("requestDataNone")),
      missing.length ? h("p", { class: "problem" }, say("requestMissing", { service, list: missing.join(", ") })) : undefined,
    ],
  };
}

/** Says each second how long is left, and ends the screen with the request. Screen readers are not told each time. */
function tick(about, { left, when }, signal) {
  const { request } = about;
  const step = () => {
    const now = Date.now();
    if (!isLive(request, now)) {
      vault.dropRequest();
      return go("outcome", { outcome: "late", request }, { instead: true });
    }
    left.textContent = say("requestLeft", { time: seconds(secondsLeft(request, now)) });
    when.textContent = ago((request.asked.began.at ?? 0) * 1000, now);
  };
  const timer = setInterval(step, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
  queueMicrotask(step);
}

/** The PIN, where the phone has no gesture of its own. */
export async function confirm(about, signal) {
  const account = await vault.account(about.request.account);
  const { service } = about.request.asked;
  const pin = field({ id: "pin", label: say("pin"), type: "password", inputmode: "numeric", autocomplete: "current-password" });
  const [alert, status, left] = [spoken("alert"), spoken("status"), h("p", { class: "left", role: "timer" })];
  tick(about, { left, when: h("bdi") }, signal);
  const act = async (submitter) => {
    if (submitter?.value === "decline") return decline(about, "decline", { alert, status });
    if (!plainDigits(pin.input.value)) return pin.say(say("pinDigits"));
    const typed = pin.input.value;
    pin.input.value = "";
    const again = await approve(about, typed, { alert, status });
    if (again) pin.say([say("pinWrong"), again.left === undefined ? "" : say("pinLeft", { count: again.left })].join(" "));
  };
  const submit = (word, text) => h("button", { type: "submit", value: word, class: "answer" }, text);
  return {
    title: say("confirmTitle"),
    parts: [
      lead(say("confirmLead", { service: service.name || service.clientId, account: account.account.username })),
      form(act, pin.node, alert, h("div", { class: "choice" }, submit("approve", say("approve")), submit("decline", say("decline"))),
        button(say("back"), "secondary wide", () => open(about.request)), status),
      left,
    ],
    back: false,
  };
}

/** Gives `{left}` where another PIN may be tried. */
async function approve(about, pin, { alert, status }) {
  return answer(about, { alert, status }, async () => {
    await phone.approve(about.request, { number: about.number, agreed: about.agreed, pin });
    await go("outcome", { outcome: "approved", request: about.request }, { instead: true });
  });
}

const decline = (about, word, places) =>
  answer(about, places, async () => {
    await phone.decline(about.request, word);
    await go("outcome", { outcome: word === "not_me" ? "notMe" : "declined", request: about.request }, { instead: true });
  });

async function answer(about, { alert, status }, act) {
  alert.say();
  status.say(say("working"));
  try {
    return await act();
  } catch (error) {
    return await trouble(error, about, alert);
  } finally {
    status.say();
  }
}
