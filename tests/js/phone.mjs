// A phone without a browser: a database, a localStorage and one page, all made of words.

import { register } from "node:module";

// The package lies in the page's own folder only when the static files are put together.
const WITHOUT_PACKAGE = `export const resolve = (name, context, next) =>
  name.endsWith("/vendor/idb.js") ? { url: "data:text/javascript,", shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(WITHOUT_PACKAGE)}`);

/** `silences`: how often the database does not answer in time; `isFull`: it takes nothing more. */
export const phone = { silences: 0, isFull: false };
const databases = new Map();

function storeIn(rows, key) {
  const copy = (value) => structuredClone(value);
  return {
    get: async (name) => copy(rows.get(name)),
    getAll: async () => copy([...rows.values()]),
    async put(value) {
      if (phone.isFull) throw new DOMException("Full.", "QuotaExceededError");
      rows.set(value[key], copy(value));
    },
    delete: async (name) => rows.delete(name),
    clear: async () => rows.clear(),
  };
}

async function openDB(name) {
  phone.silences -= 1;
  if (phone.silences >= 0) throw new DOMException("No answer.", "TimeoutError");
  if (!databases.has(name)) databases.set(name, { entries: new Map(), kept: new Map() });
  const held = databases.get(name);
  const keys = { entries: "uuid", kept: "name" };
  return { transaction: (store) => ({ store: storeIn(held[store], keys[store]), done: null }), close() {} };
}

/** What the database of `user` holds. */
export const heldOf = (user, store) => [...(databases.get(`supple-${user}`)?.[store].values() ?? [])];

export function hold(user, { entries = [], kept = [] }) {
  databases.set(`supple-${user}`, {
    entries: new Map(entries.map((record) => [record.uuid, record])),
    kept: new Map(kept.map((row) => [row.name, row])),
  });
}

/** What is kept are the object's own keys, as in a browser. */
const localStorage = Object.create({
  getItem(key) {
    return this[key] ?? null;
  },
  setItem(key, value) {
    this[key] = String(value);
  },
  removeItem(key) {
    delete this[key];
  },
});

const idle = () => 0;
Object.assign(globalThis, {
  idb: { openDB }, localStorage, document: new EventTarget(), addEventListener: idle, setInterval: idle,
  location: new URL("http://phone.example/"), BroadcastChannel: null,
});
Object.assign(document, { hidden: false, cookie: "csrftoken=fresh", querySelector: () => null, getElementById: () => null });
Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });

/** A page of the server: its address, whose it is, and the session's record in it. */
export function showPage(path, { user, record }) {
  location.pathname = path;
  document.querySelector = (wanted) => (wanted === "[data-session]" && user ? { dataset: { user } } : null);
  document.getElementById = () => (record ? { textContent: JSON.stringify(record) } : null);
}
