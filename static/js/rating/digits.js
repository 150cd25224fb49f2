// Digits as people type them, also on full-width, Arabic, Persian and Indian keyboards.

const ZEROS = ["０", "٠", "۰", "०"].map((zero) => Number(zero.codePointAt(0)));
const DIGITS = /[０-９٠-٩۰-۹०-९]/g;

/** @param {string} letter */
function digit(letter) {
  const code = Number(letter.codePointAt(0));
  return String(code - Math.max(...ZEROS.filter((zero) => zero <= code)));
}

/** With those of ASCII. @param {string} text */
export const plainDigits = (text) => text.replace(DIGITS, digit);
