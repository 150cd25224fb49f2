// Shows on a card how its test is measured: a button that asks, the sheet for the values, or nothing.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { preferences } from "../preferences.js";
import { aboutOf } from "./about.js";
import { measureOf, unitSign } from "./measure.js";
import { scalesOf, sideOf } from "./scale.js";
import { addWords, labelOf, measuredWords, ONLY_RATE } from "./ways.js";

const BLANKS = /(?:\b|_)blank(?=[-/ ]|$)/g; // the slug of what is to be filled in
const NAMED = ["id", "name", "for", "href", "value", "data-test", "aria-labelledby", "aria-describedby"];

/** Gives a blank part of a page its test. @param {Element} part @param {string} test @param {RegExp} [blank] */
export function rename(part, test, blank = BLANKS) {
  for (const element of [part, ...part.querySelectorAll("*")]) {
    for (const name of NAMED) {
      const value = element.getAttribute(name);
      if (value?.includes("blank")) element.setAttribute(name, value.replaceAll(blank, (match) => (match.startsWith("_") ? `_${test}` : test)));
    }
  }
}

/** Leaves of a blank part only what the sides of a test need. @param {ParentNode} part @param {AboutTest} about */
export function keepSides(part, { sided }) {
  for (const side of sided ? ["none"] : ["left", "right"]) {
    for (const scale of part.querySelectorAll(`.scale--${side}`)) scale.remove();
    /** @type {NodeListOf<HTMLSelectElement>} */
    const selects = part.querySelectorAll(`select[name^=blank-${side}-]`);
    for (const select of selects) {
      part.querySelector(`label[for="${select.id}"]`)?.remove();
      select.remove();
    }
  }
}

/** Returns the folded part for the values, if there is one now. @param {ParentNode} form with the blank one @param {HTMLElement} card */
export function showMethod(form, card) {
  const about = aboutOf(card);
  const measure = measureOf(about, about.method, preferences().length);
  /** @type {NodeListOf<HTMLElement>} */
  const questions = card.querySelectorAll(".testcard__more > [data-choose]");
  const isAsked = !measure && about.method !== ONLY_RATE && about.measures.length > 0;
  if (!isAsked) for (const question of questions) question.remove();
  card.querySelector("[data-later]")?.remove();
  if (about.method === ONLY_RATE && about.measures.length) addLater(card);
  if (measure?.phone) addPhone(form, card);
  return measure && !measure.phone ? addSheet(form, card, measure) : undefined;
}

/** Whoever only rates finds the way to measure at the end of how to test. @param {HTMLElement} card */
function addLater(card) {
  const sheet = /** @type {HTMLElement} */ (find(card, "[data-steps]").parentElement);
  const line = Object.assign(document.createElement("p"), { className: "mb-0" });
  const button = Object.assign(document.createElement("button"), { className: "btn btn-line", textContent: gettext("Measure this, too") });
  Object.assign(button, { name: "go", value: `measure ${card.dataset.test}` });
  Object.assign(button.dataset, { choose: "" });
  line.dataset.later = "";
  line.append(button);
  sheet.insertBefore(line, sheet.querySelector(":scope > button"));
}

/** @param {ParentNode} form @param {HTMLElement} card */
function addPhone(form, card) {
  const { content } = find(form, "[data-blank-phone]", HTMLTemplateElement);
  if (!card.querySelector("[data-phone]")) find(card, ".testcard__more").prepend(document.importNode(content, true));
}

/** @param {ParentNode} form @param {HTMLElement} card @param {ShownMeasure} measure */
function addSheet(form, card, measure) {
  const content = document.importNode(find(form, "[data-blank-measure]", HTMLTemplateElement).content, true);
  const details = find(content, "details", HTMLDetailsElement);
  const method = find(content, "input[name=blank-method]", HTMLInputElement);
  method.value = measure.id;
  details.append(method);
  fillIn(details, measure, card);
  rename(details, card.dataset.test ?? "");
  // Where it can be changed is on the server.
  const link = find(details, "[data-fill=way]");
  if (!card.closest("form:not([data-local])")) link.replaceWith(link.textContent ?? "");
  find(card, ".testcard__more").prepend(details);
  return details;
}

/** @param {HTMLDetailsElement} details @param {ShownMeasure} measure @param {HTMLElement} card */
function fillIn(details, measure, card) {
  const say = (/** @type {string} */ name, /** @type {string} */ text) => (find(details, `[data-fill=${name}]`).textContent = text);
  say("add", addWords(measure));
  say("label", measure.label);
  say("sign", measure.sign_note ?? "");
  say("way", measuredWords(measure));
  find(details, measure.better === "higher" ? "[data-better=lower]" : "[data-better=higher]").remove();
  const blank = find(details, "[data-measured]");
  fillRow(blank, measure);
  blank.replaceWith(...scalesOf(card).map((scale) => rowBeside(scale, blank, measure)));
}

/** @param {HTMLElement} row @param {ShownMeasure} measure */
function fillRow(row, measure) {
  row.dataset.method = measure.id;
  find(row, "[data-fill=unit]").textContent = unitSign(measure);
  const past = find(row, "[data-past]");
  if (measure.past_zero) find(past, "[data-fill=past]").textContent = capitalised(measure.past_zero);
  else past.remove();
}

/** A row for one side, which has the marks of its scale. @param {HTMLElement} scale @param {HTMLElement} blank @param {ShownMeasure} measure */
function rowBeside(scale, blank, measure) {
  const row = /** @type {HTMLElement} */ (blank.cloneNode(true));
  const side = sideOf(scale);
  rename(row, `blank-${side}`, /blank-none/g);
  const label = find(row, "label");
  if (side !== "none") label.replaceChildren(...find(scale, "legend").cloneNode(true).childNodes);
  find(label, "[data-fill=slot], .visually-hidden").textContent = labelOf(measure.label, side);
  return row;
}

/** @param {string} text */
const capitalised = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
