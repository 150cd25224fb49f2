// The box beside the finger or the mouse. Nothing is only here: the table holds the same.

import { gettext, ngettext } from "../gettext.js";
import { dateWords, numberWords } from "./axis.js";

/** @param {any[]} items @param {LineChart} data */
function title(items, data) {
  const day = items[0].raw.x;
  if (!data.weeks) return dateWords(day);
  const start = dateWords(Math.floor(day - (data.weeks * 7 + 1) / 2 + 1));
  return ngettext("Week of %(day)s", "%(weeks)s weeks from %(day)s", data.weeks, { weeks: data.weeks, day: start });
}

/** @param {any} item @param {LineChart} data */
function label(item, data) {
  const { phase, dots } = item.dataset;
  const at = data.weeks || !dots ? -1 : dots.x.indexOf(item.raw.x);
  const value = `${numberWords(at < 0 ? item.raw.y : dots.y[at], data.places)}${data.unit ?? ""}`;
  return data.weeks ? averageWords(phase, item.dataset.side, value, data) : valueWords(phase, item.dataset.side, value, data);
}

/** @param {string} phase @param {Side} side @param {string} value @param {LineChart} data */
function averageWords(phase, side, value, data) {
  if (data.overlay && side === "left") return gettext("Left before: %(value)s on average", { value });
  if (data.overlay) return gettext("Right before: %(value)s on average", { value });
  if (phase === "pre") return gettext("Before: %(value)s on average", { value });
  return gettext("After: %(value)s on average", { value });
}

/** @param {string} phase @param {Side} side @param {string} value @param {LineChart} data */
function valueWords(phase, side, value, data) {
  if (data.overlay && side === "left") return gettext("Left before: %(value)s", { value });
  if (data.overlay) return gettext("Right before: %(value)s", { value });
  if (phase === "pre") return gettext("Before: %(value)s", { value });
  return gettext("After: %(value)s", { value });
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
    titleFont: { size: 13, weight: 600 },
    bodyFont: { size: 14 },
    callbacks: {
      title: (/** @type {any[]} */ items) => (items.length ? title(items, data) : ""),
      label: (/** @type {any} */ item) => label(item, data),
    },
  };
}
