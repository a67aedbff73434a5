// Tells clients whether the session they were told of still goes on (OpenID Connect Session Management
// §3.2): each asks with its own name and the session_state it was given.
"use strict";

const name = document.currentScript.dataset.cookie;

function browserState() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? "" : found.slice(name.length + 1);
}

async function mayReadCookies() {
  return document.hasStorageAccess === undefined || document.hasStorageAccess();
}

async function hash(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function judge(data, origin) {
  const asked = /^(\S{1,200}) (\S{1,200})\.([A-Za-z0-9_-]{1,100})$/.exec(data);
  if (asked === null || origin === "null") return "error";
  const [, client, hashed, salt] = asked;
  // Without a cookie nobody is signed in, or this browser keeps our cookies from pages within others'. Then
  // nothing can be said, and a client that were told of a change would ask again and again.
  if (browserState() === "" && !(await mayReadCookies())) return "error";
  const now = await hash(`${client} ${origin} ${browserState()} ${salt}`);
  return now === hashed ? "unchanged" : "changed";
}

window.addEventListener("message", async (message) => {
  // The page that frames us asks, and nobody else.
  if (typeof message.data !== "string" || message.source !== window.parent) return;
  const answer = await judge(message.data, message.origin).catch(() => "error");
  message.source.postMessage(answer, message.origin === "null" ? "*" : message.origin);
});
