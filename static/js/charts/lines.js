// A line chart over time: a panel per side with a line before and one after, or both sides on one axis.

import { numberWords, timeMarks } from "./axis.js";
import { band } from "./band.js";
import { dots, radii, shapeOf } from "./marks.js";
import { tooltip } from "./tooltip.js";

/** @typedef {import("./colours.js").Colours} Colours */

const ROOM = 46; // pixels that the words of one mark need
const BETWEEN = 0.07; // of the time shown, left free between two panels
const CLOSE = 0.12; // of the time shown, without words before the next panel
const END = 0.02; // and after the last point, for its mark

/** Where both sides share an axis, left and right differ as before and after do elsewhere. @param {ChartPanel} panel @param {boolean} isAfter @param {LineChart} data */
function strokeOf(panel, isAfter, data) {
  if (data.overlay) return { borderWidth: 2.8, borderDash: panel.side === "right" ? [7, 4] : [] };
  return { borderWidth: (isAfter ? 3 : 2) - (data.small ? 0.8 : 0), borderDash: isAfter ? [] : [4, 3.5] };
}

/** Marks alone for a few sessions, else at the ends of a line. @param {{ x: number, y: number | null }[]} points @param {boolean} isAfter @param {LineChart} data */
function radiusOf(points, isAfter, data) {
  if (data.marks) return isAfter ? 5 : 6.2;
  return radii(points, (data.small ? 3.5 : 5) + (isAfter ? 0 : 1.2));
}

/** @param {ChartPanel} panel @param {number} index @param {ChartLine} line @param {LineChart} data @param {Colours} colours */
function dataset(panel, index, line, data, colours) {
  const points = line.x.map((x, i) => ({ x, y: line.y[i] }));
  const isAfter = line.phase === "post";
  const colour = colours.side(panel.side);
  return {
    data: points,
    side: panel.side,
    phase: line.phase,
    dots: line.dots,
    xAxisID: `x${index}`,
    borderColor: colour,
    ...strokeOf(panel, isAfter, data),
    showLine: !data.marks,
    pointStyle: shapeOf(panel.side),
    pointRadius: radiusOf(points, isAfter, data),
    pointHoverRadius: 6,
    pointBorderColor: colour,
    pointBorderWidth: 2,
    pointBackgroundColor: isAfter ? colour : colours.surface,
    fill: isAfter && !data.marks ? { target: "-1", above: colours.band, below: colours.band } : false,
    clip: 10,
    order: isAfter ? 1 : 2, // where both are the same, a dot within a ring
  };
}

/** @param {number} index @param {LineChart} data @param {Colours} colours */
function timeAxis(index, data, colours) {
  const days = data.to - data.from;
  const isLast = data.overlay || index === data.panels.length - 1;
  return {
    type: "linear",
    position: "bottom",
    stack: "sides",
    stackWeight: 1,
    min: data.from - (index ? BETWEEN * days : 0),
    max: data.to + (isLast ? END : BETWEEN) * days,
    border: { display: false },
    grid: { color: colours.grid, drawTicks: false },
    afterBuildTicks: (/** @type {any} */ scale) => {
      const width = scale.chart.width / (data.overlay ? 1 : data.panels.length);
      const end = data.to - (isLast ? 0 : CLOSE * days); // two panels' words must not meet
      const room = Math.max(2, Math.floor(width / ROOM));
      scale.ticks = timeMarks(data.from, data.to, room, data.week_starts).filter((mark) => mark.value <= end);
    },
    ticks: {
      color: colours.axis,
      font: { size: data.small ? 12 : 13 },
      padding: 4,
      maxRotation: 0,
      autoSkip: false,
      align: "center",
      callback: (/** @type {unknown} */ _, /** @type {number} */ i, /** @type {{ label: string }[]} */ ticks) => ticks[i].label,
    },
  };
}

/** @param {LineChart} data @param {Colours} colours */
function valueAxis(data, colours) {
  return {
    min: data.y.min,
    max: data.y.max,
    border: { display: false },
    grid: { color: colours.grid, drawTicks: false },
    ticks: {
      stepSize: data.y.step,
      color: colours.axis,
      font: { size: data.small ? 12 : 13 },
      padding: 6,
      callback: (/** @type {number} */ value) => numberWords(value, data.places),
    },
  };
}

/** The configuration of the whole chart. @param {LineChart} data @param {Colours} colours */
export function lines(data, colours) {
  const axes = data.panels.slice(0, data.overlay ? 1 : undefined).map((_, i) => [`x${i}`, timeAxis(i, data, colours)]);
  return {
    type: "line",
    data: {
      datasets: data.panels.flatMap((panel, i) =>
        panel.lines.map((line) => dataset(panel, data.overlay ? 0 : i, line, data, colours)),
      ),
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      parsing: false,
      normalized: true,
      spanGaps: false,
      events: data.small ? [] : undefined, // the whole card is a link
      interaction: { mode: "nearest", axis: "x", intersect: false },
      layout: { padding: { top: 6, right: 8 } },
      plugins: {
        legend: { display: false },
        tooltip: data.small ? { enabled: false } : tooltip(data, colours),
      },
      scales: { ...Object.fromEntries(axes), y: valueAxis(data, colours) },
    },
    plugins: [band(data, colours), dots],
  };
}
