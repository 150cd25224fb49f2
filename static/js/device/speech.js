// The page's one voice: speechSynthesis in the language of the page, unlocked by a tap.

import { bestOf, Voice } from "./voice.js";

const synth = globalThis.speechSynthesis;
const voice = synth ? new Voice({ synth, utterance }) : null;
let isUnlocked = false;

function utterance(text) {
  const made = new SpeechSynthesisUtterance(text);
  const { lang } = document.documentElement;
  made.lang = lang;
  made.voice = chosen();
  return made;
}

const chosen = () =>
  bestOf(synth.getVoices(), document.documentElement.lang, navigator.language);

/** Whether there is a voice that speaks the language of the page. */
export const hasVoice = () => Boolean(synth && chosen());

/** To be called inside a tap: an empty sentence opens the way for those that come later. */
export function unlockVoice() {
  if (!synth || isUnlocked) return;
  isUnlocked = true;
  synth.speak(new SpeechSynthesisUtterance(""));
}

export function speak(text, options) {
  if (isUnlocked) voice.say(text, options);
}

export const hush = () => voice?.hush();

/** Calls `then` when the browser has found its voices, which may be late. */
export function whenVoicesCome(then, signal) {
  synth?.addEventListener?.("voiceschanged", then, { signal });
}
