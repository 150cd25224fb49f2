// Stores the state of a session's player on the phone, so that a reload or a kill loses nothing.

import { remaining, wholeSeconds } from "../plan/timeline.js";

/** @typedef {ReturnType<typeof stateStoreOf>} StateStore */

/** @param {string} uuid */
export function stateStoreOf(uuid) {
  const key = `player:${uuid}`;
  let isErased = false;
  return {
    read: () => attempt(() => localStorage.getItem(key)),
    /** @param {PlayerState} state */
    save(state) {
      // Leaving the page hides it, and that must not store the state once more.
      if (!isErased) attempt(() => localStorage.setItem(key, JSON.stringify(state)));
    },
    erase() {
      isErased = true;
      attempt(() => localStorage.removeItem(key));
    },
  };
}

/** Once a second, and whenever it moves. @param {PlayerState | null} previous @param {PlayerState} state */
export function isWorthSaving(previous, state) {
  const hasMoved = !previous || previous.entry !== state.entry || previous.mode !== state.mode;
  return hasMoved || wholeSeconds(remaining(previous)) !== wholeSeconds(remaining(state));
}

/** @template T @param {() => T} action */
function attempt(action) {
  try {
    return action();
  } catch {
    // Storage is full or forbidden: the routine runs all the same, only a reload starts it anew.
    return null;
  }
}
