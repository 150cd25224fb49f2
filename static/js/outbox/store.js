// One person's database on this phone: what was entered, and what pages without a network need.

import "../../vendor/idb.js"; // The short file of the package; it gives `idb` to the page.

const { openDB } = globalThis.idb;
const VERSION = 1;
const KEYS = { entries: "uuid", kept: "name" };
const PATIENCE = 900; // ms; a database that does not answer is none, and the page has to say so.

const stores = new Map();

export const storeFor = (user) => {
  if (!stores.has(`${user}`)) stores.set(`${user}`, new Store(user));
  return stores.get(`${user}`);
};

/** Every method gives a promise; a write is done when it is on the disk. Keys are in the values. */
class Store {
  #opening = null;

  constructor(user) {
    this.name = `supple-${user}`;
  }

  get(store, key) {
    return this.#read(store, (held) => held.get(key));
  }

  all(store) {
    return this.#read(store, (held) => held.getAll());
  }

  /** All of them or none. */
  put(store, ...values) {
    return this.#write(store, (held) => values.map((value) => held.put(value)));
  }

  delete(store, ...keys) {
    return this.#write(store, (held) => keys.map((key) => held.delete(key)));
  }

  clear(store) {
    return this.#write(store, (held) => [held.clear()]);
  }

  #read(store, ask) {
    return this.#again(async (db) => ask(db.transaction(store).store));
  }

  #write(store, ask) {
    return this.#again(async (db) => {
      const change = db.transaction(store, "readwrite", { durability: "strict" });
      const asked = ask(change.store);
      // Without it the system may cut the write off that a page begins as it is left.
      change.commit?.();
      await Promise.all([...asked, change.done]);
    });
  }

  /** A phone closes the database of a page that sleeps: it is opened anew, and asked once more. */
  async #again(work) {
    try {
      return await inTime(work(await this.#open()));
    } catch (error) {
      if (error.name === "QuotaExceededError") throw error;
      await this.#close();
      return inTime(work(await this.#open()));
    }
  }

  #open() {
    this.#opening ??= this.#openedInTime();
    return this.#opening;
  }

  async #openedInTime() {
    const opened = this.#opened();
    try {
      return await inTime(opened);
    } catch (error) {
      this.#opening = null;
      opened.then((late) => late.close(), () => null);
      throw error;
    }
  }

  #opened() {
    return new Promise((resolve, reject) => {
      const forget = () => (this.#opening = null);
      openDB(this.name, VERSION, {
        upgrade: makeStores,
        blocked: () => reject(new DOMException("An old page is open.", "AbortError")),
        // A newer version in another tab must not wait for this one.
        blocking: () => this.#close(),
        terminated: forget,
      }).then(resolve, reject);
    });
  }

  async #close() {
    const opening = this.#opening;
    this.#opening = null;
    const db = await opening?.catch(() => null);
    db?.close();
  }
}

function makeStores(db) {
  for (const [name, keyPath] of Object.entries(KEYS)) {
    if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, { keyPath });
  }
}

/** The promise, or an error when it takes too long. */
function inTime(promise) {
  let timer = null;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new DOMException("No answer.", "TimeoutError")), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
