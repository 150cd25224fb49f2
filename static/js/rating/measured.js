// Checks a measured value as it is typed: an error outside the hard range, a question outside the
// typical one. The server checks the same again.

import { find } from "../dom.js";
import { gettext, numberText } from "../gettext.js";
import { preferences } from "../preferences.js";
import { aboutOf } from "./about.js";
import { hint, inWords, isSame, measureOf, rangeError, shownNumber, typicalQuestion, withUnit } from "./measure.js";
import { readNumber } from "./numbers.js";

/** The measure of a row, as its person reads it. @param {HTMLElement} row */
function measureOfRow(row) {
  const card = /** @type {HTMLElement} */ (row.closest("[data-test]"));
  const measure = measureOf(aboutOf(card), row.dataset.method ?? "", preferences().length);
  if (!measure) throw new TypeError(`${card.dataset.test} is not measured by ${row.dataset.method}.`);
  return measure;
}

/** @param {HTMLElement} row */
const inputOf = (row) => /** @type {HTMLInputElement} */ (row.querySelector("input[inputmode]"));

/** The field, its text as it would be sent, and its number: null if empty, NaN if it is none. @param {HTMLElement} row */
function read(row) {
  const input = inputOf(row);
  const past = /** @type {HTMLInputElement | null} */ (row.querySelector("input[name$='-past']"));
  const measure = measureOfRow(row);
  const saved = savedText(row);
  const shown = saved && shownNumber(saved, measure);
  // What stands there of a saved value is that value, even with more decimals than can be typed.
  const isShown = shown !== "" && input.value.trim().replace(",", ".") === String(shown);
  if (isShown && !(past?.checked && shown > 0)) return { input, measure, text: saved, number: shown };
  const typed = readNumber(input.value, measure.unit);
  if (typed.number === undefined) return { input, measure, text: input.value.trim(), number: NaN, why: typed.why };
  const { number, sent } = typed;
  if (past?.checked && number && number > 0) return { input, measure, text: `-${sent}`, number: -number };
  return { input, measure, text: sent, number };
}

/** The text that was sent last, or that was there when the page came (it says so in its field `shown`). @param {HTMLElement} row @returns {string} */
function savedText(row) {
  const { name, form } = inputOf(row);
  const shown = /** @type {HTMLInputElement} */ (form?.elements.namedItem("shown"));
  return row.dataset.sent ?? JSON.parse(shown.value)[name] ?? "";
}

/** The sentence that keeps this value from being sent, or "". @param {HTMLElement} row */
export function objection(row) {
  const { number, measure, why } = read(row);
  if (number === null) return "";
  if (Number.isNaN(number)) return why || hint(measure);
  return rangeError(number, measure) || (isConfirmed(row) ? "" : typicalQuestion(number, measure));
}

/** @param {HTMLElement} row */
function isConfirmed(row) {
  const { text, measure } = read(row);
  return [row.dataset.kept, savedText(row)].some((other) => other && isSame(other, text, measure));
}

/** @param {string} sentence */
function errorLine(sentence) {
  const line = Object.assign(document.createElement("p"), { className: "errline", textContent: sentence });
  line.setAttribute("role", "alert");
  return line;
}

/** Shows the objection; returns true if there is none. Under a question are its answers, and a second Done is a yes. @param {HTMLElement} row */
function check(row) {
  const sentence = objection(row);
  const { input, number, measure, text } = read(row);
  const isQuestion = Boolean(sentence) && sentence === typicalQuestion(Number(number), measure);
  input.setAttribute("aria-invalid", String(Boolean(sentence)));
  find(row, "[data-error]").replaceChildren(...(sentence ? [errorLine(sentence)] : []), ...(isQuestion ? [answers(row)] : []));
  if (isQuestion) row.dataset.kept = text;
  if (sentence) input.focus();
  return !sentence;
}

/** @param {HTMLElement} row */
function answers(row) {
  const { input, number, measure, text } = read(row);
  const yes = newButton(gettext("Yes, keep %(value)s", { value: withUnit(number ?? 0, measure) }), "btn-line");
  const no = newButton(gettext("Change it"), "btn-text");
  yes.addEventListener("click", () => {
    row.dataset.kept = text;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    check(row);
    const dialog = row.closest("dialog");
    if (dialog) find(dialog, "button:last-of-type").focus();
  });
  no.addEventListener("click", () => {
    delete row.dataset.kept;
    input.select();
  });
  const line = Object.assign(document.createElement("div"), { className: "row-x flex-wrap mt-2" });
  line.append(yes, no);
  return line;
}

/** @param {string} textContent @param {string} look */
const newButton = (textContent, look) =>
  Object.assign(document.createElement("button"), { type: "button", className: `btn ${look}`, textContent });

/** What to send of a measured value; null while it is in doubt, or sent already. @param {HTMLInputElement} input */
export function toSend(input) {
  const row = /** @type {HTMLElement} */ (input.closest("[data-measured]"));
  const { text, measure } = read(row);
  if (objection(row) || isSame(text, savedText(row), measure)) return null;
  row.dataset.sent = text;
  return { value: text, method: row.dataset.method };
}

/** Shows a value that this phone sent or keeps; it was confirmed, so it is neither sent nor questioned again. @param {HTMLElement} row @param {string} text */
export function showValue(row, text) {
  const { input, measure } = read(row);
  input.value = text && numberText(shownNumber(text, measure));
  Object.assign(row.dataset, { sent: text, kept: text });
}

/** What was entered on the sides and counts, "8.5 | 10 cm"; empty for nothing. @param {HTMLElement[]} rows */
function enteredIn(rows) {
  const texts = rows.map((row) => {
    const { number, measure } = read(row);
    return number === null || objection(row) ? "" : inWords(number, measure);
  });
  if (!texts.some(Boolean)) return "";
  return withUnit(texts.map((text) => text || "–").join(" | "), measureOfRow(rows[0]));
}

/** Makes a sheet ask about values in doubt; if it is closed all the same, its card says what is not saved. @param {import("./sheets.js").Sheet} sheet */
export function guard(sheet) {
  const rows = /** @type {HTMLElement[]} */ ([...sheet.dialog.querySelectorAll("[data-measured]")]);
  /** @type {HTMLElement | null} */
  let line = null;
  const label = find(sheet.button, "[data-fill=add]");
  const asked = label.dataset.add ?? label.textContent;
  sheet.mayClose = () => rows.every(check);
  label.textContent = enteredIn(rows) || asked;
  sheet.dialog.addEventListener("close", () => {
    label.textContent = enteredIn(rows) || asked;
    for (const row of rows) read(row).input.dispatchEvent(new Event("change", { bubbles: true }));
    const row = rows.find(objection);
    line?.remove();
    line = row ? errorLine(gettext("Not saved: %(text)s", { text: read(row).input.value })) : null;
    if (line) sheet.button.after(line);
  });
}
