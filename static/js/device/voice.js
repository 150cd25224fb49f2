// The voice: what is said of each cue, and a queue that never piles up.

import { gettext, pgettext } from "../gettext.js";
import { placeSentences, sentences } from "../plan/places.js";

const LOCALE = /^([a-z]+)/i;
const LATE = 2000; // ms; a cue that had to wait for longer is no longer true.
const TOO_LONG = 15000; // ms; some browsers never report that a sentence has ended.
const SHORT = 15000; // ms; in a shorter step there is no time to say where it is done.
// These say where the routine is now: what is still being said belongs to the past.
const IMPORTANT = ["lead_in", "change", "swap", "step", "done", "stopped", "waits"];

/** Said once in each routine, in its first step. */
export const stopRule = () => gettext("Stop at sharp pain or numbness.");

/** @param {{ kind: string }} cue */
export const isImportant = ({ kind }) => IMPORTANT.includes(kind);

/** The sentences of a cue, with the stop rule after them if it is due. @param {Cue} cue */
export function spokenCue({ kind, step, say }, hasStopRule = false) {
  if (kind !== "step" || !step) return say;
  const isLong = step.seconds * 1000 > SHORT && step.kind !== "release";
  const place = isLong && !namesTheSide(say) ? placeSentences(step) : "";
  return sentences(place, say, hasStopRule ? stopRule() : "");
}

/** @param {string} say */
function namesTheSide(say) {
  const names = pgettext("how a cue names a side, with | between", "left foot|right foot|left leg|right leg");
  return names.split("|").some((name) => say.toLowerCase().includes(name));
}

/**
 * The best voice for `language`: one on this device before one on the network, `preferred` by region.
 *
 * @param {SpeechSynthesisVoice[]} voices @param {string} language
 */
export function bestVoice(voices, language, preferred = "") {
  const main = (/** @type {string} */ tag) => LOCALE.exec(tag ?? "")?.[1].toLowerCase();
  const isPreferred = (/** @type {string} */ tag) => tag?.replace("_", "-").toLowerCase() === preferred.toLowerCase();
  const rank = (/** @type {SpeechSynthesisVoice} */ voice) =>
    (voice.localService ? 4 : 0) + (isPreferred(voice.lang) ? 2 : 0) + (voice.default ? 1 : 0);
  const fit = voices.filter((voice) => main(voice.lang) === main(language));
  return fit.sort((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** @typedef {Pick<SpeechSynthesis, "speak" | "cancel" | "speaking" | "pending">} Synth */

export class Voice {
  /** What is being said, since when. @type {{ utterance: SpeechSynthesisUtterance, at: number } | null} */
  current = null;
  /** @type {{ text: string, at: number } | null} */
  waiting = null;

  /** @param {{ synth: Synth, utterance: (text: string) => SpeechSynthesisUtterance, clock?: () => number }} parts */
  constructor({ synth, utterance, clock = Date.now }) {
    this.synth = synth;
    this.utterance = utterance;
    this.clock = clock;
  }

  /** Each sentence replaces the one that waits; an important one also what is being said. @param {string} text */
  say(text, { important = false } = {}) {
    this.waiting = null;
    if (!this.#isBusy) return this.#speak(text);
    if (!important) return void (this.waiting = { text, at: this.clock() });
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

  /** @param {string} text */
  #speak(text) {
    const sentence = { utterance: this.utterance(text), at: this.clock() };
    const onEnd = () => {
      if (this.current === sentence) this.#next();
    };
    Object.assign(sentence.utterance, { onend: onEnd, onerror: onEnd });
    this.current = sentence;
    this.synth.speak(sentence.utterance);
  }

  #next() {
    const { waiting } = this;
    this.current = this.waiting = null;
    if (waiting && this.clock() - waiting.at <= LATE) this.#speak(waiting.text);
  }
}
