// Keeps each tap on the phone, sends it until a response names it, and says which of both is true.

import { requestPersistence } from "./persist.js";
import { entriesOf, queueOf, recordOf, tombstoneOf } from "./queue.js";
import { Records } from "./records.js";
import { Sender } from "./sender.js";
import { serverTime } from "./server_clock.js";
import { uuid } from "./uuid.js";

const LATE = 500; // ms until an entry that is not in the database yet is called "not saved"

/** Fires "state" with an OutboxState after each change. */
export class Outbox extends EventTarget {
  /** @type {Map<number, Outbox>} */
  static #byUser = new Map();
  /** @type {Queue} */
  queue = { waiting: [], refused: [] };
  /** Resolves to whether what was put last is in the database. */
  written = Promise.resolve(true);
  /** Whether something is being typed, which its own page shows. */
  isTyping = false;

  /** The one of `user` in this document, so that two parts of a page show the same. @param {{ user?: string | number, url?: string, token: string }} options */
  static of({ user, url = "", token }) {
    const key = Number(user);
    if (!this.#byUser.has(key)) this.#byUser.set(key, new Outbox({ user: key, url, token }));
    return Object.assign(/** @type {Outbox} */ (this.#byUser.get(key)), { url, token });
  }

  /** @param {{ user: number, url: string, token: string }} options */
  constructor({ user, url, token }) {
    super();
    this.user = user;
    this.url = url;
    this.token = token;
    this.records = new Records(user, () => this.#update());
    this.sender = new Sender(this, () => this.#notify());
    this.ready = this.records.ready.then(() => this.#update());
  }

  /** Adds an entry, in `queue` at once, and sends it. @param {EntryFields} fields */
  put(fields) {
    const entry = this.#newEntry(fields);
    this.#save([recordOf(entry, Date.now())]);
    this.send();
    return entry;
  }

  /** Adds an entry to be sent later, in place of the draft `old` if that still waits. @param {EntryFields} fields @param {string} [old] */
  putDraft(fields, old = "") {
    const entry = this.#newEntry(fields);
    const now = Date.now();
    const isWaiting = this.records.all.get(old)?.state === "waiting";
    this.#save([...(isWaiting ? [tombstoneOf({ uuid: old }, now)] : []), recordOf(entry, now)]);
    return entry;
  }

  /** @param {object} fields @returns {Entry} */
  #newEntry(fields) {
    const name = { uuid: uuid(), at: this.records.nextTimestamp(), ...serverTime() };
    return /** @type {Entry} */ ({ ...name, ...fields });
  }

  /** @param {EntryRecord[]} records */
  #save(records) {
    this.written = this.records.set(...records);
    setTimeout(() => this.records.unwritten.size && this.#update(), LATE);
    if (records.some(({ entry }) => entry?.kind === "finish")) requestPersistence();
  }

  /** A session's entries on this phone, also those sent within the last day, oldest first. @param {string} session */
  entriesOf(session) {
    return entriesOf(this.records.all.values(), session);
  }

  /** Puts a corrected entry in place of a refused one; null if that is gone by now. @param {string} name @param {object} fields */
  replace(name, fields) {
    const old = this.records.all.get(name);
    if (!old?.entry) return null;
    const entry = /** @type {Entry} */ ({ ...old.entry, ...this.#newEntry(fields) });
    this.#save([tombstoneOf(old, Date.now()), recordOf(entry, Date.now())]);
    this.send();
    return entry;
  }

  /** Sends refused entries again with their old times: what stood in the way may be gone. @param {string[]} names */
  retry(names) {
    const now = Date.now();
    const records = names.flatMap((name) => {
      const old = this.records.all.get(name);
      return old?.entry ? [tombstoneOf(old, now), recordOf({ ...old.entry, uuid: uuid() }, now)] : [];
    });
    this.#save(records);
    this.send();
  }

  /** Removes a refused entry for good. @param {string} name */
  discard(name) {
    const old = this.records.all.get(name);
    return old ? this.records.set(tombstoneOf(old, Date.now())) : null;
  }

  /** The path of a page of the server, relative to the app's root. @param {string} path */
  siblingUrl(path) {
    return new URL(`../${path}`, new URL(this.url, location.href)).pathname;
  }

  /** Resolves when nothing is waiting or the network gave no response. */
  send() {
    return this.sender.sendNow();
  }

  #update() {
    this.queue = queueOf(this.records.all.values());
    this.#notify();
  }

  #notify() {
    this.dispatchEvent(new CustomEvent("state", { detail: this.state }));
  }

  /**
   * `stored`: the database has all that waits; `failed`: it could not be written, or takes very long;
   * `isRead`: what was entered on earlier pages is in it, too.
   *
   * @returns {OutboxState}
   */
  get state() {
    const { waiting, refused } = this.queue;
    const { all, unwritten, failed, isRead } = this.records;
    const unstored = waiting.flatMap((entry) => (unwritten.has(entry.uuid) ? (all.get(entry.uuid) ?? []) : []));
    const isLate = unstored.some(({ since }) => Math.abs(Date.now() - since) >= LATE);
    return {
      waiting: waiting.length,
      refused,
      sending: this.sender.isBusy,
      stored: !unstored.length,
      isRead,
      failed: unstored.length > 0 && (failed || isLate),
      problem: this.sender.problem,
      signIn: this.siblingUrl("accounts/login/"),
      unsent: this.siblingUrl("unsent/"),
    };
  }
}
