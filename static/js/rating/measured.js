// Checks a measured value as it is typed: an error outside the hard range, a question outside the
// typical one. The server checks the same again.

import { find } from "../dom.js";
import { gettext, numberText } from "../gettext.js";
import { sentences } from "../plan/places.js";
import { readNumber } from "./numbers.js";

/** The field, its text as it would be sent, and its number: null if empty, NaN if it is none. @param {HTMLElement} row */
function read(row) {
  const input = /** @type {HTMLInputElement} */ (row.querySelector("input[inputmode]"));
  const past = /** @type {HTMLInputElement | null} */ (row.querySelector("input[name$='-past']"));
  const { number: size, why } = readNumber(input.value, row.dataset.unit ?? "");
  if (size === undefined) return { input, text: input.value.trim(), number: NaN, why };
  const number = past?.checked && size && size > 0 ? -size : size;
  return { input, text: number === null ? "" : String(number), number };
}

/** The text that was sent last, or that was there when the page came (it says so in its field `shown`). @param {HTMLElement} row @returns {string} */
function savedText(row) {
  const { name, form } = read(row).input;
  const shown = /** @type {HTMLInputElement} */ (form?.elements.namedItem("shown"));
  return row.dataset.sent ?? JSON.parse(shown.value)[name] ?? "";
}

/** The sentence that keeps this value from being sent, or "". @param {HTMLElement} row */
export function objection(row) {
  const { number, why } = read(row);
  if (number === null) return "";
  if (Number.isNaN(number)) return why || (row.dataset.hint ?? "");
  return rangeError(number, row.dataset) || (isConfirmed(row, number) ? "" : typicalQuestion(number, row.dataset));
}

/** @param {HTMLElement} row @param {number} number */
const isConfirmed = (row, number) => [row.dataset.kept, savedText(row)].includes(String(number));

/** "" inside the hard range, else the server's sentence, perhaps with what was meant. @param {number} number @param {DOMStringMap} limits */
export function rangeError(number, { hardMin, hardMax, typicalMin, typicalMax, range = "" }) {
  if (isWithin(number, hardMin, hardMax)) return "";
  const tenth = Math.round(number * 100) / 1000;
  const isLikely = typicalMin ? isWithin(tenth, typicalMin, typicalMax) : isWithin(tenth, hardMin, hardMax);
  return sentences(range, isLikely ? gettext("Did you mean %(number)s?", { number: numberText(tenth) }) : "");
}

/** @param {number} number @param {DOMStringMap} limits */
export function typicalQuestion(number, { typicalMin, typicalMax = "", unitWords }) {
  if (!typicalMin || isWithin(number, typicalMin, typicalMax)) return "";
  const values = { value: withUnit(number, unitWords), low: numberText(typicalMin), high: numberText(typicalMax) };
  return gettext("%(value)s is outside the usual %(low)s to %(high)s. Is it right?", values);
}

/** @param {number} number @param {string | undefined} low @param {string | undefined} high */
const isWithin = (number, low, high) => Number(low) <= number && number <= Number(high);
/** @param {number | null} number @param {string} [unit] as it follows a number */
const withUnit = (number, unit = "") => `${numberText(number ?? 0)}${unit}`;

/** @param {string} sentence */
function errorLine(sentence) {
  const line = Object.assign(document.createElement("p"), { className: "errline", textContent: sentence });
  line.setAttribute("role", "alert");
  return line;
}

/** Shows the objection; returns true if there is none. Under a question are its answers, and a second Done is a yes. @param {HTMLElement} row */
function check(row) {
  const sentence = objection(row);
  const { input, number } = read(row);
  const isQuestion = Boolean(sentence) && sentence === typicalQuestion(Number(number), row.dataset);
  input.setAttribute("aria-invalid", String(Boolean(sentence)));
  find(row, "[data-error]").replaceChildren(...(sentence ? [errorLine(sentence)] : []), ...(isQuestion ? [answers(row)] : []));
  if (isQuestion) row.dataset.kept = String(number);
  if (sentence) input.focus();
  return !sentence;
}

/** @param {HTMLElement} row */
function answers(row) {
  const { input, number } = read(row);
  const yes = newButton(gettext("Yes, keep %(value)s", { value: withUnit(number, row.dataset.unitWords) }), "btn-line");
  const no = newButton(gettext("Change it"), "btn-text");
  yes.addEventListener("click", () => {
    row.dataset.kept = String(number);
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
export function textToSend(input) {
  const row = /** @type {HTMLElement} */ (input.closest("[data-measured]"));
  const { text } = read(row);
  if (objection(row) || text === savedText(row)) return null;
  row.dataset.sent = text;
  return text;
}

/** Makes a sheet ask about values in doubt; if it is closed all the same, its card says what is not saved. @param {import("./sheets.js").Sheet} sheet */
export function guard(sheet) {
  const rows = /** @type {HTMLElement[]} */ ([...sheet.dialog.querySelectorAll("[data-measured]")]);
  /** @type {HTMLElement | null} */
  let line = null;
  sheet.mayClose = () => rows.every(check);
  sheet.dialog.addEventListener("close", () => {
    for (const row of rows) read(row).input.dispatchEvent(new Event("change", { bubbles: true }));
    const row = rows.find(objection);
    line?.remove();
    line = row ? errorLine(gettext("Not saved: %(text)s", { text: read(row).input.value })) : null;
    if (line) sheet.button.after(line);
  });
}
