// The form that starts a session on this phone: filled in from the bundle, and what is chosen in it.

import { find } from "../dom.js";
import { gettext, ngettext } from "../gettext.js";
import { sentences } from "../plan/places.js";

/** As last time, or as it is set for the routine. @param {HTMLFormElement} form @param {OfflineBundle} bundle */
export function fillIn(form, bundle) {
  const { routines, tests, last } = bundle;
  fillList(find(form, "[data-routines]"), routines, fillRoutine);
  fillList(find(form, "[data-tests]"), tests, fillTest);
  for (const name of /** @type {const} */ (["routine", "order", "seconds"])) choose(form, name, last[name]);
  chooseTests(form, last);
  form.addEventListener("change", ({ target }) => followRoutine(form, bundle, /** @type {HTMLInputElement} */ (target)));
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function choose(form, name, value) {
  const field = /** @type {RadioNodeList | HTMLInputElement} */ (form.elements.namedItem(name));
  field.value = value;
}

/** @param {HTMLFormElement} form @param {ChosenTests} chosen */
function chooseTests(form, { set, tests }) {
  choose(form, "set", set);
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = form.querySelectorAll("[name=tests]");
  if (set === "own") for (const box of boxes) box.checked = tests.includes(box.value);
}

/** The tests that are set for a routine, once it is chosen. @param {HTMLFormElement} form @param {OfflineBundle} bundle @param {HTMLInputElement} input */
function followRoutine(form, { usual = {} }, { name, value }) {
  if (name === "routine" && usual[value]) chooseTests(form, usual[value]);
}

/** Copies of the list's first row, filled in. @template T @param {Element} list @param {T[]} items @param {(row: Element, item: T) => Element} fill */
function fillList(list, items, fill) {
  const row = /** @type {Element} */ (list.firstElementChild);
  list.replaceChildren(...items.map((item) => fill(/** @type {Element} */ (row.cloneNode(true)), item)));
}

/** @param {Element} row @param {{ test: string, name: string }} test */
function fillTest(row, { test, name }) {
  const input = find(row, "input", HTMLInputElement);
  Object.assign(input, { value: test, id: `test-${test}` });
  find(row, "label", HTMLLabelElement).htmlFor = input.id;
  find(row, "span").textContent = name;
  return row;
}

/** @param {Element} option @param {BundledRoutine} routine */
function fillRoutine(option, { slug, name, gloss, minutes }) {
  const input = find(option, "input", HTMLInputElement);
  Object.assign(input, { value: slug, id: `routine-${slug}` });
  find(option, "label", HTMLLabelElement).htmlFor = input.id;
  find(option, "[data-say=name]").textContent = name;
  find(option, "[data-say=about]").textContent = slug === "test_only" ? sittingWords() : aboutWords(gloss, minutes);
  return option;
}

const sittingWords = () =>
  gettext("Rest for as long as a routine takes, then rate again. Shows what rating twice does by itself.");

/** @param {string} gloss @param {number} count */
function aboutWords(gloss, count) {
  const minutes = ngettext("About %(count)s minute at 45 s a move.", "About %(count)s minutes at 45 s a move.", count, { count });
  return sentences(gloss && `${gloss}.`, minutes);
}

/** @param {HTMLFormElement} form @returns {SessionChoices & ChosenTests} */
export function choicesIn(form) {
  const fields = new FormData(form);
  const [set, routine, seconds, order] = ["set", "routine", "seconds", "order"].map((name) => String(fields.get(name) ?? ""));
  return { set, routine, seconds, order, tests: fields.getAll("tests").map(String) };
}
