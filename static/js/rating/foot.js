// The foot of one test: on the left back and skip, on the right a hint or the button to the next test.

import { preferences } from "../preferences.js";
import { isSettled, openSides, scalesOf } from "./scale.js";

/** What can be skipped, and what the page does by itself. @param {HTMLFormElement} form @param {HTMLElement} card @param {boolean} isFirst */
function wordsOf(form, card, isFirst) {
  const open = openSides(card);
  const isOneOfTwo = open.length === 1 && scalesOf(card).length === 2;
  if (isOneOfTwo) return [`Skip the ${open[0]}`, `Now the ${open[0]}.`];
  const when = open[0] === "none" ? "it is rated" : "both sides are rated";
  const isExplained = isFirst && "new" in form.dataset && preferences().auto_advance;
  return ["Skip", isExplained ? `Moves on by itself when ${when}.` : ""];
}

/** @param {import("./steps.js").Steps} steps */
export function paintFoot({ form, card, at, find }) {
  const isReady = card === null || isSettled(card);
  const [skip, hint] = isReady ? ["Skip", ""] : wordsOf(form, card, at === 0);
  find("back").hidden = at === 0;
  find("skip").hidden = isReady;
  find("skip").textContent = skip;
  find("way-hint").hidden = isReady;
  find("way-hint").textContent = hint;
  find("forward").hidden = !isReady;
  find("forward").textContent = card === null ? (form.dataset.next ?? "") : "Next";
}
