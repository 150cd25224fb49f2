// The panel of sounds before the start, and the two switches in the player's bar.

import { obstacle, tellOnce } from "./wake_lock.js";
import { unlock } from "./sound.js";
import { hasVoice, speak, whenVoicesCome } from "./speech.js";
import { isOn, turn, whenTurned } from "./switches.js";
import { playNow } from "./tones.js";
import { canVibrate, vibrate } from "./vibration.js";

const THERE = {
  voice: () => "speechSynthesis" in globalThis,
  tones: () => "AudioContext" in globalThis || "webkitAudioContext" in globalThis,
  vibration: canVibrate,
  silent: () => "audioSession" in navigator,
};
const SAMPLE = { kind: "step" };

/** Joins every switch in `root` to what this device remembers; ends with `signal`. */
export function joinSwitches(root, signal) {
  const switches = [...root.querySelectorAll("[data-sound]")];
  const paint = () => switches.forEach(paintSwitch);
  for (const one of switches) {
    hideMissing(one);
    const isBox = one.type === "checkbox";
    const turned = () => turn(one.dataset.sound, isBox ? one.checked : !isOn(one.dataset.sound));
    one.addEventListener(isBox ? "change" : "click", turned);
  }
  whenTurned(paint, signal);
  paint();
}

function paintSwitch(one) {
  const on = isOn(one.dataset.sound);
  if (one.type === "checkbox") one.checked = on;
  else one.setAttribute("aria-pressed", String(on));
}

/** What a device does not have, it does not offer. */
function hideMissing(one) {
  (one.closest("label") ?? one).hidden = !THERE[one.dataset.sound]();
}

/** The panel in `root`: its switches, its test, and what this device cannot do. */
export function showSounds(root, signal) {
  const panel = root.querySelector("[data-sounds]");
  if (!panel) return;
  const show = (name, text) => {
    const line = panel.querySelector(`[data-sounds-${name}]`);
    line.textContent = text;
    line.hidden = !text && name !== "said";
  };
  const sayVoice = () => show("voice", hasVoice() ? "" : "This device has no English voice.");
  joinSwitches(panel, signal);
  panel.hidden = false;
  show("awake", tellOnce(obstacle()));
  sayVoice();
  whenVoicesCome(sayVoice, signal);
  panel.querySelector("[data-sounds-test]").addEventListener("click", () => show("said", test()));
}

/** Lets hear and feel what is switched on, and gives it in words. */
function test() {
  unlock();
  const names = ["voice", "tones", "vibration"].filter((name) => THERE[name]() && isOn(name));
  if (names.includes("tones")) playNow("start");
  if (names.includes("voice")) speak("Left foot. Right hand.", { important: true });
  if (names.includes("vibration")) vibrate(SAMPLE);
  return names.length ? "Nothing heard? Turn the volume up." : "All sounds are off.";
}
