// What one person entered on this phone, in memory and in the database, which may come and go.

import { DAY, isOld, isUnsent, later, merged, removed } from "./queue.js";
import { storeFor } from "./store.js";

const ENTERED = "entered"; // in localStorage, the moment of the last entry of this phone
const ROUTINES = "player:"; // in localStorage, how far the routine of a session is
const TRIES = 8; // A browser that was just started takes seconds to open a database.

export class Records {
  #writing = null;
  #reading = null;
  #last = 0;

  constructor(user, changed) {
    Object.assign(this, { user, changed, all: new Map(), unwritten: new Set(), failed: false, isRead: false });
    this.store = storeFor(user);
    this.channel = channelOf(`outbox-${user}`, () => this.reload());
    this.ready = this.#load();
  }

  /** An entry's time. Two tabs share the last one, and so does a page that comes later. */
  moment() {
    const now = Date.now();
    const kept = Number(attempt(() => localStorage.getItem(ENTERED)));
    const last = Math.max(this.#last, kept || 0);
    // A clock that was wrong for one tap must not date everything after it, once that tap is sent.
    const at = later(last - now > DAY ? this.#lastUnsent() : last, now);
    this.#last = at;
    attempt(() => localStorage.setItem(ENTERED, String(at)));
    return new Date(at).toISOString();
  }

  #lastUnsent() {
    const unsent = [...this.all.values()].filter(isUnsent);
    return Math.max(0, ...unsent.map(({ entry }) => Date.parse(entry.at) || 0));
  }

  /** Seen at once; the promise tells whether the database has it. */
  set(...records) {
    for (const record of records) {
      this.all.set(record.uuid, record);
      this.unwritten.add(record.uuid);
    }
    this.changed();
    return this.write();
  }

  write() {
    if (this.unwritten.size) this.#writing ??= this.#written();
    return this.#writing ?? Promise.resolve(true);
  }

  async #written() {
    try {
      while (this.unwritten.size) await this.#writeOnce();
      this.failed = false;
      this.channel?.postMessage("changed");
    } catch {
      this.failed = true;
    }
    this.#writing = null;
    this.changed();
    return !this.failed;
  }

  async #writeOnce() {
    const records = [...this.unwritten].map((uuid) => this.all.get(uuid)).filter(Boolean);
    await this.store.put("entries", ...records);
    for (const record of records) {
      if (this.all.get(record.uuid) === record) this.unwritten.delete(record.uuid);
    }
    if (!records.length) this.unwritten.clear();
  }

  /** Reads what other tabs wrote. */
  async reload() {
    const held = await this.store.all("entries").catch(() => null);
    if (!held) return false;
    this.isRead = true;
    const names = new Set(held.map(({ uuid }) => uuid));
    this.all = merged(this.all, held, this.unwritten);
    for (const record of this.all.values()) {
      if (!names.has(record.uuid)) this.unwritten.add(record.uuid);
      else if (isUnsent(record)) this.#last = Math.max(this.#last, Date.parse(record.entry.at) || 0);
    }
    this.changed();
    await this.write();
    return true;
  }

  /** Whether `all` is all: until then nothing found means nothing. Waits as long as it is worth it. */
  known() {
    this.#reading ??= this.#readInTries().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readInTries() {
    await this.ready;
    for (let tries = 0; !this.isRead && tries < TRIES; tries += 1) await this.reload();
    return this.isRead;
  }

  async #load() {
    await this.reload();
    const old = [...this.all.values()].filter((record) => isOld(record, Date.now()));
    for (const { uuid } of old) this.all.delete(uuid);
    if (old.length) await this.store.delete("entries", ...old.map(({ uuid }) => uuid)).catch(() => null);
  }

  /** Leaves nothing of the person on this phone but the names of entries. */
  async forget() {
    attempt(() => localStorage.setItem("user", ""));
    const routines = attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(ROUTINES)));
    for (const key of routines ?? []) localStorage.removeItem(key);
    await this.set(...[...this.all.values()].map((record) => removed(record, Date.now())));
    await this.store.clear("kept").catch(() => null);
  }
}

function channelOf(name, heard) {
  if (!globalThis.BroadcastChannel) return null;
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", heard);
  return channel;
}

/** A browser may refuse its storage, or not have it. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
