// Keeps the screen on while a routine runs; where it goes off all the same, the routine waits.

import { isUnlocked } from "../device/sound.js";
import { explainOnce, isKeptAwake, keepAwake, lastObstacle, letSleep } from "../device/wake_lock.js";
import { gettext } from "../gettext.js";
import { isOver } from "../plan/timeline.js";

/**
 * `state()` returns the state, `send(type)` changes it, `notice(text)` shows a line.
 *
 * @param {{ state: () => PlayerState, send: (type: string) => void, notice: (text: string) => void, signal: AbortSignal }} player
 */
export function keepPresent({ state, send, notice, signal }) {
  let isWaiting = false;

  async function requestAgain() {
    if (isOver(state())) return;
    await keepAwake();
    // Before the first tap a phone refuses everything, which is no reason to complain.
    if (isUnlocked()) notice(explainOnce(lastObstacle()));
  }

  function onHidden() {
    send("hidden"); // Before anything else: here is where the runner left.
    isWaiting = state().mode === "running" && !isKeptAwake();
    if (isWaiting) send("pause");
  }

  function onVisible() {
    send("visible");
    requestAgain();
    if (isWaiting && state().mode === "paused") notice(gettext("Paused while the screen was off"));
    isWaiting = false;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? onHidden() : onVisible()), { signal });
  signal.addEventListener("abort", letSleep);
  if (!isKeptAwake()) requestAgain();
  return { requestAgain };
}
