// What this phone keeps, in IndexedDB: accounts with their keys, the request under way, and settings.
// A key is kept as a CryptoKey that cannot be exported; of a PIN nothing is kept but the salt of its proof.

const NAME = "countersign-phone";
const VERSION = 1;
const STORES = { accounts: { keyPath: "phone" }, requests: {}, settings: {} };

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const [store, options] of Object.entries(STORES)) asked.result.createObjectStore(store, options);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

/** Runs one request on one store, and waits until it is on the disk. */
async function on(store, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const asked = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const read = (store, act) => on(store, "readonly", act);
const write = (store, act) => on(store, "readwrite", act);

/**
 * An account: `{phone, server, issuer, serverName, account: {username, name}, name, keys, jwk, verification, addedAt}`;
 * `verification` is `{kind: "pin", salt}` or `{kind: "passkey"}`.
 */
export const accounts = () => read("accounts", (store) => store.getAll());
export const account = (phone) => read("accounts", (store) => store.get(phone));
export const keepAccount = (account) => write("accounts", (store) => store.put(account));
export const dropAccount = (phone) => write("accounts", (store) => store.delete(phone));

const CURRENT = "current";
export const request = () => read("requests", (store) => store.get(CURRENT));
export const keepRequest = (request) => write("requests", (store) => store.put(request, CURRENT));
export const dropRequest = () => write("requests", (store) => store.delete(CURRENT));

export const setting = (name) => read("settings", (store) => store.get(name));
export const keepSetting = (name, value) => write("settings", (store) => store.put(value, name));

/** Asks the browser not to clear this away when room gets scarce. A browser that says no still works. */
export const persist = async () => navigator.storage?.persist?.().catch(() => false);
