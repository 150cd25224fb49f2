// Checks a measured value as it is typed: a clear error outside the hard range, a question outside
// the usual one. The server checks the same again.

import { readNumber } from "./numbers.js";

export function read(row) {
  const input = row.querySelector("input[inputmode]");
  const past = row.querySelector("input[name$='-past']")?.checked;
  const { number: size, why } = readNumber(input.value, row.dataset.unit);
  if (size === undefined) return { input, text: input.value.trim(), number: NaN, why };
  const number = past && size > 0 ? -size : size;
  return { input, text: number === null ? "" : String(number), number };
}

/** What was sent of it, or what was there as the page came: the page says so in the field `shown`. */
export function known(row) {
  const { name, form } = read(row).input;
  return row.dataset.sent ?? JSON.parse(form.elements.shown.value)[name] ?? "";
}

/** The sentence that keeps this value from being taken, or "" if nothing does. */
export function objection(row) {
  const { number, why } = read(row);
  if (number === null) return "";
  if (Number.isNaN(number)) return why || row.dataset.hint;
  return outside(number, row.dataset) || (isAnswered(row, number) ? "" : question(number, row.dataset));
}

const isAnswered = (row, number) => [row.dataset.kept, known(row)].includes(String(number));

/** What the server says of it, too: nothing inside the range, and perhaps what was meant. */
export function outside(number, { hardMin, hardMax, typicalMin, typicalMax, range }) {
  if (within(number, hardMin, hardMax)) return "";
  const tenth = Math.round(number * 100) / 1000;
  const likely = typicalMin ? within(tenth, typicalMin, typicalMax) : within(tenth, hardMin, hardMax);
  return likely ? `${range} Did you mean ${plain(tenth)}?` : range;
}

export function question(number, { typicalMin, typicalMax, unitWords }) {
  if (!typicalMin || within(number, typicalMin, typicalMax)) return "";
  return `${plain(number)}${unitWords} is outside the usual ${plain(typicalMin)} to ${plain(typicalMax)}. Is it right?`;
}

const within = (number, low, high) => Number(low) <= number && number <= Number(high);
const plain = (number) => String(Number(number)).replace("-", "−");

export function told(sentence) {
  const line = Object.assign(document.createElement("p"), { className: "errline", textContent: sentence });
  line.setAttribute("role", "alert");
  return line;
}

/** Shows the objection; a question has its answers beside it, and Done a second time is a yes. */
export function check(row) {
  const sentence = objection(row);
  const { input, number } = read(row);
  const isAsked = Boolean(sentence) && sentence === question(number, row.dataset);
  input.setAttribute("aria-invalid", String(Boolean(sentence)));
  row.querySelector("[data-error]").replaceChildren(...(sentence ? [told(sentence)] : []), ...(isAsked ? answers(row) : []));
  if (isAsked) row.dataset.kept = String(number);
  if (sentence) input.focus();
  return !sentence;
}

function answers(row) {
  const { input, number } = read(row);
  const yes = button(`Yes, keep ${plain(number)}${row.dataset.unitWords}`, "btn-line");
  const no = button("Change it", "btn-text");
  yes.addEventListener("click", () => {
    row.dataset.kept = String(number);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    check(row);
    row.closest("dialog")?.querySelector("button:last-of-type")?.focus();
  });
  no.addEventListener("click", () => {
    delete row.dataset.kept;
    input.select();
  });
  const line = Object.assign(document.createElement("div"), { className: "row-x flex-wrap mt-2" });
  line.append(yes, no);
  return [line];
}

function button(textContent, look) {
  return Object.assign(document.createElement("button"), { type: "button", className: `btn ${look}`, textContent });
}
