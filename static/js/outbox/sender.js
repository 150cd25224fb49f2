// Delivers what waits: when, how much at once, and how long to leave a server alone that failed.

import { backoff, LONGEST } from "./backoff.js";
import { post } from "./post.js";
import { applyResults, nextBatch } from "./queue.js";
import { withTabLock } from "./tab_lock.js";

const INTERVAL = 20_000; // ms
const MOST = 200;
const LAST_BYTES = 50_000; // what a page that is left may still send

export class Sender {
  /** @type {Promise<void> | null} */
  #sending = null;
  #failures = 0;
  #nextTry = 0; // for attempts of its own; a trigger need not wait for it
  #notBefore = 0; // what the server asked for
  #batchSize = MOST;
  #timer = 0;
  isBusy = false;
  /** Why the server does not take anything from this person: "sign in", "other" or "". */
  problem = "";

  /** @param {import("./index.js").Outbox} outbox @param {() => void} onChange */
  constructor(outbox, onChange) {
    this.outbox = outbox;
    this.onChange = onChange;
    // At each event after which there may be a network again, as the page is hidden, and regularly.
    for (const name of ["online", "pageshow"]) addEventListener(name, () => this.sendNow());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#flush() : this.sendNow()));
    setInterval(() => this.#tick(), INTERVAL);
  }

  get #waiting() {
    return this.outbox.queue.waiting;
  }

  /** At once, unless the server asked for time. */
  sendNow() {
    this.#failures = 0;
    this.#nextTry = this.#notBefore;
    return this.#start();
  }

  /** No pause is longer than LONGEST: if it seems so, the clock was put back. @param {number} time */
  #isBefore(time) {
    const ms = time - Date.now();
    return ms > 0 && ms <= LONGEST;
  }

  #start() {
    this.#sending ??= this.#drain();
    return this.#sending;
  }

  async #drain() {
    const { records, ready, user } = this.outbox;
    await ready;
    // A database that was slow when the page began may hold more that waits.
    if (!records.isRead) records.reload().then((isRead) => (isRead ? this.sendNow() : undefined));
    // What the phone cannot store is sent all the same.
    await records.write();
    let hasMore = true;
    while (hasMore && this.#waiting.length && !this.#isBefore(this.#notBefore)) {
      this.#setBusy(true);
      hasMore = await withTabLock(`outbox-${user}`, () => this.#deliver()).catch(() => this.#retryLater());
    }
    this.#sending = null;
    this.#setBusy(false);
  }

  async #deliver() {
    while (this.#waiting.length) {
      const entries = nextBatch(this.#waiting, this.#batchSize);
      if (!this.#apply(await this.#post(entries), entries)) return false;
      await this.outbox.records.write();
    }
    return true;
  }

  /** @param {Entry[]} entries */
  #post(entries) {
    const { url, user, token } = this.outbox;
    return post(url, { user, entries, token, tokenFrom: this.outbox.siblingUrl("offline/kit/") });
  }

  /** Whether to send the next batch at once. @param {Outcome} outcome @param {Entry[]} entries */
  #apply({ kind, results = [], reason, wait }, entries) {
    if (kind === "refused" && entries.length > 1) {
      // One of them cannot even be parsed: halves are tried until it stands alone.
      this.#batchSize = Math.ceil(entries.length / 2);
      return true;
    }
    const isAlone = kind === "refused";
    if (isAlone) this.#batchSize = MOST;
    const { records } = this.outbox;
    const applied = isAlone ? [{ uuid: entries[0].uuid, status: "rejected", reason }] : results;
    const sent = entries.flatMap((entry) => records.all.get(entry.uuid) ?? []);
    const changed = applyResults(sent, applied, Date.now());
    // Where nothing changed, another tab may have delivered them meanwhile.
    if (!changed.length) return sent.every(({ state }) => state !== "waiting") || this.#retryLater(wait, kind);
    this.problem = "";
    this.#failures = this.#nextTry = this.#notBefore = 0;
    records.set(...changed);
    return true;
  }

  #retryLater(wait = 0, kind = "none") {
    const now = Date.now();
    if (kind === "sign in" || kind === "other") this.problem = kind;
    this.#failures += 1;
    this.#notBefore = wait ? now + wait : 0;
    this.#nextTry = now + Math.max(wait, backoff(this.#failures, Math.random()));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), this.#nextTry - now);
    return false;
  }

  #tick() {
    const { unwritten, isRead } = this.outbox.records;
    const hasWork = this.#waiting.length || unwritten.size || !isRead;
    if (hasWork && !this.#isBefore(this.#nextTry)) this.#start();
  }

  /** A last attempt that outlives the page. Entries stay on the phone until a response names them. */
  async #flush() {
    const entries = nextBatch(this.#waiting, MOST, LAST_BYTES);
    if (!entries.length || this.#isBefore(this.#notBefore)) return;
    const outcome = await this.#post(entries);
    if (outcome.kind === "answer") this.#apply(outcome, entries);
  }

  /** @param {boolean} isBusy */
  #setBusy(isBusy) {
    this.isBusy = isBusy;
    this.onChange();
  }
}
