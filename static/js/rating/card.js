// Cards on the page that stands in without a network: what the phone's bundle knows of a test, put into
// a card of its own, or into a blank one.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { tell } from "./about.js";
import { keepSides, rename, showMethod } from "./measured_sheet.js";
import { scalesOf, sideOf } from "./scale.js";
import { labelOf } from "./ways.js";

/** A card for a test that the page has none for. @param {ParentNode} form with the blank ones @param {AboutTest} about @returns {HTMLElement} */
export function makeCard(form, about) {
  const { content } = find(form, "template[data-blank-card]", HTMLTemplateElement);
  const card = find(document.importNode(content, true), "[data-test]");
  keepSides(card, about);
  rename(card, about.test);
  card.classList.toggle("testcard--one", !about.sided);
  if (!about.sided) find(card, "[data-reasons] + p").remove();
  Object.assign(card.dataset, { name: about.name, gloss: about.gloss });
  sayAll(card, about);
  fillPicture(card, about);
  find(card, "[data-steps]").replaceChildren(...about.steps.map(item));
  if (!about.steps.length && !about.measures.length) find(card, "[data-sheet=how]").remove();
  tellCard(form, card, about);
  return card;
}

/** Puts what the phone knows of a test into its card: before the ratings so far, which may hold measured values. @param {ParentNode} form @param {HTMLElement} card @param {MeasuredTest} about */
export function tellCard(form, card, about) {
  tell(card, about);
  showMethod(form, card);
}

/** @param {HTMLElement} card @param {AboutTest} about */
function sayAll(card, { name, gloss, hint, ten, zero }) {
  const words = {
    h2: name,
    ".testcard__gloss": gloss,
    ".testcard__hint": hint,
    "[data-sheet=discomfort] h3": gettext("Discomfort: %(test)s", { test: name }),
    "[data-sheet=skip] h3": gettext("Skip: %(test)s", { test: name }),
  };
  for (const [place, text] of Object.entries(words)) find(card, place).textContent = text;
  for (const scale of scalesOf(card)) {
    find(scale, "legend > .visually-hidden").textContent = labelOf(name, sideOf(scale));
    if (ten) find(scale, ".scale__ends > :last-child").textContent = gettext("10 %(words)s", { words: ten });
    if (zero) find(scale, ".scale__ends > :first-child").textContent = gettext("0 %(words)s", { words: zero });
  }
  sayEnd(find(card, ".testcard__end--10"), ten);
  sayEnd(find(card, ".testcard__end--0"), zero);
}

/** The number stays, and after it stands what it means. @param {HTMLElement} end @param {string} words empty for the usual ones */
function sayEnd(end, words) {
  if (words) end.replaceChildren(find(end, "b"), ` ${words}`);
}

/** @param {HTMLElement} card @param {AboutTest} about */
function fillPicture(card, { picture }) {
  const image = find(card, "img.il", HTMLImageElement);
  if (picture) image.src = picture;
  else image.remove();
}

/** @param {string} textContent */
const item = (textContent) => Object.assign(document.createElement("li"), { textContent });
