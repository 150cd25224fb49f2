// One person's database on this phone: what was entered, and what pages without a network need.

import "../../vendor/idb.js"; // The package's short file, which gives `idb` to the page.

const { openDB } = globalThis.idb;
const VERSION = 1;
const KEYS = { entries: "uuid", kept: "name" };
const PATIENCE = 900; // ms; a database that does not answer counts as none, and the page has to say so.

/** @typedef {import("idb").IDBPDatabase<Rows>} Database */
/** @typedef {{ entries: { key: string, value: EntryRecord }, kept: { key: string, value: KeptRow } }} Rows */
/** @typedef {keyof Rows & ("entries" | "kept")} StoreName */

/** @type {Map<string, Store>} */
const stores = new Map();

/** @param {number | string} user @returns {Store} */
export function storeFor(user) {
  const store = stores.get(`${user}`) ?? new Store(user);
  stores.set(`${user}`, store);
  return store;
}

/** A write is done when it is on the disk. Keys are in the values. */
class Store {
  /** @type {Promise<Database> | null} */
  #opening = null;

  /** @param {number | string} user */
  constructor(user) {
    this.name = `supple-${user}`;
  }

  /** @template {StoreName} S @param {S} store @param {string} key */
  get(store, key) {
    return this.#retried(async (db) => db.transaction(store).store.get(key));
  }

  /** @template {StoreName} S @param {S} store */
  all(store) {
    return this.#retried(async (db) => db.transaction(store).store.getAll());
  }

  /** All of them or none. @template {StoreName} S @param {S} store @param {Rows[S]["value"][]} values */
  put(store, ...values) {
    return this.#write(store, (rows) => values.map((value) => rows.put(value)));
  }

  /** @param {StoreName} store @param {string[]} keys */
  delete(store, ...keys) {
    return this.#write(store, (rows) => keys.map((key) => rows.delete(key)));
  }

  /** @param {StoreName} store */
  clear(store) {
    return this.#write(store, (rows) => [rows.clear()]);
  }

  /**
   * @template {StoreName} S
   * @param {S} store
   * @param {(rows: import("idb").IDBPObjectStore<Rows, [S], S, "readwrite">) => Promise<unknown>[]} change
   */
  #write(store, change) {
    return this.#retried(async (db) => {
      const transaction = db.transaction(store, "readwrite", { durability: "strict" });
      const requests = change(transaction.store);
      // Without it the system may cut off a write that a page begins as it is left.
      transaction.commit?.();
      await Promise.all([...requests, transaction.done]);
    });
  }

  /** Opens the database anew and tries once more: a phone closes that of a page that sleeps. @template T @param {(db: Database) => Promise<T>} work */
  async #retried(work) {
    try {
      return await inTime(work(await this.#open()));
    } catch (error) {
      if (error instanceof Error && error.name === "QuotaExceededError") throw error;
      await this.#close();
      return inTime(work(await this.#open()));
    }
  }

  #open() {
    this.#opening ??= this.#openInTime();
    return this.#opening;
  }

  async #openInTime() {
    const opening = this.#request();
    try {
      return await inTime(opening);
    } catch (error) {
      this.#opening = null;
      opening.then((late) => late.close(), () => null);
      throw error;
    }
  }

  /** @returns {Promise<Database>} */
  #request() {
    return new Promise((resolve, reject) => {
      const callbacks = {
        upgrade: makeStores,
        blocked: () => reject(new DOMException("An old page is open.", "AbortError")),
        // A newer version in another tab must not wait for this one.
        blocking: () => this.#close(),
        terminated: () => (this.#opening = null),
      };
      openDB(this.name, VERSION, callbacks).then(resolve, reject);
    });
  }

  async #close() {
    const opening = this.#opening;
    this.#opening = null;
    const db = await opening?.catch(() => null);
    db?.close();
  }
}

/** @param {import("idb").IDBPDatabase<any>} db */
function makeStores(db) {
  for (const [name, keyPath] of Object.entries(KEYS)) {
    if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, { keyPath });
  }
}

/** The promise, or a TimeoutError when it takes too long. @template T @param {Promise<T>} promise @returns {Promise<T>} */
function inTime(promise) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new DOMException("No answer.", "TimeoutError")), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
