// The page's one voice: speechSynthesis in the language of the page, unlocked by a tap.

import { language } from "../gettext.js";
import { bestVoice, Voice } from "./voice.js";
import { volume } from "./volume.js";

const synth = globalThis.speechSynthesis;
const voice = synth ? new Voice({ synth, utterance }) : null;
let isUnlocked = false;

/** @param {string} text */
function utterance(text) {
  return Object.assign(new SpeechSynthesisUtterance(text), { lang: language(), voice: chosenVoice(), volume: volume() });
}

const chosenVoice = () => bestVoice(synth.getVoices(), language(), navigator.language);

/** Whether there is a voice that speaks the language of the page. */
export const hasVoice = () => Boolean(synth && chosenVoice());

/** To be called inside a tap: an empty sentence permits those that come later. */
export function unlockVoice() {
  if (!synth || isUnlocked) return;
  isUnlocked = true;
  synth.speak(new SpeechSynthesisUtterance(""));
}

/** @param {string} text @param {{ important: boolean }} options */
export function speak(text, options) {
  if (isUnlocked) voice?.say(text, options);
}

export const hush = () => voice?.hush();

/** Calls `then` when the browser has loaded its voices, which may be late. @param {() => void} then @param {AbortSignal} signal */
export function onVoicesChanged(then, signal) {
  synth?.addEventListener?.("voiceschanged", then, { signal });
}
