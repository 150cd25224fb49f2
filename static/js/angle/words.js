// What the measuring says: the word in the ring, the line below it, the sentence beside it, and what the voice says.

import { gettext, pgettext } from "../gettext.js";
import { holdsOf, sideOf } from "./measuring.js";

/** @typedef {import("./measuring.js").Measuring} Measuring */
/** @typedef {{ word: string, below: string, more: string, say: string }} Words */

/** "left", "right", or "" without sides. @param {string} side */
export const sideWord = (side) =>
  ({ left: pgettext("side", "left"), right: pgettext("side", "right") })[side] ?? "";

/** @param {Measuring} state @param {PhoneMeasure} phone @returns {Words} */
export function wordsOf(state, phone) {
  return WORDS[state.mode](state, phone);
}

/** @param {string} place @param {PhoneMeasure} phone */
const lies = (place, phone) => phone.say.replace("{side}", sideWord(place));

/** @type {Record<import("./measuring.js").MeasuringMode, (state: Measuring, phone: PhoneMeasure) => Words>} */
const WORDS = {
  listening(state, phone) {
    const side = sideOf(state);
    if (holdsOf(state, side).length) {
      const say = gettext("Once more. Lift the phone off, lay it on again.");
      return { word: gettext("Once more"), below: gettext("I’m listening"), more: say, say: `${say} ${phone.begin}` };
    }
    return { word: phone.move, below: gettext("I’m listening"), more: `${phone.lies} ${phone.begin}`, say: `${lies(side, phone)} ${phone.begin}` };
  },
  near: (_, phone) => ({ word: gettext("And stay"), below: gettext("Almost still"), more: phone.lies, say: "" }),
  hold: (_, phone) => ({ word: gettext("Hold"), below: gettext("Stay there"), more: phone.lies, say: "" }),
  moved() {
    const more = gettext("A small tremble is fine. Lean a hand on the wall.");
    return { word: gettext("Moved"), below: gettext("No hold yet. Stay again"), more, say: gettext("Moved. Stay again.") };
  },
  tilted() {
    const more = gettext("Turn the phone until its long edge lies along the limb.");
    return { word: gettext("Turn it"), below: gettext("The phone lies askew"), more, say: gettext("Too askew. Turn the phone.") };
  },
  slow() {
    const say = gettext("Not still yet. Press the phone flat, or skip.");
    return { word: gettext("Not still yet"), below: gettext("20 seconds are over"), more: gettext("Press the phone flat. Or skip this side: nothing is missing then."), say };
  },
  taken(state, phone) {
    const [word, once] = [gettext("Taken"), gettext("Then once more.")];
    const more = holdsOf(state, sideOf(state)).length > 1 ? phone.come_back : `${phone.come_back} ${once}`;
    return { word, below: "", more, say: `${word}. ${more}` };
  },
  switch(state, phone) {
    const word = sideOf(state) === "left" ? gettext("Now the left") : gettext("Now the right");
    const more = gettext("Change legs.");
    return { word, below: more, more: lies(sideOf(state), phone), say: `${word}. ${lies(sideOf(state), phone)}` };
  },
  paused: () => ({ word: gettext("Paused"), below: "", more: gettext("Nothing is taken until you go on."), say: gettext("Paused.") }),
  done: () => ({
    word: gettext("Angle taken"),
    below: "",
    more: gettext("The numbers stay hidden until you have measured again afterwards."),
    say: gettext("Measured."),
  }),
};

/** What is in the way, and what to do. @type {Record<import("./sensor.js").Obstacle, () => { title: string, lines: string[] }>} */
export const OBSTACLES = {
  http: () => ({
    title: gettext("This address is not secure"),
    lines: [gettext("Browsers give motion to https pages only. Open Supple at its https address.")],
  }),
  desktop: () => ({
    title: gettext("Measure with your phone"),
    lines: [gettext("Open Supple on your phone and continue there. Your ratings are on it already.")],
  }),
  refused: () => ({
    title: gettext("Motion was not allowed"),
    lines: [
      gettext("The browser said no, so the phone can’t feel how it lies. Your ratings count without it."),
      gettext("iPhone: close this tab, open Supple again, tap Allow."),
      gettext("Android: tap the sign left of the address, then Permissions, then Motion sensors."),
    ],
  }),
  absent: () => ({
    title: gettext("No motion sensor here"),
    lines: [
      gettext("This device or browser gives no motion to pages. Nothing is wrong with your account."),
      gettext("Some browsers block it on purpose. Chrome, Safari or Samsung Internet on the same phone may work."),
    ],
  }),
};
