// The progress line: one segment per technique, the left foot's on the left, the right foot's right.

import { gettext, pgettext } from "../gettext.js";
import { isTechnique, remaining, stretch, wholeSeconds } from "../plan/timeline.js";

/** @type {[Side, () => string][]} */
const GROUPS = [
  ["left", () => pgettext("the left side in short", "L")],
  ["right", () => pgettext("the right side in short", "R")],
  ["none", () => ""],
];

/** @typedef {{ at: number, side: Side }} Segment `at` on the timeline */

/** A function that paints a state on `line`. @param {HTMLElement} line @param {Stretch[]} timeline */
export function segmentsIn(line, timeline) {
  const segments = timeline.flatMap(({ kind, step }, at) =>
    kind === "step" && isTechnique(step) ? [{ at, side: step.side }] : [],
  );
  const groups = GROUPS.map(([side, name]) => makeGroup(side, name(), segments.filter((segment) => segment.side === side)))
    .filter(({ fills }) => fills.length);
  line.replaceChildren(...groups.map(({ element }) => element));
  return (/** @type {PlayerState} */ state) => {
    const side = stretch(state)?.step.side;
    for (const group of groups) {
      group.element.toggleAttribute("data-current", group.side === side);
      for (const { at, fill } of group.fills) fill.style.inlineSize = `${Math.max(0, doneOf(state, at)) * 100}%`;
    }
    const words = progressWords(state, segments);
    if (line.ariaLabel !== words) line.ariaLabel = words;
  };
}

/** @param {Side} side @param {string} name @param {Segment[]} segments */
function makeGroup(side, name, segments) {
  const element = document.createElement("div");
  const list = document.createElement("ol");
  const fills = segments.map(({ at }) => {
    const fill = document.createElement("i");
    const item = document.createElement("li");
    item.append(fill);
    list.append(item);
    return { at, fill };
  });
  element.ariaHidden = "true"; // The whole line is one picture with a name.
  element.append(name, list);
  return { side, element, fills };
}

/** The share of a stretch that is over, from 0 to 1. @param {PlayerState} state @param {number} at */
function doneOf(state, at) {
  if (at !== state.at) return at < state.at ? 1 : 0;
  return 1 - (1000 * wholeSeconds(remaining(state))) / stretch(state).ms;
}

/** @type {Record<Side, (values: { number: number, count: number }) => string>} */
const WHERE = {
  left: (values) => gettext("Move %(number)s of %(count)s, left foot", values),
  right: (values) => gettext("Move %(number)s of %(count)s, right foot", values),
  none: (values) => gettext("Move %(number)s of %(count)s", values),
};

/** @param {PlayerState} state @param {Segment[]} segments */
function progressWords(state, segments) {
  const current = segments.findIndex(({ at }) => at >= state.at);
  const number = current < 0 ? segments.length : current + 1;
  const side = stretch(state)?.step.side ?? "none";
  return WHERE[side]({ number, count: segments.length });
}
