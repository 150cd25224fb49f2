// The last face of the player: done or stopped, what was really done, and the ways on from here.

import { doneWords, isNothing, unseenSeconds } from "./dose.js";
import { clock, endingOf } from "./words.js";

export function paintEnding(screen, state, options) {
  const show = (name, text) => {
    const place = screen.querySelector(`[data-show="${name}"]`);
    if (place.textContent !== text) place.textContent = text;
  };
  const hide = (name, hidden) => {
    screen.querySelector(`[data-ending="${name}"]`).hidden = hidden;
  };
  const isStopped = state.mode === "stopped";
  const isPain = state.reason === "pain";
  const isUndone = isNothing(state, options);
  const unseen = unseenSeconds(state);
  show("ending", endingOf(state, isUndone));
  show("lead", leadOf(isPain, isUndone, state));
  show("dose", doneWords(state, options));
  show("unseen", clock(unseen));
  hide("unseen", unseen < 1);
  hide("moved", !state.clockSetBack);
  hide("art", isPain);
  hide("pain", !isPain);
  hide("home", !isPain && !isUndone);
  hide("fair", isPain || isUndone);
  hide("go-on", !isStopped || isPain);
  // After sharp pain the way home is the one that stands out.
  paintWays(screen, isPain ? "finish" : "send");
}

function leadOf(isPain, isUndone, { isSitting, isLeg }) {
  if (isPain) return "Go home now, or rate what does not hurt and skip the rest.";
  if (!isUndone) return "Now rate the same tests again.";
  if (isLeg) return "No move was done, so this leg counts as not worked.";
  return isSitting ? "You did not sit, so nothing counts as a sitting." : "No move was done, so nothing counts as a routine.";
}

function paintWays(screen, main) {
  for (const name of ["finish", "send"]) {
    const { classList } = screen.querySelector(`[data-${name}]`);
    classList.toggle("btn-primary", name === main);
    classList.toggle("btn-quiet", name !== main);
  }
}
