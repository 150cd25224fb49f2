// Checks a measured value as it is typed: a clear error outside the hard range, a question outside
// the usual one. The server checks the same again.

const NUMBER = /^[+-]?\d{1,4}([.,]\d{1,2})?$/;

export function read(row) {
  const input = row.querySelector("input[inputmode]");
  const text = input.value.trim().replaceAll(" ", "").replace(/[−–]/, "-");
  if (!text) return { input, text: "", number: null };
  const past = row.querySelector("input[name$='-past']")?.checked;
  const size = NUMBER.test(text) ? Number(text.replace(",", ".")) : NaN;
  const number = past && size > 0 ? -size : size;
  return { input, text: Number.isNaN(number) ? text : String(number), number };
}

/** What was sent of it, or what was there as the page came: the page says so in the field `shown`. */
export function known(row) {
  const { name, form } = read(row).input;
  return row.dataset.sent ?? JSON.parse(form.elements.shown.value)[name] ?? "";
}

/** The sentence that keeps this value from being taken, or "" if nothing does. */
export function objection(row) {
  const { number } = read(row);
  const { hardMin, hardMax, typicalMin, typicalMax, range, kept } = row.dataset;
  if (number === null) return "";
  if (Number.isNaN(number) || number < hardMin || number > hardMax) return range;
  const unusual = typicalMin !== "" && (number < typicalMin || number > typicalMax);
  return unusual && ![kept, known(row)].includes(String(number)) ? `${number} is outside the usual range. Keep it?` : "";
}

export function told(sentence) {
  const line = Object.assign(document.createElement("p"), { className: "errline", textContent: sentence });
  line.setAttribute("role", "alert");
  return line;
}

/** Shows the objection; a question is taken as answered when the same value is confirmed. */
export function check(row) {
  const sentence = objection(row);
  const { input, number } = read(row);
  input.setAttribute("aria-invalid", String(Boolean(sentence)));
  row.querySelector("[data-error]").replaceChildren(...(sentence ? [told(sentence)] : []));
  if (sentence && sentence !== row.dataset.range) row.dataset.kept = String(number);
  if (sentence) input.focus();
  return !sentence;
}
