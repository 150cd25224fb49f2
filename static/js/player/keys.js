// The player's keys: space pauses and goes on, arrows step, Escape opens the way out.

const KEYS = { " ": "toggle", ArrowLeft: "back", ArrowRight: "skip", Escape: "end" };

/** What has taps and keys of its own. */
export const CONTROLS = "a, button, input, label, select, textarea, summary, dialog";

/** What has the arrows and Escape for itself, too: a button that has the focus answers to space alone. */
const WRITTEN_IN = "input, select, textarea, dialog";

/** Calls `act` with the action's name, unless a control or a shortcut has the key. */
export function listenToKeys(act, signal) {
  const pressed = (event) => {
    const action = KEYS[event.key];
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    const theirs = event.key === " " ? CONTROLS : WRITTEN_IN;
    if (!action || modified || event.repeat || event.target.closest(theirs)) return;
    event.preventDefault();
    act(action);
  };
  document.addEventListener("keydown", pressed, { signal });
}
