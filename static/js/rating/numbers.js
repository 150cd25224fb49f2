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
const FRACTIONS = { "¼": "1/4", "½": "1/2", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8" };
// Denominators of a fraction; a tape in inches has more of them.
const HALVED = ["2", "4"];
const HALVED_AGAIN = [...HALVED, "8", "16"];
const SIXTEENTH = 625; // ten-thousandths
const CM_PER_INCH = 2.54; // exactly
const LENGTHS = ["cm", "in"];
const UNITS = {
  cm: ["cm", "㎝", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter"],
  deg: ["°", "º", "˚", "deg", "degree", "degrees", "grad"],
  mm: ["mm"],
  m: ["m"],
  in: ["in", "inch", "inches", '"', "″", "”", "“", "zoll"],
  ft: ["ft", "feet", "foot", "fuß"],
  "%": ["%"],
  rad: ["rad"],
  s: ["s", "sec", "second", "seconds", "sek", "sekunde", "sekunden"],
  min: ["min", "minute", "minutes", "minuten"],
  kg: ["kg", "kilo", "kilos", "kilogram", "kilograms", "kilogramm"],
  g: ["g"],
  lb: ["lb", "lbs", "pound", "pounds", "pfund"],
};
const WORDS = new Map(Object.entries(UNITS).flatMap(([unit, words]) => words.map((word) => [word, unit])));
/** @type {Record<string, (other: string) => string>} */
const OTHER_UNIT = {
  cm: (other) => gettext("That is in %(other)s. Here it is cm.", { other }),
  in: (other) => gettext("That is in %(other)s. Here it is inches.", { other }),
  deg: (other) => gettext("That is in %(other)s. Here it is degrees.", { other }),
  s: (other) => gettext("That is in %(other)s. Here it is seconds.", { other }),
  kg: (other) => gettext("That is in %(other)s. Here it is kg.", { other }),
  count: (other) => gettext("That is in %(other)s. Here it is a count without a unit.", { other }),
  score: (other) => gettext("That is in %(other)s. Here it is a plain number.", { other }),
};

const A_NUMBER = /^([+-]?) ?(?:([0-9]+)(?:[.,]([0-9]*))?|[.,]([0-9]+))$/;
// On a tape in inches 3-3/16 is written for 3 3/16, too.
const A_FRACTION = /^([+-]?) ?(?:([0-9]+)(?: ?(?=[¼½¾⅛⅜⅝⅞])|[ -](?=[0-9]+\/)))?([¼½¾⅛⅜⅝⅞]|[0-9]{1,2}\/[0-9]{1,2})$/;
const WITH_A_UNIT = /^(.*[0-9.,¼½¾⅛⅜⅝⅞]) ?([^0-9.,¼½¾⅛⅜⅝⅞ /'+-]+)\.?$/s;
const IN_PARTS = /^[+-]? ?[0-9.,]+( [0-9.,]+)+$/;
const MANY_MARKS = /^(?:[+-]? ?[0-9]*([.,' ]+[0-9]+){2,}[.,]?|[+-]? ?[0-9]+'[0-9]+)$/;
const OTHER_FRACTION = /^[+-]? ?[0-9 ]*([⅐-⅞↉]|-?[0-9]*\/ ?[0-9]+|[¼½¾])$/;
const LONGEST = 40;

/** In ASCII where it has the same sign, and without blanks around it. @param {string} text */
const normalised = (text) =>
  plainDigits(text)
    .replace(/[－﹣−–‒—‐‑＋．٫，⁄’٬]/g, (letter) => SAME[letter] ?? "-")
    .replace(BLANKS, " ")
    .replace(/^ | $/g, "");

/** @typedef {{ number: number | null, sent: string, why?: undefined } | { number?: undefined, why: string }} Reading */

/**
 * The number in the unit that its person reads, null for an empty text, and what is sent of it, which
 * names inches; or why it is none, which may be "". Of lengths, cm and inches are both read.
 *
 * @param {string} text @param {string} unit @returns {Reading}
 */
export function readNumber(text, unit) {
  const plain = normalised(text);
  if (!plain) return { number: null, sent: "" };
  if ([...plain].length > LONGEST) return { why: "" };
  const named = WITH_A_UNIT.exec(plain);
  const typed = named ? WORDS.get(named[2].toLowerCase()) : undefined;
  if (!named || !typed) return numberIn(plain, unit, unit);
  const isRead = typed === unit || (LENGTHS.includes(typed) && LENGTHS.includes(unit));
  return isRead ? numberIn(named[1], typed, unit) : { why: OTHER_UNIT[unit]?.(named[2]) ?? "" };
}

/** A text without a unit, which was typed in one unit and is read in another. @param {string} plain @param {string} typed @param {string} unit @returns {Reading} */
function numberIn(plain, typed, unit) {
  const number = fractionOf(plain, typed) ?? decimalOf(plain, typed);
  if (typeof number === "string") return { why: number };
  const sent = typed === "in" ? `${number} in` : String(number);
  if (typed === unit) return { number, sent };
  return { number: typed === "in" ? Math.round(number * CM_PER_INCH * 1e5) / 1e5 : number / CM_PER_INCH, sent };
}

/** A whole and a part that a tape in this unit has a line for. @param {string} plain @param {string} unit */
function fractionOf(plain, unit) {
  const [, sign, whole, fraction] = A_FRACTION.exec(plain) ?? [];
  const [over, under] = (FRACTIONS[fraction] ?? fraction ?? "").split("/");
  const isRead = (unit === "in" ? HALVED_AGAIN : HALVED).includes(under) && 0 < Number(over) && Number(over) < Number(under);
  return isRead ? Number(`${sign}1`) * (Number(whole ?? 0) + Number(over) / Number(under)) : null;
}

/** The number, or why it is none. @param {string} plain @param {string} unit @returns {number | string} */
function decimalOf(plain, unit) {
  const [, sign, whole, part, alone] = A_NUMBER.exec(plain) ?? [];
  if (sign === undefined) return whyNot(plain);
  const decimals = (part || alone || "").replace(/0+$/, "");
  const isExact = decimals.length <= 2 || (unit === "in" && isInSixteenths(decimals));
  if (!isExact) return twoDecimals(`${whole ?? 0}.${decimals.slice(0, 2)}`);
  return Number(`${sign}${whole ?? 0}.${decimals || 0}`);
}

/** @param {string} decimals */
const isInSixteenths = (decimals) => decimals.length <= 4 && Number(decimals.padEnd(4, "0")) % SIXTEENTH === 0;

/** @param {string} number */
const twoDecimals = (number) =>
  gettext("Two decimals at most, such as %(example)s.", { example: numberText(number, { minimumFractionDigits: 2 }) });

/** @param {string} plain */
function whyNot(plain) {
  if (IN_PARTS.test(plain)) return gettext("Use one number, without a blank in it.");
  if (MANY_MARKS.test(plain)) return gettext("Use one comma or point at most, and none for thousands.");
  return OTHER_FRACTION.test(plain) ? gettext("Use decimals in place of that fraction.") : "";
}
