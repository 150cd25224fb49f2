// Which sounds are on: remembered on this device, shown by every switch on the page.

const KEY = "sounds";
const FROM_THE_START = { voice: true, tones: true, vibration: true, silent: false };

const told = new EventTarget();
let switches = null;

function read() {
  try {
    return { ...FROM_THE_START, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { ...FROM_THE_START };
  }
}

/** Whether the switch "voice", "tones", "vibration" or "silent" is on. */
export function isOn(name) {
  switches ??= read();
  return Boolean(switches[name]);
}

export function turn(name, on) {
  switches = { ...read(), [name]: on };
  try {
    localStorage.setItem(KEY, JSON.stringify(switches));
  } catch {
    // Not remembered, but true for as long as the page is open.
  }
  told.dispatchEvent(new Event("turned"));
}

/** Calls `then` after each turn of a switch, until `signal` ends it. */
export function whenTurned(then, signal) {
  told.addEventListener("turned", then, { signal });
}
