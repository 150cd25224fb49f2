// Everything the player lets people hear and feel: voice, tones and vibration, as their switches say.

import { sentences } from "../plan/places.js";
import { isSitting } from "../plan/timeline.js";
import { hasVoice, hush, speak, unlockVoice } from "./speech.js";
import { isOn, onSwitch } from "./switches.js";
import { areTonesRunning, schedule, setLoudness, stopTones, unlockTones } from "./tones.js";
import { canVibrate, vibrate } from "./vibration.js";
import { isImportant, spokenCue } from "./voice.js";
import { isHeard } from "./volume.js";

const STARTING = 2000; // ms that a browser may take to let tones through after the tap

/** @type {number | null} */
let unlockedAt = null;

/** To be called inside a tap; from then on this page may speak and sound. */
export function unlock() {
  unlockedAt = Date.now();
  if (isHeard("tones")) unlockTones(isOn("silent"));
  if (isHeard("voice")) unlockVoice();
}

export const isUnlocked = () => unlockedAt !== null;

/** Whether something that is switched on is silent only because a tap is missing. */
export function isLocked(now = Date.now()) {
  if (unlockedAt === null) return isHeard("voice") || isHeard("tones");
  return isHeard("tones") && !areTonesRunning() && now - unlockedAt > STARTING;
}

/** Whether the voice is heard, so that a screen reader need not say the same. */
export const isSpeaking = () => isUnlocked() && isHeard("voice") && hasVoice();

export class Sound {
  /** @param {PlayerPlan} plan @param {AbortSignal} signal ends it */
  constructor(plan, signal) {
    this.firstStep = plan.routine?.steps[0]?.key;
    // It is a rule for stretching; somebody who sits still does not need it.
    this.hasSaidStopRule = isSitting(plan.routine);
    this.mode = "";
    onSwitch(() => this.#switched(), signal);
    signal.addEventListener("abort", () => this.stop());
  }

  /** Schedules the tones that a new state has ahead. @param {PlayerState} state */
  follow(state) {
    if (state.mode === "paused" && this.mode !== "paused") hush();
    this.mode = state.mode;
    schedule(isHeard("tones") ? state : null);
  }

  /** Says and vibrates a cue, after the sentence `before`. @param {Cue} cue */
  play(cue, before = "") {
    if (!isUnlocked()) return;
    if (isOn("vibration") && canVibrate()) vibrate(cue);
    if (!isHeard("voice")) return;
    const hasStopRule = cue.kind === "step" && cue.step?.key === this.firstStep && !this.hasSaidStopRule;
    this.hasSaidStopRule ||= hasStopRule;
    speak(sentences(before, spokenCue(cue, hasStopRule)), { important: isImportant(cue) });
  }

  stop() {
    hush();
    stopTones();
  }

  #switched() {
    if (isUnlocked()) unlock();
    if (!isHeard("voice")) hush();
    setLoudness(isOn("silent"));
  }
}
