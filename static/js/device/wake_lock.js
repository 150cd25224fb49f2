// Keeps the screen on while the routine runs, and says in words where it cannot.

let lock = null;
let why = ""; // "insecure", "absent" or "refused"; nothing while the screen stays on.
const told = new Set();

const SENTENCES = {
  insecure: "Over plain http this page cannot keep the screen on. If it goes dark, the routine waits.",
  absent: "This browser cannot keep the screen on. If it goes dark, the routine waits.",
  refused: "The phone did not let the screen stay on. If it goes dark, the routine waits.",
};

/** Why the screen cannot be kept on, as far as it is known before asking. */
export function obstacle() {
  if (navigator.wakeLock) return "";
  return globalThis.isSecureContext ? "absent" : "insecure";
}

/** The sentence for an obstacle: once in a page. */
export function tellOnce(name) {
  if (!name || told.has(name)) return "";
  told.add(name);
  return SENTENCES[name];
}

export const isKeptAwake = () => Boolean(lock);
export const whyNot = () => why;

/** Asks the browser to keep the screen on; phones want the first time to be inside a tap. */
export async function ask() {
  why = obstacle();
  if (why) return;
  const before = lock;
  try {
    lock = await navigator.wakeLock.request("screen");
    // Hidden, every page loses it; lost while seen, it was taken away (an empty battery).
    const own = lock;
    own.addEventListener("release", () => {
      if (lock === own && !document.hidden) lock = null;
    });
  } catch {
    lock = null;
    why = "refused";
  }
  before?.release().catch(() => {});
}

export function letSleep() {
  const before = lock;
  lock = null;
  before?.release().catch(() => {});
}
