// What the dialog of the measuring is built of: buttons, the ring and the boxes of the holds.

import { gettext } from "../gettext.js";
import { HOLDS, holdsOf, sideOf } from "./measuring.js";
import { sideWord } from "./words.js";

const RING = "http://www.w3.org/2000/svg";

/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {string} className @param {string} [text] */
export function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

/** @param {string} text @param {() => void} act @param {string} look */
export function button(text, act, look) {
  const made = Object.assign(make("button", `btn ${look}`, text), { type: "button" });
  made.addEventListener("click", act);
  return made;
}

export function ring() {
  const svg = document.createElementNS(RING, "svg");
  svg.setAttribute("viewBox", "0 0 120 120");
  svg.setAttribute("aria-hidden", "true");
  for (const name of ["bg", "fg"]) {
    const circle = document.createElementNS(RING, "circle");
    for (const [key, value] of Object.entries({ class: name, cx: "60", cy: "60", r: "52", pathLength: "1" })) circle.setAttribute(key, value);
    svg.append(circle);
  }
  return svg;
}

/** The two holds of a side as boxes. @param {import("./measuring.js").Measuring} state @param {string} side */
export function boxesOf(state, side) {
  const taken = holdsOf(state, side).length;
  const group = make("div", side === sideOf(state) ? "is-now" : "");
  const words = { side: sideWord(side) || gettext("Holds"), taken, count: HOLDS };
  group.setAttribute("role", "img");
  group.setAttribute("aria-label", gettext("%(side)s: %(taken)s of %(count)s holds", words));
  group.append(...(sideWord(side) ? [make("span", "", sideWord(side))] : []), ...Array.from({ length: HOLDS }, (_, n) => make("i", n < taken ? "is-taken" : "", n < taken ? "✓" : "")));
  return group;
}
