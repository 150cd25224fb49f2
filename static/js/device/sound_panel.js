// The panel of sounds before the start, and the switches in the player's bar.

import { find } from "../dom.js";
import { gettext, language } from "../gettext.js";
import { placeSentences } from "../plan/places.js";
import { unlock } from "./sound.js";
import { hasVoice, onVoicesChanged, speak } from "./speech.js";
import { isOn, onSwitch, setSwitch } from "./switches.js";
import { playNow } from "./tones.js";
import { canVibrate, vibrate } from "./vibration.js";
import { isHeard, volume } from "./volume.js";
import { explainOnce, knownObstacle } from "./wake_lock.js";

/** @type {Record<string, () => boolean>} */
const IS_SUPPORTED = {
  voice: () => "speechSynthesis" in globalThis,
  tones: () => "AudioContext" in globalThis || "webkitAudioContext" in globalThis,
  vibration: canVibrate,
  silent: () => "audioSession" in navigator,
};

/** A step for the test of the voice. */
const EXAMPLE = { side: "left", hand: "right hand" };

/** Connects the switches in `root` to what this device remembers, until `signal`. @param {HTMLElement} root @param {AbortSignal} signal */
export function connectSwitches(root, signal) {
  const switches = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-sound]")]);
  const paint = () => switches.forEach(paintSwitch);
  for (const element of switches) {
    const { sound = "" } = element.dataset;
    /** @type {HTMLElement} */ (element.closest("label") ?? element).hidden = !IS_SUPPORTED[sound]();
    if (isBox(element)) element.addEventListener("change", () => setSwitch(sound, element.checked));
    else element.addEventListener("click", () => setSwitch(sound, !isOn(sound)));
  }
  onSwitch(paint, signal);
  paint();
}

/** @param {HTMLElement} element @returns {element is HTMLInputElement} */
const isBox = (element) => element instanceof HTMLInputElement && element.type === "checkbox";

/** @param {HTMLElement} element */
function paintSwitch(element) {
  const on = isOn(element.dataset.sound ?? "");
  if (isBox(element)) element.checked = on;
  else element.setAttribute("aria-pressed", String(on));
}

/** The panel in `root`: its switches, its test, and what this device cannot do. @param {HTMLElement} root @param {AbortSignal} signal */
export function showSounds(root, signal) {
  if (!root.querySelector("[data-sounds]")) return;
  const panel = find(root, "[data-sounds]");
  const show = (/** @type {string} */ name, /** @type {string} */ text) => {
    const line = find(panel, `[data-sounds-${name}]`);
    line.textContent = text;
    line.hidden = !text && name !== "said";
  };
  const showVoice = () => show("voice", hasVoice() ? "" : noVoiceWords());
  connectSwitches(panel, signal);
  panel.hidden = false;
  show("awake", explainOnce(knownObstacle()));
  showVoice();
  onVoicesChanged(showVoice, signal);
  find(panel, "[data-sounds-test]").addEventListener("click", () => show("said", test()));
}

/** Plays what is switched on, and returns words about it. */
function test() {
  unlock();
  const names = ["voice", "tones", "vibration"].filter((name) => IS_SUPPORTED[name]() && isOn(name));
  const isSilent = volume() === 0 && names.some((name) => name !== "vibration");
  if (isHeard("tones")) playNow("start");
  if (isHeard("voice")) speak(placeSentences(EXAMPLE), { important: true });
  if (names.includes("vibration")) vibrate({ kind: "step" });
  if (isSilent) return gettext("The volume of cues is 0. Turn it up in Settings.");
  return names.length ? gettext("Can’t hear it? Turn up the volume.") : gettext("All sounds are off.");
}

function noVoiceWords() {
  const name = new Intl.DisplayNames(language(), { type: "language" }).of(language());
  return gettext("No %(language)s voice on this device. The tones still work.", { language: name });
}
