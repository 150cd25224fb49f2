// The line through the weeks before a session, with its confidence band.

/** Three data sets: the lower edge, the upper edge filled down to it, and the dotted line. @param {ChartPanel} panel @param {number} index @param {import("./colours.js").Colours} colours */
export function trend(panel, index, colours) {
  if (!panel.trend) return [];
  const { x, fit, lo, hi } = panel.trend;
  const at = (/** @type {number[]} */ values) => x.map((day, i) => ({ x: day, y: values[i] }));
  const quiet = { xAxisID: `x${index}`, pointRadius: 0, pointHitRadius: 0, isTrend: true, order: 9 };
  const edge = { ...quiet, borderWidth: 0, fill: false };
  return [
    { ...edge, data: at(lo) },
    { ...edge, data: at(hi), fill: "-1", backgroundColor: colours.noise },
    { ...quiet, data: at(fit), borderColor: colours.axis, borderWidth: 1.6, borderDash: [1, 3] },
  ];
}
