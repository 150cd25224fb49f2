// Asks how a test is measured, at the first tap on its button, and goes on to the sheet for its values.

import { find } from "../dom.js";
import { gettext, pgettext } from "../gettext.js";
import { preferences } from "../preferences.js";
import { aboutOf, tell } from "./about.js";
import { measureOf } from "./measure.js";
import { guard } from "./measured.js";
import { showMethod } from "./measured_sheet.js";
import { makeSheet, newButton, openAtTop } from "./sheets.js";
import { labelWords, measureWords, ONLY_RATE, onceWords, wayWords } from "./ways.js";

/** @typedef {import("../outbox/index.js").Outbox} Outbox */

/** Where there is one way alone, there is nothing to ask. @param {HTMLElement} button @param {HTMLFormElement} form @param {Outbox} outbox */
export async function choose(button, form, outbox) {
  const card = /** @type {HTMLElement} */ (button.closest("[data-test]"));
  const { test = "" } = card.dataset;
  button.closest("dialog")?.close();
  const about = aboutOf(card);
  const isOne = about.measures.length === 1;
  if (!isOne) await loadStyles(form);
  const method = isOne ? about.measures[0].id : await answerOf(card, about);
  if (!method) return;
  const { session = "" } = form.dataset;
  outbox.put({ kind: "method", session, test, method });
  tell(card, { ...about, method });
  const details = showMethod(form, card);
  if (card.querySelector("[data-phone]")) return measureByPhone(card, form, outbox);
  if (!details) return find(card, ".testcard__more > button").focus();
  const sheet = makeSheet(details);
  guard(sheet);
  sheet.button.focus();
  sheet.open();
}

/** @param {HTMLElement} card @param {HTMLFormElement} form @param {Outbox} outbox */
async function measureByPhone(card, form, outbox) {
  const { prepare, takeIfDue } = await import("./by_phone.js");
  prepare(card, form, outbox);
  await takeIfDue(card, form, outbox);
}

/** Those of choices, which a page brings along only where many people need them. @param {HTMLFormElement} form */
function loadStyles({ dataset }) {
  const href = dataset.choices;
  if (!href) return null;
  delete dataset.choices;
  const link = element("link", { rel: "stylesheet", href });
  const loaded = new Promise((resolve) => {
    for (const name of ["load", "error"]) link.addEventListener(name, resolve);
  });
  document.head.append(link);
  return loaded;
}

/** The id of a measure or `ONLY_RATE`; empty if the sheet was closed. @param {HTMLElement} card @param {MeasuredTest} about @returns {Promise<string>} */
function answerOf(card, about) {
  const done = newButton("btn btn-primary btn-big w-100");
  const cancel = Object.assign(newButton("btn btn-text w-100 mt-2"), { textContent: gettext("Cancel") });
  const options = optionsOf(card, about);
  const once = element("p", { className: "small soft mt-3" }, onceWords(about.measures));
  const dialog = element("dialog", { className: "sheet", tabIndex: -1 }, ...heading(card), options, once, done, cancel);
  dialog.setAttribute("aria-label", gettext("How do you measure this?"));
  const chosen = () => find(options, ":checked", HTMLInputElement);
  const name = () => (done.textContent = chosen().dataset.do ?? "");
  // It is no rating: nothing of it is to be saved as one.
  options.addEventListener("change", (event) => [event.stopPropagation(), name()]);
  options.addEventListener("keydown", (event) => event.key === "Enter" && [event.preventDefault(), done.click()]);
  done.addEventListener("click", () => dialog.close(chosen().value));
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  name();
  find(card, ".testcard__more").append(dialog);
  openAtTop(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => [dialog.remove(), resolve(dialog.returnValue)], { once: true });
  });
}

/** @param {HTMLElement} card */
function heading({ dataset: { name, gloss } }) {
  const title = element("h3", { className: "h-card" }, gettext("How do you measure this?"));
  const where = gloss ? gettext("%(name)s, %(gloss)s", { name, gloss }) : (name ?? "");
  return [title, element("p", { className: "small soft mb-3" }, where)];
}

/** One radio for each way, the first one chosen, and one for no way. @param {HTMLElement} card @param {MeasuredTest} about */
function optionsOf(card, about) {
  const { test = "" } = card.dataset;
  const drawing = card.querySelector(".testcard__head .il");
  const measures = about.measures.flatMap(({ id }) => measureOf(about, id, preferences().length) ?? []);
  const ways = measures.map((measure) => {
    const words = [wayWords(measure), labelWords(measure), measureWords(measure)];
    return option(test, measure.id, words, measure.instrument === "tape" ? drawing : null);
  });
  const legend = element("legend", { className: "visually-hidden" }, gettext("How you measure"));
  const list = element("fieldset", { className: "stack stack--8" }, legend, ...ways, option(test, ONLY_RATE, onlyRateWords(), null));
  find(list, "input", HTMLInputElement).checked = true;
  return list;
}

const onlyRateWords = () => [
  gettext("I only rate"),
  gettext("No measuring. You can add it later."),
  pgettext("button", "Only rate"),
];

/** @param {string} test @param {string} value @param {string[]} words its name, what it reads, and what the button says @param {Element | null} drawing */
function option(test, value, [name, about, action], drawing) {
  const id = `way-${test}-${value}`;
  const input = element("input", { type: "radio", name: `${test}-way`, id, value });
  input.dataset.do = action;
  const title = element("span", { className: "pick__t" }, name);
  const text = element("span", { className: "grow" }, title, element("span", { className: "small soft d-block" }, about));
  const label = element("label", { htmlFor: id }, text, ...(drawing ? [drawing.cloneNode(true)] : []));
  return element("div", { className: drawing ? "pick pick--il" : "pick" }, input, label);
}

/** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {object} properties @param {(Node | string)[]} content @returns {HTMLElementTagNameMap[T]} */
function element(name, properties, ...content) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...content);
  return made;
}
