// Delivers what waits: when, how much at once, and how long to leave a server alone that failed.

import { LONGEST, pause } from "./backoff.js";
import { post } from "./post.js";
import { answered, batch } from "./queue.js";
import { withTabLock } from "./tab_lock.js";
import { onTriggers } from "./triggers.js";

const MOST = 200;
const SMALL = 50_000; // What a page that is left may still send.

export class Sender {
  #sending = null;
  #failures = 0;
  #next = 0;
  #hold = 0;
  #most = MOST;
  #timer = null;

  /** `told` is called when something changes that the person should know. */
  constructor(outbox, told) {
    Object.assign(this, { outbox, told, isBusy: false, problem: "" });
    onTriggers({ now: () => this.now(), leaving: () => this.#leave(), tick: () => this.#tick() });
  }

  get #waiting() {
    return this.outbox.queue.waiting;
  }

  /** At once, unless the server asked for time. */
  now() {
    this.#failures = 0;
    this.#next = this.#hold;
    return this.#start();
  }

  /** No pause is longer than LONGEST: if it seems so, the clock was put back. */
  #isBefore(moment) {
    const left = moment - Date.now();
    return left > 0 && left <= LONGEST;
  }

  #start() {
    this.#sending ??= this.#drain();
    return this.#sending;
  }

  async #drain() {
    const { records, ready, user } = this.outbox;
    await ready;
    // A database that was slow as the page began may hold more that waits.
    if (!records.isRead) records.reload().then((isRead) => isRead && this.now());
    // What the phone cannot keep is sent all the same.
    await records.write();
    let goesOn = true;
    while (goesOn && this.#waiting.length && !this.#isBefore(this.#hold)) {
      this.#show(true);
      goesOn = await withTabLock(`outbox-${user}`, () => this.#deliver()).catch(() => this.#failed());
    }
    this.#sending = null;
    this.#show(false);
  }

  async #deliver() {
    while (this.#waiting.length) {
      const entries = batch(this.#waiting, this.#most);
      if (!this.#take(await this.#post(entries), entries)) return false;
      await this.outbox.records.write();
    }
    return true;
  }

  #post(entries) {
    const { url, user, token } = this.outbox;
    return post(url, { user, entries, token, kit: this.outbox.beside("offline/kit/") });
  }

  /** Whether to go on at once. */
  #take({ kind, results = [], reason, wait }, entries) {
    if (kind === "refused" && entries.length > 1) {
      // One of them cannot even be read: the halves are tried until it stands alone.
      this.#most = Math.ceil(entries.length / 2);
      return true;
    }
    const { records } = this.outbox;
    const isAlone = kind === "refused";
    if (isAlone) this.#most = MOST;
    const named = isAlone ? [{ uuid: entries[0].uuid, status: "rejected", reason }] : results;
    const sent = entries.map((entry) => records.all.get(entry.uuid)).filter(Boolean);
    const changed = answered(sent, named, Date.now());
    if (!changed.length) return this.#isDone(sent) || this.#failed(wait, kind);
    Object.assign(this, { problem: "" });
    this.#failures = this.#next = this.#hold = 0;
    records.set(...changed);
    return true;
  }

  /** Meanwhile another tab may have delivered them. */
  #isDone(sent) {
    return sent.every((record) => record.state !== "waiting");
  }

  #failed(wait = 0, kind = "none") {
    const now = Date.now();
    if (kind === "sign in" || kind === "other") this.problem = kind;
    this.#failures += 1;
    this.#hold = wait ? now + wait : 0;
    this.#next = now + Math.max(wait, pause(this.#failures, Math.random()));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), this.#next - now);
    return false;
  }

  #tick() {
    const { unwritten, isRead } = this.outbox.records;
    const hasWork = this.#waiting.length || unwritten.size || !isRead;
    if (hasWork && !this.#isBefore(this.#next)) this.#start();
  }

  /** A last attempt that outlives the page; what the phone has stays there until an answer comes. */
  async #leave() {
    const entries = batch(this.#waiting, MOST, SMALL);
    if (!entries.length || this.#isBefore(this.#hold)) return;
    const { kind, results } = await this.#post(entries);
    if (kind === "answer") this.#take({ kind, results }, entries);
  }

  #show(isBusy) {
    this.isBusy = isBusy;
    this.told();
  }
}
