// The player's keys: space pauses and resumes, arrows step, Escape opens the stop dialog.

/** @type {Record<string, string>} */
const KEYS = { " ": "toggle", ArrowLeft: "back", ArrowRight: "skip", Escape: "end" };

/** Elements with taps and keys of their own. */
export const CONTROLS = "a, button, input, label, select, textarea, summary, dialog";

/** Elements that use the arrows and Escape, too; a focused button only uses space. */
const WRITTEN_IN = "input, select, textarea, dialog";

/** Calls `act` with the action's name, unless a control or a shortcut has the key. @param {(action: string) => void} act @param {AbortSignal} signal */
export function listenToKeys(act, signal) {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const action = KEYS[event.key];
    const isShortcut = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    const theirs = event.key === " " ? CONTROLS : WRITTEN_IN;
    if (!action || isShortcut || event.repeat || /** @type {Element} */ (event.target).closest(theirs)) return;
    event.preventDefault();
    act(action);
  };
  document.addEventListener("keydown", onKey, { signal });
}
