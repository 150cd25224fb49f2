// The usual swing: a band with dashed edges, and its words inside.

const INSET = 6; // pixels between the words and the edges of the band

/** @param {any} chart @param {ChartSwing} swing */
function edges(chart, swing) {
  const { chartArea, scales } = chart;
  const top = Math.max(chartArea.top, scales.y.getPixelForValue(swing.at + swing.by));
  const bottom = Math.min(chartArea.bottom, scales.y.getPixelForValue(swing.at - swing.by));
  return { left: chartArea.left, right: chartArea.right, top, bottom };
}

/** @param {CanvasRenderingContext2D} context @param {ReturnType<typeof edges>} edge @param {import("./colours.js").Colours} colours */
function drawEdges(context, { left, right, top, bottom }, colours) {
  context.fillStyle = colours.noise;
  context.fillRect(left, top, right - left, bottom - top);
  context.strokeStyle = colours.edge;
  context.setLineDash([3, 4]);
  for (const y of [top, bottom]) {
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.stroke();
  }
}

/** Below the dots, so that a dot inside the band is still seen. @param {LineChart} data @param {import("./colours.js").Colours} colours */
export function band(data, colours) {
  return {
    id: "band",
    beforeDatasetsDraw(/** @type {any} */ chart) {
      if (!data.swing) return;
      const { ctx } = chart;
      const edge = edges(chart, data.swing);
      ctx.save();
      drawEdges(ctx, edge, colours);
      ctx.fillStyle = colours.words;
      ctx.font = `600 13px ${colours.font}`;
      ctx.textBaseline = "bottom";
      ctx.fillText(data.swing.says, edge.left + INSET, edge.bottom - INSET / 2, edge.right - edge.left - 2 * INSET);
      ctx.restore();
    },
  };
}
