// Keeps the app's files, so that it opens without a network, and shows what is pushed to this phone.
// `shell.js` says which files there are and names this state of them: when it changes, browsers fetch all anew.
importScripts("/phone/shell.js");

const { version, files } = self.SHELL;
const KEPT = `phone-${version}`;
const PAGE = "/phone/";

self.addEventListener("install", (event) => {
  const all = [PAGE, ...files].map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(all)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("phone-") && name !== KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !pathname.startsWith(PAGE)) return;
  event.respondWith(answer(event.request, mode === "navigate" ? PAGE : pathname));
});

async function answer(request, path) {
  const kept = await (await caches.open(KEPT)).match(path);
  return kept ?? fetch(request);
}

self.addEventListener("push", (event) => event.waitUntil(notify()));

/** What was pushed only wakes: who asks for what is shown by the app, which asks the server. */
async function notify() {
  const { title, body, lang, dir } = (await words()) ?? { title: "Countersign", body: "", lang: "en", dir: "ltr" };
  const icon = "/phone/icons/icon-192.png";
  await self.registration.showNotification(title, { body, lang, dir, icon, tag: "request", renotify: true });
}

const words = () =>
  new Promise((known) => {
    const asked = indexedDB.open("countersign-phone");
    asked.onerror = () => known();
    // No app was here yet: nothing is made in its place.
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => {
      const read = asked.result.transaction("settings").objectStore("settings").get("push-words");
      read.onsuccess = () => known(read.result);
      read.onerror = () => known();
    };
  });

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show());
});

async function show() {
  const open = await self.clients.matchAll({ type: "window" });
  await (open[0]?.focus() ?? self.clients.openWindow(PAGE));
}
