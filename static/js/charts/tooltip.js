// The box beside the finger or the mouse. Nothing is only here: the table holds the same.

import { number, written } from "./axis.js";

export const PHASES = { pre: "Before", post: "After" };

function title(items, data) {
  const day = items[0].raw.x;
  if (!data.weeks) return written(day);
  const start = day - (data.weeks * 7 + 1) / 2 + 1;
  return data.weeks === 1 ? `Week of ${written(start)}` : `${data.weeks} weeks from ${written(Math.floor(start))}`;
}

function label(item, data) {
  const { phase, dots } = item.dataset;
  const at = data.weeks || !dots ? -1 : dots.x.indexOf(item.raw.x);
  const value = at < 0 ? item.raw.y : dots.y[at];
  const mean = data.weeks ? " on average" : "";
  return `${PHASES[phase]}: ${number(value)}${data.unit ?? ""}${mean}`;
}

export function tooltip(data, colours) {
  return {
    backgroundColor: colours.ink,
    titleColor: colours.ground,
    bodyColor: colours.ground,
    padding: 12,
    cornerRadius: 10,
    displayColors: false,
    filter: (item) => !item.dataset.isTrend,
    titleFont: { size: 13, weight: 600 },
    bodyFont: { size: 14 },
    callbacks: {
      title: (items) => (items.length ? title(items, data) : ""),
      label: (item) => label(item, data),
    },
  };
}
