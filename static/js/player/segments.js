// The progress line: one part per technique, the left foot's on the left, the right foot's right.

import { isTechnique, left, stretch, wholeSeconds } from "../plan/timeline.js";

const NAMES = { left: "L", right: "R", none: "" };

export function segmentsIn(line, timeline) {
  const steps = timeline.map((one, at) => ({ ...one, at })).filter(({ kind, step }) => kind === "step" && isTechnique(step));
  const groups = ["left", "right", "none"]
    .map((side) => ({ side, parts: steps.filter(({ step }) => step.side === side) }))
    .filter(({ parts }) => parts.length);
  const drawn = groups.map(({ side, parts }) => drawGroup(side, parts));
  line.replaceChildren(...drawn.map(({ element }) => element));
  return (state) => {
    const side = stretch(state)?.step.side;
    for (const group of drawn) {
      group.element.toggleAttribute("data-current", group.side === side);
      for (const { at, fill } of group.parts) fill.style.inlineSize = `${Math.max(0, done(state, at)) * 100}%`;
    }
    line.setAttribute("aria-label", spoken(state, steps));
  };
}

function drawGroup(side, parts) {
  const element = document.createElement("div");
  const list = document.createElement("ol");
  const drawn = parts.map(({ at }) => {
    const fill = document.createElement("i");
    const item = document.createElement("li");
    item.append(fill);
    list.append(item);
    return { at, fill };
  });
  element.ariaHidden = "true"; // The whole line is one picture with a name.
  element.append(NAMES[side], list);
  return { side, element, parts: drawn };
}

function done(state, at) {
  if (at !== state.at) return at < state.at ? 1 : 0;
  return 1 - (1000 * wholeSeconds(left(state))) / stretch(state).ms;
}

function spoken(state, steps) {
  const current = steps.findIndex(({ at }) => at >= state.at);
  const number = current < 0 ? steps.length : current + 1;
  const side = stretch(state)?.step.side ?? "none";
  return `Move ${number} of ${steps.length}${side === "none" ? "" : `, ${side} foot`}`;
}
