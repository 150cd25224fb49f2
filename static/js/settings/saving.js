// Sends changes one after the other, the newest of each setting, so that none can overtake another.

/** @typedef {Record<string, string | number | boolean>} Settings */
/** What the server answers: what it has, at what time, and why it took nothing. @typedef {{ stored: Settings, at: string, error?: string }} Answer */
/**
 * @typedef {object} Listeners
 * @property {() => void} begun
 * @property {(stored: Settings, sent: Settings, at: string) => void} saved
 * @property {(stored: Settings, why: string) => void} refused `why` is empty where the server did not answer
 * @property {() => void} rested nothing is left to send
 */

export class Saving {
  /** Changed, and not sent yet. @type {Settings} */
  #waiting = {};
  #isSending = false;

  /**
   * @param {Settings} stored what the server has, as far as it is known
   * @param {(changes: Settings) => Promise<Answer | null>} post null where there was no answer
   * @param {Listeners} listeners
   */
  constructor(stored, post, listeners) {
    this.stored = stored;
    this.post = post;
    this.listeners = listeners;
  }

  /** @param {string} name */
  isWaiting(name) {
    return name in this.#waiting;
  }

  /** @param {string} name @param {string} value */
  async change(name, value) {
    this.#waiting[name] = value;
    if (this.#isSending) return;
    this.#isSending = true;
    this.listeners.begun();
    while (Object.keys(this.#waiting).length) await this.#send(this.#take());
    this.#isSending = false;
    this.listeners.rested();
  }

  /** Whoever leaves the page takes nothing back that was changed on it. */
  sendTheRest() {
    const rest = this.#take();
    if (Object.keys(rest).length) this.post(rest);
  }

  #take() {
    const taken = this.#waiting;
    this.#waiting = {};
    return taken;
  }

  /** @param {Settings} changes */
  async #send(changes) {
    const answer = await this.post(changes);
    this.stored = answer?.stored ?? this.stored;
    if (answer && !answer.error) this.listeners.saved(this.stored, changes, answer.at);
    else this.listeners.refused(this.stored, answer?.error ?? "");
  }
}
