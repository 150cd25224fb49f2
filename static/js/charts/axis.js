// Days as numbers: where to put marks on a time axis, and how to write a day. Pure.

const EPOCH = 719163; // 1 January 1970, counted from 1 January of year 1
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240];
const SHORT = 45; // days; a shorter axis is marked by weeks
const MONTH = 30.44;

export function dateOf(day) {
  return new Date((day - EPOCH) * 864e5);
}

/** The first day of a month, counted from January of year 0. */
function firstDay(month) {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / 864e5 + EPOCH;
}

export function written(day) {
  const date = dateOf(day);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** Marks between two days: at most `room` of them, each with its words. */
export function timeMarks(from, to, room) {
  return to - from < SHORT ? weeks(from, to, room) : months(from, to, room);
}

function weeks(from, to, room) {
  const step = 7 * Math.max(1, Math.ceil((to - from) / 7 / room));
  const marks = [];
  const monday = Math.ceil((from - 1) / 7) * 7 + 1;
  for (let day = monday; day <= to; day += step) {
    const date = dateOf(day);
    marks.push({ value: day, label: `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}` });
  }
  return marks;
}

function months(from, to, room) {
  const wanted = (to - from) / MONTH / room;
  const step = STEPS.find((each) => each >= wanted) ?? STEPS.at(-1);
  const start = dateOf(from);
  const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / step) * step;
  const marks = [];
  for (let month = first; firstDay(month) <= to; month += step) {
    const value = firstDay(month);
    if (value >= from) marks.push({ value, label: monthLabel(month, step, to - from) });
  }
  return marks;
}

function monthLabel(month, step, span) {
  const isJanuary = month % 12 === 0;
  if (step >= 12 || (isJanuary && span > 200)) return String(Math.floor(month / 12));
  return MONTHS[month % 12];
}

/** A number as people write it, with a real minus sign. */
export function number(value) {
  return String(Math.round(value * 10) / 10).replace("-", "−");
}
