// Sends each tap to the server, keeps it on the phone until an answer names it, and says which.

import { add, answered, batch, empty, isAnswer } from "./queue.js";
import { uuid } from "./uuid.js";

const PAUSE = 20_000;
const PATIENCE = 20_000; // A network that never answers is none.

export class Outbox extends EventTarget {
  static #known = new Map();

  /** The one outbox of `user` in this document: a second one would overwrite what the first keeps. */
  static of({ user, url, token }) {
    if (!this.#known.has(user)) this.#known.set(user, new Outbox({ user, url, token }));
    return Object.assign(this.#known.get(user), { url, token });
  }

  constructor({ user, url, token }) {
    super();
    Object.assign(this, { user: Number(user), url, token, sending: null, stored: true });
    this.key = `outbox:${user}`;
    this.queue = this.#read();
    for (const name of ["online", "pageshow"]) addEventListener(name, () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    setInterval(() => this.queue.waiting.length && this.send(), PAUSE);
  }

  put(fields) {
    const entry = { uuid: uuid(), at: new Date().toISOString(), ...fields };
    this.#keep(add(this.queue, entry));
    return this.send();
  }

  /** Resolves when nothing is waiting or the network gave no answer. */
  send() {
    this.sending ??= this.#drain().finally(() => {
      this.sending = null;
      this.#tell();
    });
    return this.sending;
  }

  async #drain() {
    while (this.queue.waiting.length) {
      this.#tell(true);
      const body = await this.#post(batch(this.queue));
      if (!isAnswer(body)) return;
      const left = answered(this.queue, body.results);
      if (left.waiting.length === this.queue.waiting.length) return;
      this.#keep(left);
    }
  }

  async #post(entries) {
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        redirect: "error",
        signal: AbortSignal.timeout?.(PATIENCE),
        headers: { "Content-Type": "application/json", "X-CSRFToken": freshToken() ?? this.token },
        body: JSON.stringify({ user: this.user, entries }),
      });
      return await answer.json();
    } catch {
      return null;
    }
  }

  #read() {
    try {
      return { ...empty, ...JSON.parse(localStorage.getItem(this.key)) };
    } catch {
      return empty;
    }
  }

  #keep(queue) {
    this.queue = queue;
    try {
      localStorage.setItem(this.key, JSON.stringify(queue));
      this.stored = true;
    } catch {
      this.stored = false;
    }
    this.#tell(Boolean(this.sending));
  }

  #tell(sending = false) {
    const { waiting, refused } = this.queue;
    const detail = { waiting: waiting.length, refused, sending, stored: this.stored };
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}

/** Signing in anew changes the token; the cookie has the current one, the page perhaps not. */
const freshToken = () => document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1];
