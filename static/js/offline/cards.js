// The cards of a session on this phone: those of the page, in the order of the plan.

import { gettext } from "../gettext.js";

/** Returns the names of the tests that this phone cannot show, so that none is missing without a word. @param {HTMLFormElement} form @param {Pick<Snapshot, "plan">} snapshot */
export function putCards(form, { plan }) {
  const builtIn = cardsIn(form);
  const list = /** @type {Element} */ ([...builtIn.values()][0].parentNode);
  for (const card of builtIn.values()) card.remove();
  list.append(...plan.tests.flatMap(({ test }) => builtIn.get(test) ?? []));
  return plan.tests.flatMap(({ test, name = test }) => (builtIn.has(test) ? [] : [name]));
}

/** @param {HTMLFormElement} form */
function cardsIn(form) {
  /** @type {NodeListOf<HTMLElement>} */
  const cards = form.querySelectorAll("[data-test]");
  return new Map([...cards].map((card) => [card.dataset.test ?? "", card]));
}

/** @param {string[]} names of tests */
export const missingWords = (names) =>
  gettext("These tests are not on this phone, so they need the network: %(names)s", { names: names.join(", ") });

/** In the list of tests and behind the last one. @param {HTMLFormElement} form @param {string[]} names */
export function sayMissing(form, names) {
  if (!names.length) return;
  for (const place of form.querySelectorAll(".rate__intro, [data-done]")) {
    place.append(Object.assign(document.createElement("p"), { className: "note text-break", textContent: missingWords(names) }));
  }
}
