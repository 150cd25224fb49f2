// Everything the player lets hear and feel: voice, tones and vibration, as their switches say.

import { hasVoice, hush, speak, unlockVoice } from "./speech.js";
import { isOn, whenTurned } from "./switches.js";
import { follow, rest, setLoudness, tonesRun, unlockTones } from "./tones.js";
import { isSitting } from "../plan/timeline.js";
import { canVibrate, vibrate } from "./vibration.js";
import { isImportant, words } from "./voice.js";

const HELD_BACK = 2000; // So long the browser may take to let tones through after the tap.

let unlockedAt = null;

/** To be called inside a tap; from then on this page may speak and sound. */
export function unlock() {
  unlockedAt = Date.now();
  if (isOn("tones")) unlockTones(isOn("silent"));
  if (isOn("voice")) unlockVoice();
}

export const isUnlocked = () => unlockedAt !== null;

/** Whether only a tap is missing for what is switched on to be heard. */
export function isLocked(now = Date.now()) {
  if (!isUnlocked()) return isOn("voice") || isOn("tones");
  return isOn("tones") && !tonesRun() && now - unlockedAt > HELD_BACK;
}

/** Whether the voice is heard, so that a screen reader need not say the same. */
export const isSpeaking = () => isUnlocked() && isOn("voice") && hasVoice();

export class Sound {
  constructor(plan, signal) {
    this.first = plan.routine?.steps[0]?.key;
    // It is a rule for stretching; whoever sits still hears none.
    this.hasSaidStopRule = isSitting(plan.routine);
    this.mode = "";
    whenTurned(() => this.#turned(), signal);
    signal.addEventListener("abort", () => this.stop());
  }

  /** With each new state: the tones that it has ahead. */
  follow(state) {
    if (state.mode === "paused" && this.mode !== "paused") hush();
    this.mode = state.mode;
    follow(isOn("tones") ? state : null);
  }

  /** With each cue: what is said and felt of it, after the sentence `before`. */
  tell(cue, before = "") {
    if (!isUnlocked()) return;
    if (isOn("vibration") && canVibrate()) vibrate(cue);
    if (!isOn("voice")) return;
    const isFirst = cue.kind === "step" && cue.step.key === this.first && !this.hasSaidStopRule;
    this.hasSaidStopRule ||= isFirst;
    const text = [before, words(cue, isFirst)].filter(Boolean).join(" ");
    speak(text, { important: isImportant(cue) });
  }

  stop() {
    hush();
    rest();
  }

  #turned() {
    if (isUnlocked()) unlock();
    if (!isOn("voice")) hush();
    setLoudness(isOn("silent"));
  }
}
