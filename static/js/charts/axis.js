// Days as numbers, counted from 1 January of year 1: marks on a time axis, dates and numbers in words.

import { gettext } from "../gettext.js";

const EPOCH = 719163; // 1 January 1970
const STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240];
const SHORT = 45; // days; a shorter axis is marked by weeks
const MONTH = 30.44;

/** Of the page, which may differ from that of the browser. */
const language = globalThis.document?.documentElement.lang || "en";
const months = new Intl.DateTimeFormat(language, { month: "short", timeZone: "UTC" });

/** @param {number} day */
function dateOf(day) {
  return new Date((day - EPOCH) * 864e5);
}

/** The first day of a month, counted from January of year 0. @param {number} month */
function firstDay(month) {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / 864e5 + EPOCH;
}

/** @param {Date} date */
function parts(date) {
  return { day: date.getUTCDate(), month: months.format(date), year: date.getUTCFullYear() };
}

/** @param {number} day */
export function dateWords(day) {
  return gettext("%(day)s %(month)s %(year)s", parts(dateOf(day)));
}

/** @typedef {{ value: number, label: string }} Mark */

/** Marks between two days, at most `room` of them; a week starts on a weekday, 0 is Monday. @param {number} from @param {number} to @param {number} room @param {number} [weekStarts] */
export function timeMarks(from, to, room, weekStarts = 0) {
  return to - from < SHORT ? weekMarks(from, to, room, weekStarts + 1) : monthMarks(from, to, room);
}

/** @param {number} from @param {number} to @param {number} room @param {number} first any first day of a week */
function weekMarks(from, to, room, first) {
  const step = 7 * Math.max(1, Math.ceil((to - from) / 7 / room));
  /** @type {Mark[]} */
  const marks = [];
  const start = Math.ceil((from - first) / 7) * 7 + first;
  for (let day = start; day <= to; day += step) {
    marks.push({ value: day, label: gettext("%(day)s %(month)s", parts(dateOf(day))) });
  }
  return marks;
}

/** @param {number} from @param {number} to @param {number} room */
function monthMarks(from, to, room) {
  const wanted = (to - from) / MONTH / room;
  const step = STEPS.find((count) => count >= wanted) ?? STEPS[STEPS.length - 1];
  const start = dateOf(from);
  const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step;
  /** @type {Mark[]} */
  const marks = [];
  for (let month = first; firstDay(month) <= to; month += step) {
    const value = firstDay(month);
    if (value >= from) marks.push({ value, label: monthLabel(month, step, to - from) });
  }
  return marks;
}

/** @param {number} month @param {number} step @param {number} span in days */
function monthLabel(month, step, span) {
  const isJanuary = month % 12 === 0;
  if (step >= 12 || (isJanuary && span > 200)) return String(Math.floor(month / 12));
  return months.format(dateOf(firstDay(month)));
}

/** A number as people write it, with a real minus sign. @param {number} value @param {number} [places] decimals at most */
export function numberWords(value, places = 1) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: places }).format(value || 0).replace("-", "−");
}
