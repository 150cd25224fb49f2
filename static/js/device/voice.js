// The voice: what is said of each cue, and a queue that never piles up.

const LOCALE = /^([a-z]+)/i;
const LATE = 2000; // A cue that had to wait for longer is not true any more.
const TOO_LONG = 15000; // Some browsers never tell that a sentence has ended.
const SHORT = 15000; // In a step shorter than this there is no time for where it is done.
const NAMES_THE_SIDE = /\b(left|right) (foot|leg)\b/i;
// These say where the routine is now: what is still being said belongs to the past.
const IMPORTANT = ["lead_in", "change", "swap", "step", "done", "stopped", "waits"];

/** Said once in each routine, in its first step. */
export const STOP_RULE = "Stop at sharp pain or numbness.";

export const isImportant = ({ kind }) => IMPORTANT.includes(kind);

/** The sentences of a cue; `isFirst` in the first step of the routine. */
export function words({ kind, step, say }, isFirst = false) {
  if (kind !== "step") return say;
  const isLong = step.seconds * 1000 > SHORT && step.kind !== "release";
  const place = isLong && !NAMES_THE_SIDE.test(say) ? placeOf(step) : "";
  return [place, say, isFirst ? STOP_RULE : ""].filter(Boolean).join(" ");
}

function placeOf({ side, hand }) {
  const where = [side === "none" ? "" : `${side} foot`, hand].filter(Boolean).join(", ");
  return where ? `${where[0].toUpperCase()}${where.slice(1)}.` : "";
}

/** The voice for `language`: one on this device before one on the network, ours by region. */
export function bestOf(voices, language, preferred = "") {
  const main = (tag) => LOCALE.exec(tag ?? "")?.[1].toLowerCase();
  const same = (tag) => tag?.replace("_", "-").toLowerCase() === preferred.toLowerCase();
  const worth = (voice) =>
    (voice.localService ? 4 : 0) + (same(voice.lang) ? 2 : 0) + (voice.default ? 1 : 0);
  const fit = voices.filter((voice) => main(voice.lang) === main(language));
  return fit.sort((one, other) => worth(other) - worth(one))[0] ?? null;
}

export class Voice {
  /** `synth` is speechSynthesis, `utterance(text)` makes what it speaks. */
  constructor({ synth, utterance, clock = Date.now }) {
    Object.assign(this, { synth, utterance, clock, current: null, waiting: null });
  }

  /** Each cue takes the place of what is still waiting; an important one of what is being said. */
  say(text, { important = false } = {}) {
    this.waiting = null;
    if (!this.#isBusy) return this.#speak(text);
    if (!important) return (this.waiting = { text, at: this.clock() });
    this.synth.cancel();
    this.#speak(text);
  }

  hush() {
    if (!this.current && !this.waiting) return;
    this.current = this.waiting = null;
    this.synth.cancel();
  }

  get #isBusy() {
    if (!this.current || this.clock() - this.current.at > TOO_LONG) return false;
    return this.synth.speaking || this.synth.pending;
  }

  #speak(text) {
    const said = { utterance: this.utterance(text), at: this.clock() };
    const over = () => this.current === said && this.#next();
    Object.assign(said.utterance, { onend: over, onerror: over });
    this.current = said;
    this.synth.speak(said.utterance);
  }

  #next() {
    const { waiting } = this;
    this.current = this.waiting = null;
    if (waiting && this.clock() - waiting.at <= LATE) this.#speak(waiting.text);
  }
}
