// What is drawn as a mark and not as a line: single ratings, the end of a line, isolated points.

/** @type {Record<Side, string>} */
const SHAPES = { left: "circle", right: "rect", none: "rectRot" };
const MANY = 200; // dots; more of them are drawn smaller and paler

/** @param {Side} side */
export const shapeOf = (side) => SHAPES[side];

/** A radius per point: large at the end, small where a point has no neighbour to be joined to. @param {{ y: number | null }[]} points @param {number} end */
export function radii(points, end) {
  const isThere = (/** @type {number} */ i) => points[i] !== undefined && points[i].y !== null;
  const last = points.findLastIndex((point) => point.y !== null);
  return points.map((_, i) => {
    if (!isThere(i)) return 0;
    if (i === last) return end;
    return isThere(i - 1) || isThere(i + 1) ? 0 : end - 1.5;
  });
}

/** @param {CanvasRenderingContext2D} context @param {Side} side @param {number} x @param {number} y @param {number} radius */
function outline(context, side, x, y, radius) {
  context.beginPath();
  if (side === "left") context.arc(x, y, radius, 0, 2 * Math.PI);
  else if (side === "right") context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
  else diamond(context, x, y, radius * 1.3);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function diamond(context, x, y, radius) {
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y);
  context.lineTo(x, y + radius);
  context.lineTo(x - radius, y);
  context.closePath();
}

/** Draws every rating as a dot, straight onto the canvas: as points of a chart they cost ten times as much. */
export const dots = {
  id: "dots",
  /** @param {any} chart */
  beforeDatasetsDraw(chart) {
    const { ctx, scales } = chart;
    ctx.save();
    for (const set of chart.data.datasets) if (set.dots) drawDots(ctx, scales, set);
    ctx.restore();
  },
};

/** @param {CanvasRenderingContext2D} context @param {any} scales @param {{ dots: ChartDots, borderColor: string, xAxisID: string, side: Side, phase: string }} set */
function drawDots(context, scales, set) {
  const isMany = set.dots.x.length > MANY;
  const radius = isMany ? 1.5 : 3;
  context.globalAlpha = isMany ? 0.3 : 0.55;
  context.strokeStyle = context.fillStyle = set.borderColor;
  context.lineWidth = 1.5;
  set.dots.x.forEach((day, i) => {
    const x = scales[set.xAxisID].getPixelForValue(day);
    outline(context, set.side, x, scales.y.getPixelForValue(set.dots.y[i]), radius);
    if (set.phase === "pre" && !isMany) context.stroke();
    else context.fill();
  });
}
