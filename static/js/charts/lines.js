// A line chart over time: a panel per side, in each a line before and a line after.

import { numberWords, timeMarks } from "./axis.js";
import { dots, radii, shapeOf } from "./marks.js";
import { tooltip } from "./tooltip.js";
import { trend } from "./trend.js";

/** @typedef {import("./colours.js").Colours} Colours */

const ROOM = 46; // pixels that the words of one mark need
const BETWEEN = 0.07; // of the time shown, left free between two panels
const CLOSE = 0.12; // of the time shown, without words before the next panel
const END = 0.02; // and after the last point, for its mark

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
    borderWidth: (isAfter ? 3 : 2) - (data.small ? 0.8 : 0),
    borderDash: isAfter ? [] : [4, 3.5],
    pointStyle: shapeOf(panel.side),
    pointRadius: radii(points, (data.small ? 3.5 : 5) + (isAfter ? 0 : 1.2)),
    pointHoverRadius: 6,
    pointBorderColor: colour,
    pointBorderWidth: 2,
    pointBackgroundColor: isAfter ? colour : colours.surface,
    fill: isAfter ? { target: "-1", above: colours.band, below: colours.band } : false,
    clip: 10,
    order: isAfter ? 1 : 2, // where both are the same, a dot within a ring
  };
}

/** @param {number} index @param {LineChart} data @param {Colours} colours */
function timeAxis(index, data, colours) {
  const days = data.to - data.from;
  const isLast = index === data.panels.length - 1;
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
      const width = scale.chart.width / data.panels.length;
      const end = data.to - (isLast ? 0 : CLOSE * days); // two panels' words must not meet
      scale.ticks = timeMarks(data.from, data.to, Math.max(2, Math.floor(width / ROOM))).filter(
        (mark) => mark.value <= end,
      );
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
      callback: numberWords,
    },
  };
}

/** The configuration of the whole chart. @param {LineChart} data @param {Colours} colours */
export function lines(data, colours) {
  const axes = data.panels.map((_, i) => [`x${i}`, timeAxis(i, data, colours)]);
  return {
    type: "line",
    data: {
      datasets: data.panels.flatMap((panel, i) => [
        ...panel.lines.map((line) => dataset(panel, i, line, data, colours)),
        ...trend(panel, i, colours),
      ]),
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
    plugins: [dots],
  };
}
