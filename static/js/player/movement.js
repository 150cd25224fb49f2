// The movement of a move: its drawing in two positions, and the pace at which the ring breathes with them.

import { isTechnique, stretch } from "../plan/timeline.js";

/** Copies of the drawings in `place`: none, one, or two where they show a movement. @param {ParentNode | null} place */
export const drawingsOf = (place) => [...(place?.querySelectorAll("svg.il") ?? [])].map((drawing) => drawing.cloneNode(true));

/** Moves only what is under way and in sight; the style sheet leaves it still where less motion is asked for. @param {HTMLElement} screen @param {PlayerState} state */
export function paintMovement(screen, state) {
  const pace = screen.querySelector("[data-art] [data-pace]")?.getAttribute("data-pace");
  const moves = Boolean(pace) && isUnderWay(state);
  if (moves) screen.style.setProperty("--pace", `${pace}s`);
  screen.toggleAttribute("data-moves", moves);
}

/** @param {PlayerState} state */
function isUnderWay(state) {
  const { mode, hidden } = state;
  const { kind, step } = stretch(state) ?? {};
  return mode === "running" && !hidden && kind === "step" && isTechnique(step);
}
