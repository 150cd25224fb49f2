// Paints a state on the player's screen; it reads no clock and changes no state.

import { paintEnding } from "./ending.js";
import { segmentsIn } from "./segments.js";
import { isOver, left, leftOfAll, stretch, wholeSeconds } from "../plan/timeline.js";
import { announcement, clock, footOf, SIDES } from "./words.js";

/** A paint function. `drawing(step)` gives a copy of the step's illustration, or null. */
export function viewOf(screen, timeline, drawing) {
  const paintSegments = segmentsIn(screen.querySelector("[data-segments]"), timeline);
  const arc = screen.querySelector("[data-arc]");
  const pageTitle = document.title;
  let entry = null;
  let painted = "";

  function show(name, text) {
    for (const element of screen.querySelectorAll(`[data-show="${name}"]`)) {
      if (element.textContent !== text) element.textContent = text;
    }
  }

  function paintFace(state) {
    const face = isOver(state) ? "ending" : stretch(state).kind === "swap" ? "swap" : "run";
    const turned = screen.dataset.face !== face;
    const held = screen.contains(document.activeElement) ? document.activeElement : null;
    screen.dataset.face = face;
    screen.dataset.mode = state.mode;
    screen.dataset.stretch = stretch(state)?.kind ?? "";
    screen.dataset.side = face === "ending" ? "" : stretch(state).step.side;
    for (const one of screen.querySelectorAll("[data-of]")) {
      one.hidden = !one.dataset.of.split(" ").includes(face);
    }
    // Where the page scrolls, a face begins at its top: what to do now is not left above the edge.
    if (turned) scrollTo({ top: 0, behavior: "instant" });
    // Whoever was on a control that is gone now goes on at the heading of the new face.
    if (turned && (face === "ending" || held?.closest("[hidden]"))) {
      screen.querySelector(`[data-of="${face}"] h1`).focus({ preventScroll: true });
    }
  }

  function paintStep(state) {
    const { step, kind } = stretch(state);
    const picture = drawing(step);
    show("side", SIDES[step.side]);
    show("side-word", step.side);
    show("foot", footOf(step));
    show("hand", step.hand);
    show("name", step.name);
    show("cue", step.cue);
    show("next", nextOf(state));
    show("skip", kind === "step" ? "Skip" : "Start");
    screen.querySelector("[data-art]").replaceChildren(...(picture ? [picture] : []));
  }

  function paintTime(state) {
    const { step, kind, ms } = stretch(state);
    const seconds = wholeSeconds(left(state));
    const isPaused = state.mode === "paused";
    show("seconds", String(seconds));
    show("label", isPaused ? "paused" : kind === "step" || kind === "swap" ? "" : "get ready");
    show("pause", isPaused ? "Resume" : "Pause");
    show("total", `${clock(wholeSeconds(leftOfAll(state)))} left`);
    arc.setAttribute("stroke-dasharray", `${Math.min(1, (seconds * 1000) / ms) * 100} 100`);
    screen.dataset.digits = String(seconds).length;
    const words = [isPaused ? "Paused," : "", SIDES[step.side], seconds, "·", step.name];
    document.title = words.filter((word) => word !== "").join(" ");
  }

  /** What moves on the screen moves once a second: minutes of it must not warm a phone. */
  const isPainted = (state) => {
    const before = painted;
    painted = isOver(state) ? "" : [state.entry, state.mode, wholeSeconds(left(state))].join();
    return painted && painted === before;
  };

  function paint(state, options) {
    if (isPainted(state)) return;
    paintFace(state);
    paintSegments(state);
    if (isOver(state)) {
      document.title = pageTitle;
      paintEnding(screen, state, options);
    } else {
      if (entry !== state.entry) paintStep(state);
      paintTime(state);
    }
    entry = state.entry;
  }

  /** For a screen reader; null empties what stands there, so that two voices do not talk at once. */
  function announce(cue) {
    const text = cue ? announcement(cue) : "";
    if (text) return show(cue.kind === "swap" ? "announce-now" : "announce", text);
    if (!cue) for (const name of ["announce", "announce-now"]) show(name, "");
  }

  return { paint, announce };
}

/** What comes after the step that the state is in or is getting ready for. */
function nextOf({ timeline, at }) {
  const own = timeline[at].kind === "step" ? at : at + 1;
  const after = timeline.slice(own + 1).find(({ kind }) => kind === "step" || kind === "swap");
  if (!after) return "done";
  return after.kind === "swap" ? `swap to the ${after.step.side} foot` : after.step.name;
}
