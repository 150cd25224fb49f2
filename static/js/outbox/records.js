// What one person entered on this phone, in memory and in the database, which may come and go.

import { DAY, isExpired, isUnsent, mergeRecords, nextTime, tombstoneOf } from "./queue.js";
import { storeFor } from "./store.js";

const LAST_TIME = "entered"; // in localStorage, the time of this phone's last entry
const ROUTINES = "player:"; // in localStorage, the state of a session's player
const TRIES = 8; // A browser that was just started takes seconds to open a database.

export class Records {
  /** @type {Promise<boolean> | null} */
  #writing = null;
  /** @type {Promise<boolean> | null} */
  #loading = null;
  #last = 0;
  /** @type {Map<string, EntryRecord>} */
  all = new Map();
  /** The uuids of records that the database does not have as they are here. @type {Set<string>} */
  unwritten = new Set();
  /** Whether the last write failed. */
  failed = false;
  /** Whether the database was read, so that `all` is all. */
  isRead = false;

  /** @param {number} user @param {() => void} onChange */
  constructor(user, onChange) {
    this.onChange = onChange;
    this.store = storeFor(user);
    this.channel = channelOf(`outbox-${user}`, () => this.reload());
    this.ready = this.#load();
  }

  /** The time of the next entry, later than any before, also of another tab or an earlier page. */
  nextTimestamp() {
    const now = Date.now();
    const stored = Number(attempt(() => localStorage.getItem(LAST_TIME)));
    const last = Math.max(this.#last, stored || 0);
    // If the clock was wrong for one tap, later entries need not follow that tap once it is sent.
    const time = nextTime(last - now > DAY ? this.#lastUnsent() : last, now);
    this.#last = time;
    attempt(() => localStorage.setItem(LAST_TIME, String(time)));
    return new Date(time).toISOString();
  }

  #lastUnsent() {
    return Math.max(0, ...[...this.all.values()].filter(isUnsent).map(timeOf));
  }

  /** In memory at once; the promise tells whether the database has them. @param {EntryRecord[]} records */
  set(...records) {
    for (const record of records) {
      this.all.set(record.uuid, record);
      this.unwritten.add(record.uuid);
    }
    this.onChange();
    return this.write();
  }

  write() {
    if (this.unwritten.size) this.#writing ??= this.#writeAll();
    return this.#writing ?? Promise.resolve(true);
  }

  async #writeAll() {
    try {
      while (this.unwritten.size) await this.#writeOnce();
      this.failed = false;
      this.channel?.postMessage("changed");
    } catch {
      this.failed = true;
    }
    this.#writing = null;
    this.onChange();
    return !this.failed;
  }

  async #writeOnce() {
    const records = [...this.unwritten].flatMap((uuid) => this.all.get(uuid) ?? []);
    await this.store.put("entries", ...records);
    for (const record of records) {
      // Changed while it was written, it has to be written once more.
      if (this.all.get(record.uuid) === record) this.unwritten.delete(record.uuid);
    }
    if (!records.length) this.unwritten.clear();
  }

  /** Reads what other tabs wrote. */
  async reload() {
    const stored = await this.store.all("entries").catch(() => null);
    if (!stored) return false;
    this.isRead = true;
    const names = new Set(stored.map(({ uuid }) => uuid));
    this.all = mergeRecords(this.all, stored, this.unwritten);
    for (const record of this.all.values()) {
      if (!names.has(record.uuid)) this.unwritten.add(record.uuid);
      else if (isUnsent(record)) this.#last = Math.max(this.#last, timeOf(record));
    }
    this.onChange();
    await this.write();
    return true;
  }

  /** Resolves to whether `all` is all; `ready` only says that the database was tried once. */
  whenLoaded() {
    this.#loading ??= this.#reloadInTries().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #reloadInTries() {
    await this.ready;
    for (let tries = 0; !this.isRead && tries < TRIES; tries += 1) await this.reload();
    return this.isRead;
  }

  async #load() {
    await this.reload();
    const expired = [...this.all.values()].filter((record) => isExpired(record, Date.now())).map(({ uuid }) => uuid);
    for (const uuid of expired) this.all.delete(uuid);
    if (expired.length) await this.store.delete("entries", ...expired).catch(() => null);
  }

  /** Leaves nothing of the person on this phone but the names of entries. */
  async erase() {
    attempt(() => localStorage.setItem("user", ""));
    const routines = attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(ROUTINES)));
    for (const key of routines ?? []) localStorage.removeItem(key);
    await this.set(...[...this.all.values()].map((record) => tombstoneOf(record, Date.now())));
    await this.store.clear("kept").catch(() => null);
  }
}

/** @param {EntryRecord} record */
const timeOf = ({ entry }) => Date.parse(entry?.at ?? "") || 0;

/** @param {string} name @param {() => void} onMessage */
function channelOf(name, onMessage) {
  if (!globalThis.BroadcastChannel) return null;
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", onMessage);
  return channel;
}

/** Null where a browser refuses its storage, or has none. @template T @param {() => T} action */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
