// Codes before the camera, and links typed or pasted where there is none.
import { NoCamera, watch } from "../camera.mjs";
import { button, field, form, h, lead, spoken } from "../dom.mjs";
import * as link from "../link.mjs";
import { go } from "../stage.mjs";
import { say } from "../words.mjs";
import { follow } from "./follow.mjs";

export async function scan(_, signal) {
  const video = h("video", { class: "camera", playsinline: true, muted: true, "aria-label": say("scanSees") });
  video.muted = true;
  const alert = spoken("alert");
  look(video, alert, signal);
  return {
    title: say("scanTitle"),
    parts: [
      lead(say("scanLead")),
      alert,
      h("div", { class: "finder" }, video),
      h("div", { class: "actions" }, button(say("link"), "secondary", () => go("link", {}, { instead: true }))),
    ],
  };
}

async function look(video, alert, signal) {
  try {
    await watch(video, signal, (text) => {
      const read = link.read(text);
      if (read) follow(read);
      else alert.say(say("scanOther"));
    });
  } catch (error) {
    if (!(error instanceof NoCamera)) throw error;
    video.parentElement?.remove();
    alert.say(say({ refused: "scanRefused", none: "scanNone", busy: "scanBusy" }[error.why]));
  }
}

export async function enter() {
  const place = field({ id: "link", label: say("linkField"), type: "url", inputmode: "url", dir: "ltr", autocapitalize: "off", spellcheck: "false" });
  const act = () => {
    const read = link.read(place.input.value);
    return read ? follow(read) : place.say(say("linkFault"));
  };
  const submit = h("button", { type: "submit", class: "primary" }, say("linkGo"));
  return { title: say("linkTitle"), parts: [lead(say("linkLead")), form(act, place.node, h("div", { class: "actions" }, submit))] };
}
