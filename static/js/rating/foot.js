// The foot of one test: at the left the way back and the skip, at the right the hint or the way on.

import { preferences } from "../preferences.js";
import { settled, sidesLeft } from "./scale.js";

/** What is left to skip, and what the page does by itself. */
function words(form, card, isFirst) {
  const left = sidesLeft(card);
  const isOneOfTwo = left.length === 1 && card.querySelectorAll("[data-scale]").length === 2;
  if (isOneOfTwo) return [`Skip the ${left[0]}`, `Now the ${left[0]}.`];
  const when = left[0] === "none" ? "it is rated" : "both sides are rated";
  const goesOn = isFirst && "new" in form.dataset && preferences().auto_advance;
  return ["Skip", goesOn ? `Moves on by itself when ${when}.` : ""];
}

export function paintFoot({ form, card, at, find }) {
  const isReady = card === null || settled(card);
  const [skip, hint] = isReady ? ["Skip", ""] : words(form, card, at === 0);
  find("back").hidden = at === 0;
  find("skip").hidden = isReady;
  find("skip").textContent = skip;
  find("way-hint").hidden = isReady;
  find("way-hint").textContent = hint;
  find("forward").hidden = !isReady;
  find("forward").textContent = card === null ? form.dataset.next : "Next";
}
