// Keeps the screen on while the routine runs, and says in words where it cannot.

import { gettext } from "../gettext.js";

/** @type {WakeLockSentinel | null} */
let lock = null;
/** Why the screen cannot be kept on: "insecure", "absent" or "refused"; "" while it stays on. */
let obstacle = "";
/** @type {Set<string>} */
const explained = new Set();

/** @type {Record<string, () => string>} */
const SENTENCES = {
  insecure: () => gettext("The screen may turn off on this address. Set your phone to stay on longer."),
  absent: () => gettext("This browser cannot keep the screen on. If it turns off, the routine pauses."),
  refused: () => gettext("The screen may turn off. If it does, the routine pauses."),
};

/** The obstacle that is known before a lock is requested. */
export function knownObstacle() {
  if (navigator.wakeLock) return "";
  return globalThis.isSecureContext ? "absent" : "insecure";
}

/** The sentence for an obstacle, once in a page; then "". @param {string} name */
export function explainOnce(name) {
  if (!name || explained.has(name)) return "";
  explained.add(name);
  return SENTENCES[name]();
}

export const isKeptAwake = () => Boolean(lock);
export const lastObstacle = () => obstacle;

/** Requests the lock. On phones the first time has to be inside a tap. */
export async function keepAwake() {
  obstacle = knownObstacle();
  if (obstacle) return;
  const before = lock;
  try {
    const own = await navigator.wakeLock.request("screen");
    lock = own;
    // Every page loses its lock when it is hidden; one that is seen loses it to an empty battery.
    own.addEventListener("release", () => {
      if (lock === own && !document.hidden) lock = null;
    });
  } catch {
    lock = null;
    obstacle = "refused";
  }
  before?.release().catch(() => {});
}

export function letSleep() {
  const before = lock;
  lock = null;
  before?.release().catch(() => {});
}
