// Taps on the player: its buttons, and the whole screen as one big button for a knuckle.

import { CONTROLS } from "./keys.js";

/**
 * Calls `act` with the tapped button's action, or with "anywhere" beside all of them.
 *
 * @param {HTMLElement} screen @param {HTMLDialogElement} dialog @param {(action: string) => void} act @param {AbortSignal} signal
 */
export function listenToTaps(screen, dialog, act, signal) {
  const onClick = (/** @type {MouseEvent} */ event) => {
    const control = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(CONTROLS));
    if (!control) return act("anywhere");
    if (!screen.contains(control)) return;
    // A tapped button gives the keys back to the page; one reached by keyboard keeps them.
    if (event.detail > 0 && control.localName === "button") control.blur();
    act(control.dataset.do ?? "");
    if (!control.dataset.stop) return;
    dialog.returnValue = control.dataset.stop;
    dialog.close();
  };
  document.addEventListener("click", onClick, { signal });
}
