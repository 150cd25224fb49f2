// Which sounds are on: remembered on this device, shown by every switch on the page.

const KEY = "sounds";
const DEFAULTS = { voice: true, tones: true, vibration: true, silent: false };

const changes = new EventTarget();
/** @type {Record<string, boolean> | null} */
let switches = null;

function read() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

/** Whether the switch "voice", "tones", "vibration" or "silent" is on. @param {string} name */
export function isOn(name) {
  switches ??= read();
  return Boolean(switches?.[name]);
}

/** @param {string} name @param {boolean} on */
export function setSwitch(name, on) {
  switches = { ...read(), [name]: on };
  try {
    localStorage.setItem(KEY, JSON.stringify(switches));
  } catch {
    // Not remembered, but true for as long as the page is open.
  }
  changes.dispatchEvent(new Event("switched"));
}

/** Calls `then` after each change of a switch, until `signal` ends it. @param {() => void} then @param {AbortSignal} signal */
export function onSwitch(then, signal) {
  changes.addEventListener("switched", then, { signal });
}
