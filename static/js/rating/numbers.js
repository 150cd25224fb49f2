// Reads numbers as people write them. tracker/forms/numbers.py reads the same ones, and explains in the
// same words why it cannot; tests/numbers.json holds both to it.

import { gettext, numberText } from "../gettext.js";
import { plainDigits } from "./digits.js";

// Invisible marks count as blanks: keyboards of languages from right to left add them.
const BLANKS = /[\t-\r \u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+/g;
// What typographers put for - and ,.
/** @type {Record<string, string>} */
const SAME = { "＋": "+", "．": ".", "٫": ".", "，": ",", "⁄": "/", "’": "'", "٬": "'" };
/** @type {Record<string, string>} */
const QUARTERS = { "¼": ".25", "½": ".5", "¾": ".75", "1/4": ".25", "1/2": ".5", "3/4": ".75" };
const UNITS = {
  cm: ["cm", "㎝", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter"],
  deg: ["°", "º", "˚", "deg", "degree", "degrees", "grad"],
  mm: ["mm"],
  m: ["m"],
  in: ["in", "inch", "inches", '"', "″", "”", "zoll"],
  ft: ["ft", "feet", "foot", "fuß"],
  "%": ["%"],
  rad: ["rad"],
  s: ["s", "sec", "seconds", "sek", "sekunden"],
  kg: ["kg"],
};
const WORDS = new Map(Object.entries(UNITS).flatMap(([unit, words]) => words.map((word) => [word, unit])));
/** @type {Record<string, (other: string) => string>} */
const OTHER_UNIT = {
  cm: (other) => gettext("That is in %(other)s. Here it is cm.", { other }),
  deg: (other) => gettext("That is in %(other)s. Here it is degrees.", { other }),
  count: (other) => gettext("That is in %(other)s. Here it is a count without a unit.", { other }),
  score: (other) => gettext("That is in %(other)s. Here it is a plain number.", { other }),
};

const A_NUMBER = /^([+-]?) ?(?:([0-9]+)(?:[.,]([0-9]*))?|[.,]([0-9]+))$/;
const A_FRACTION = /^([+-]?) ?(?:([0-9]+)(?: ?(?=[¼½¾])| (?=[13]\/)))?([¼½¾]|[13]\/[24])$/;
const WITH_A_UNIT = /^(.*[0-9.,¼½¾]) ?([^0-9.,¼½¾ /'+-]+)\.?$/s;
const IN_PARTS = /^[+-]? ?[0-9.,]+( [0-9.,]+)+$/;
const MANY_MARKS = /^(?:[+-]? ?[0-9]*([.,' ]+[0-9]+){2,}[.,]?|[+-]? ?[0-9]+'[0-9]+)$/;
const OTHER_FRACTION = /^[+-]? ?[0-9 ]*([⅐-⅞↉]|\/ ?[0-9]+|[¼½¾])$/;
const LONGEST = 40;

/** In ASCII where it has the same sign, and without blanks around it. @param {string} text */
const normalised = (text) =>
  plainDigits(text)
    .replace(/[－﹣−–‒—‐‑＋．٫，⁄’٬]/g, (letter) => SAME[letter] ?? "-")
    .replace(BLANKS, " ")
    .replace(/^ | $/g, "");

/**
 * The number, null for an empty text; or why it is none, which may be "".
 *
 * @param {string} text @param {string} unit @returns {{ number?: number | null, why?: string }}
 */
export function readNumber(text, unit) {
  let plain = normalised(text);
  if (!plain) return { number: null };
  if ([...plain].length > LONGEST) return { why: "" };
  const named = WITH_A_UNIT.exec(plain);
  const other = named && WORDS.get(named[2].toLowerCase());
  if (other && other !== unit) return { why: OTHER_UNIT[unit]?.(named[2]) ?? "" };
  if (other) plain = named[1];
  const fraction = A_FRACTION.exec(plain);
  if (fraction) return { number: Number(`${fraction[1]}${fraction[2] ?? 0}${QUARTERS[fraction[3]]}`) };
  const [, sign, whole, part, alone] = A_NUMBER.exec(plain) ?? [];
  if (sign === undefined) return { why: whyNot(plain) };
  const decimals = (part || alone || "").replace(/0+$/, "");
  if (decimals.length > 2) return { why: twoDecimals(`${whole ?? 0}.${decimals.slice(0, 2)}`) };
  return { number: Number(`${sign}${whole ?? 0}.${decimals || 0}`) };
}

/** @param {string} number */
const twoDecimals = (number) =>
  gettext("Two decimals at most, such as %(example)s.", { example: numberText(number, { minimumFractionDigits: 2 }) });

/** @param {string} plain */
function whyNot(plain) {
  if (IN_PARTS.test(plain)) return gettext("Use one number, without a blank in it.");
  if (MANY_MARKS.test(plain)) return gettext("Use one comma or point at most, and none for thousands.");
  return OTHER_FRACTION.test(plain) ? gettext("Use decimals in place of that fraction.") : "";
}
