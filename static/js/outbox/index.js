// Keeps each tap on the phone, sends it until an answer names it, and says which of both is true.

import { heard } from "./server_clock.js";
import { askToPersist } from "./persist.js";
import { entriesOf, queueOf, recordOf, removed } from "./queue.js";
import { Records } from "./records.js";
import { Sender } from "./sender.js";
import { uuid } from "./uuid.js";

const LATE = 500; // ms until an entry that is not on the phone yet is called "not saved"

export class Outbox extends EventTarget {
  static #known = new Map();

  /** The one outbox of `user` in this document: what it shows on two pages is the same. */
  static of({ user, url, token }) {
    const key = Number(user);
    if (!this.#known.has(key)) this.#known.set(key, new Outbox({ user: key, url, token }));
    return Object.assign(this.#known.get(key), { url, token });
  }

  constructor({ user, url, token }) {
    super();
    Object.assign(this, { user, url, token, queue: { waiting: [], refused: [] } });
    this.records = new Records(user, () => this.#changed());
    this.sender = new Sender(this, () => this.#tell());
    this.ready = this.records.ready.then(() => this.#changed());
  }

  /** The entry, with its name and its time; seen in `queue` at once. `kept` tells when it is safe. */
  put(fields) {
    const entry = this.#made(fields);
    this.#keep([recordOf(entry, Date.now())]);
    return entry;
  }

  /** As `put`, in place of `old` as long as that waits; it is sent at the next chance, not at once. */
  write(fields, old) {
    const entry = this.#made(fields);
    const gone = old && this.records.all.get(old)?.state === "waiting" ? [removed({ uuid: old }, Date.now())] : [];
    this.#keep([...gone, recordOf(entry, Date.now())], false);
    return entry;
  }

  #made(fields) {
    return { uuid: uuid(), at: this.records.moment(), ...heard(), ...fields };
  }

  #keep(records, isSent = true) {
    this.kept = this.records.set(...records);
    setTimeout(() => this.records.unwritten.size && this.#changed(), LATE);
    if (records.some(({ entry }) => entry?.kind === "finish")) askToPersist();
    if (isSent) this.send();
  }

  /** Every entry of a session that this phone knows, sent ones of the last day too; oldest first. */
  entriesOf(session) {
    return entriesOf(this.records.all.values(), session);
  }

  /** Whether `queue` is everything; `ready` only says that the database was asked once. */
  known() {
    return this.records.known();
  }

  /** A refused entry, corrected: another one, which takes its place; null if it is gone by now. */
  replace(name, fields) {
    const old = this.records.all.get(name);
    if (!old?.entry) return null;
    const entry = { ...old.entry, ...this.#made(fields) };
    this.#keep([removed(old, Date.now()), recordOf(entry, Date.now())]);
    return entry;
  }

  /** Refused entries once more, as they were and when they were: what stood in the way may be gone. */
  again(names) {
    const olds = names.map((name) => this.records.all.get(name)).filter((old) => old?.entry);
    const now = Date.now();
    const news = olds.map(({ entry }) => recordOf({ ...entry, uuid: uuid() }, now));
    this.#keep([...olds.map((old) => removed(old, now)), ...news]);
  }

  /** Takes a refused entry away for good. */
  remove(name) {
    const old = this.records.all.get(name);
    return old ? this.records.set(removed(old, Date.now())) : null;
  }

  /** Signing out: nothing of the person stays, sent or not. */
  forget() {
    return this.records.forget();
  }

  /** A page of the server next to this outbox. */
  beside(path) {
    return new URL(`../${path}`, new URL(this.url, location.href)).pathname;
  }

  /** Resolves when nothing is waiting or the network gave no answer. */
  send() {
    return this.sender.now();
  }

  #changed() {
    this.queue = queueOf(this.records.all.values());
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("state", { detail: this.state }));
  }

  /**
   * `stored`: the phone has all that waits; `failed`: it could not keep it, or takes very long;
   * `isRead`: what was entered before is in it, too.
   */
  get state() {
    const { waiting, refused } = this.queue;
    const held = waiting.map((entry) => this.records.all.get(entry.uuid));
    const unwritten = held.filter((record) => this.records.unwritten.has(record.uuid));
    const isLate = unwritten.some((record) => Math.abs(Date.now() - record.since) >= LATE);
    return {
      waiting: waiting.length,
      refused,
      sending: this.sender.isBusy,
      stored: !unwritten.length,
      isRead: this.records.isRead,
      failed: unwritten.length > 0 && (this.records.failed || isLate),
      problem: this.sender.problem,
      signIn: this.beside("accounts/login/"),
      unsent: this.beside("unsent/"),
    };
  }
}
