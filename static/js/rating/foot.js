// The foot of one test: on the left back and skip, on the right a hint or the button to the next test.

import { gettext, pgettext } from "../gettext.js";
import { preferences } from "../preferences.js";
import { isSettled, openSides, scalesOf } from "./scale.js";

/** What can be skipped, and what the page does by itself. @param {HTMLFormElement} form @param {HTMLElement} card @param {boolean} isFirst */
function wordsOf(form, card, isFirst) {
  const open = openSides(card);
  const isOneOfTwo = open.length === 1 && scalesOf(card).length === 2;
  if (isOneOfTwo && open[0] === "left") return [gettext("Skip the left"), gettext("Now the left.")];
  if (isOneOfTwo) return [gettext("Skip the right"), gettext("Now the right.")];
  const isExplained = isFirst && "new" in form.dataset && preferences().auto_advance;
  return [skipWord(), isExplained ? advanceWords(open[0] === "none") : ""];
}

const skipWord = () => pgettext("a test", "Skip");

/** @param {boolean} isOne */
const advanceWords = (isOne) =>
  isOne ? gettext("Moves on by itself when it is rated.") : gettext("Moves on by itself when both sides are rated.");

/** @param {import("./steps.js").Steps} steps */
export function paintFoot({ form, card, at, find }) {
  const isReady = card === null || isSettled(card);
  const [skip, hint] = isReady ? [skipWord(), ""] : wordsOf(form, card, at === 0);
  find("back").hidden = at === 0;
  find("skip").hidden = isReady;
  find("skip").textContent = skip;
  find("way-hint").hidden = isReady;
  find("way-hint").textContent = hint;
  find("forward").hidden = !isReady;
  find("forward").textContent = card === null ? (form.dataset.next ?? "") : pgettext("test", "Next");
}
