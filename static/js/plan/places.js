// Where a step is done, in words: its foot and its hand.

import { gettext, pgettext } from "../gettext.js";

/** @typedef {Record<string, () => string>} Words */

/** @type {Words} */
const SIDES = { left: () => pgettext("side", "Left"), right: () => pgettext("side", "Right") };
/** @type {Words} */
const FEET = { left: () => gettext("Left foot."), right: () => gettext("Right foot.") };
// By what a plan holds of a hand, in whatever language it is read.
/** @type {Words} */
const HANDS = {
  "left hand": () => gettext("left hand"),
  "right hand": () => gettext("right hand"),
  "both hands": () => gettext("both hands"),
};
/** @type {Words} */
const SPOKEN_HANDS = {
  "left hand": () => gettext("Left hand."),
  "right hand": () => gettext("Right hand."),
  "both hands": () => gettext("Both hands."),
};

/** "Left"; nothing where there is no side. @param {string} side */
export const sideWord = (side) => SIDES[side]?.() ?? "";

/** "right hand" @param {string} hand */
export const handWord = (hand) => HANDS[hand]?.() ?? hand;

/** "Left foot. Right hand." @param {{ side: string, hand: string }} step */
export const placeSentences = ({ side, hand }) => sentences(FEET[side]?.(), SPOKEN_HANDS[hand]?.() ?? hand);

/** Sentences after each other, without those that are not there. @param {(string | undefined)[]} all */
export const sentences = (...all) => all.filter(Boolean).join(" ");
