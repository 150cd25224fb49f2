// What a card knows of its test: the JSON that the page, or the phone's bundle, put into it.

const ABOUT = "script[type='application/json']";

/** @param {ParentNode} card @returns {MeasuredTest} */
export const aboutOf = (card) => JSON.parse(card.querySelector(ABOUT)?.textContent ?? "");

/** @param {ParentNode} card @param {MeasuredTest} about */
export function tell(card, about) {
  const place = card.querySelector(ABOUT);
  if (place) place.textContent = JSON.stringify(about);
}
