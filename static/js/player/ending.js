// The last face of the player: done or stopped, what was really done, and what to do next.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { doneWords, isNothing, unseenSeconds } from "./dose.js";
import { clock, endingOf } from "./words.js";

/** @param {HTMLElement} screen @param {PlayerState} state @param {{ countUnseen: boolean }} options */
export function paintEnding(screen, state, options) {
  const show = (/** @type {string} */ name, /** @type {string} */ text) => {
    const place = find(screen, `[data-show="${name}"]`);
    if (place.textContent !== text) place.textContent = text;
  };
  const hide = (/** @type {string} */ name, /** @type {boolean} */ isHidden) => {
    find(screen, `[data-ending="${name}"]`).hidden = isHidden;
  };
  const isStopped = state.mode === "stopped";
  const isPain = state.reason === "pain";
  const isUndone = isNothing(state, options);
  const unseen = unseenSeconds(state);
  show("ending", endingOf(state, isUndone));
  show("lead", leadOf(isPain, isUndone, state));
  show("dose", doneWords(state, options));
  show("unseen", gettext("The phone was asleep or out of sight for %(time)s.", { time: clock(unseen) }));
  hide("unseen", unseen < 1);
  hide("moved", !state.clockSetBack);
  hide("art", isPain);
  hide("pain", !isPain);
  hide("home", !isPain && !isUndone);
  hide("later", isPain || isUndone);
  hide("go-on", !isStopped || isPain);
  // After sharp pain the button home is the prominent one.
  paintButtons(screen, isPain ? "finish" : "send");
}

/** @param {boolean} isPain @param {boolean} isUndone @param {PlayerState} state */
function leadOf(isPain, isUndone, { isSitting, isLeg }) {
  if (isPain) return gettext("Finish here, or rate only what does not hurt.");
  if (!isUndone) return gettext("Rate the same tests again, within 10 minutes.");
  if (isLeg) return gettext("No move was done, so this leg counts as not worked.");
  return isSitting
    ? gettext("You did not sit, so nothing counts as a sitting.")
    : gettext("No move was done, so nothing counts as a routine.");
}

/** @param {HTMLElement} screen @param {string} primary */
function paintButtons(screen, primary) {
  for (const name of ["finish", "send"]) {
    const { classList } = find(screen, `[data-${name}]`);
    classList.toggle("btn-primary", name === primary);
    classList.toggle("btn-quiet", name !== primary);
  }
}
