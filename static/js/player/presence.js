// Keeps the screen on while a routine runs; where it goes off all the same, the routine waits.

import { ask, isKeptAwake, letSleep, tellOnce, whyNot } from "../device/wake_lock.js";
import { isUnlocked } from "../device/sound.js";
import { isOver } from "../plan/timeline.js";

/** `state()` gives the state, `send(type)` changes it, `notice(text)` shows a line. */
export function keepPresent({ state, send, notice, signal }) {
  let isWaiting = false;

  async function askAgain() {
    if (isOver(state())) return;
    await ask();
    // Before the first tap a phone says no to everything; that is no reason to complain.
    if (isUnlocked()) notice(tellOnce(whyNot()));
  }

  function hidden() {
    send("hidden"); // Before anything else: here is where the runner left.
    isWaiting = state().mode === "running" && !isKeptAwake();
    if (isWaiting) send("pause");
  }

  function visible() {
    send("visible");
    askAgain();
    if (isWaiting && state().mode === "paused") notice("Paused while the screen was off");
    isWaiting = false;
  }

  const turned = () => (document.hidden ? hidden() : visible());
  document.addEventListener("visibilitychange", turned, { signal });
  signal.addEventListener("abort", letSleep);
  if (!isKeptAwake()) askAgain();
  return { askAgain };
}
