// The box beside the finger or the mouse. Nothing is only here: the table holds the same.

import { dateWords, numberWords } from "./axis.js";

/** @type {Record<string, string>} */
export const PHASES = { pre: "Before", post: "After" };

/** @param {any[]} items @param {LineChart} data */
function title(items, data) {
  const day = items[0].raw.x;
  if (!data.weeks) return dateWords(day);
  const start = day - (data.weeks * 7 + 1) / 2 + 1;
  return data.weeks === 1 ? `Week of ${dateWords(start)}` : `${data.weeks} weeks from ${dateWords(Math.floor(start))}`;
}

/** @param {any} item @param {LineChart} data */
function label(item, data) {
  const { phase, dots } = item.dataset;
  const at = data.weeks || !dots ? -1 : dots.x.indexOf(item.raw.x);
  const value = at < 0 ? item.raw.y : dots.y[at];
  const mean = data.weeks ? " on average" : "";
  return `${PHASES[phase]}: ${numberWords(value)}${data.unit ?? ""}${mean}`;
}

/** @param {LineChart} data @param {import("./colours.js").Colours} colours */
export function tooltip(data, colours) {
  return {
    backgroundColor: colours.ink,
    titleColor: colours.ground,
    bodyColor: colours.ground,
    padding: 12,
    cornerRadius: 10,
    displayColors: false,
    filter: (/** @type {any} */ item) => !item.dataset.isTrend,
    titleFont: { size: 13, weight: 600 },
    bodyFont: { size: 14 },
    callbacks: {
      title: (/** @type {any[]} */ items) => (items.length ? title(items, data) : ""),
      label: (/** @type {any} */ item) => label(item, data),
    },
  };
}
