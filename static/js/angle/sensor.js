// The motion of the phone: asked for in a tap, why there is none, and a sample at least every 50 ms while there is.

import { lean, sideways } from "./lean.js";

/** @typedef {"http" | "desktop" | "refused" | "absent"} Obstacle */
/** @typedef {{ zero: number, signed: boolean }} Scale */

const PATIENCE = 1000; // ms until the first event
const TICK = 50; // ms; an event comes only when something changed

/**
 * To be called inside a tap. Resolves once the sensor has said something, or with what is in the way.
 *
 * That there is something to ask says nothing about the device, so it is asked, and what counts is whether it speaks.
 *
 * @returns {Promise<Obstacle | "">}
 */
export async function begin() {
  if (!globalThis.isSecureContext) return "http";
  const answer = await permission();
  if (await speaks()) return "";
  if (!navigator.maxTouchPoints) return "desktop";
  return answer === "denied" ? "refused" : "absent";
}

/** "granted", "denied", or "" where nothing is asked. @returns {Promise<string>} */
async function permission() {
  /** @type {any} Not every browser has it, or anything to ask. */
  const asking = globalThis.DeviceOrientationEvent;
  try {
    return (await asking?.requestPermission?.()) ?? "";
  } catch {
    return "denied"; // Without a tap, or by a rule of the browser.
  }
}

/** Whether an event with numbers comes soon; one of nulls is none. @returns {Promise<boolean>} */
function speaks() {
  return new Promise((resolve) => {
    const ends = new AbortController();
    const answer = (/** @type {boolean} */ isThere) => {
      ends.abort();
      clearTimeout(timer);
      resolve(isThere);
    };
    const timer = setTimeout(() => answer(false), PATIENCE);
    addEventListener("deviceorientation", ({ beta, gamma }) => beta !== null && gamma !== null && answer(true), { signal: ends.signal });
  });
}

/**
 * Calls `take` with each sample until `signal` ends it: when the sensor speaks, and by the clock while it is silent.
 *
 * @param {Scale} scale @param {(sample: import("./hold.js").Sample) => void} take @param {AbortSignal} signal
 */
export function listen({ zero, signed }, take, signal) {
  /** @type {{ angle: number, sideways: number } | null} */
  let last = null;
  let isSilent = true;
  const sample = (/** @type {boolean} */ fresh) => last && take({ ...last, at: performance.now(), fresh });
  addEventListener(
    "deviceorientation",
    ({ beta, gamma }) => {
      if (beta === null || gamma === null) return;
      last = { angle: lean(beta, gamma, signed) - zero, sideways: sideways(beta, gamma) };
      isSilent = false;
      sample(true);
    },
    { signal },
  );
  const timer = setInterval(() => {
    if (isSilent) sample(false);
    isSilent = true;
  }, TICK);
  signal.addEventListener("abort", () => clearInterval(timer));
}

const KEY = "phone";

/** What this phone calls itself: made once, kept here, with no other meaning than that it is the same one. */
export function phoneName() {
  const known = localStorage.getItem(KEY);
  if (known) return known;
  const name = crypto.randomUUID();
  localStorage.setItem(KEY, name);
  return name;
}

/** @returns {"phone" | "tablet" | "other"} */
export function deviceClass() {
  if (!navigator.maxTouchPoints) return "other";
  return Math.min(screen.width, screen.height) < 600 ? "phone" : "tablet";
}
