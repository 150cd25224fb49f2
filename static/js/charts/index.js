// Plots the data of a figure on its canvas, when it comes into view and again when the theme changes.

import { colours } from "./colours.js";
import { lines } from "./lines.js";

/** @type {Set<HTMLCanvasElement>} */
const canvases = new Set();
/** The plotted ones, by canvas. @type {Map<HTMLCanvasElement, { destroy: () => void }>} */
const charts = new Map();
/** @type {HTMLCanvasElement[]} */
const waiting = [];

const inView = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) enqueue(/** @type {HTMLCanvasElement} */ (target));
  },
  { rootMargin: "150px" },
);

/** @param {HTMLCanvasElement} canvas */
export function mount(canvas) {
  canvases.add(canvas);
  inView.observe(canvas);
}

/** @param {HTMLCanvasElement} canvas */
function enqueue(canvas) {
  inView.unobserve(canvas);
  if (waiting.push(canvas) === 1) requestAnimationFrame(plotNext);
}

/** One per frame, so that the page can be scrolled and tapped in between. */
function plotNext() {
  plot(waiting[0]);
  waiting.shift();
  if (waiting.length) requestAnimationFrame(plotNext);
}

/** @param {HTMLCanvasElement} canvas */
function plot(canvas) {
  const theme = colours();
  const source = document.getElementById(canvas.dataset.source ?? "");
  const data = JSON.parse(source?.textContent ?? "");
  charts.get(canvas)?.destroy();
  window.Chart.defaults.font.family = theme.font;
  charts.set(canvas, new window.Chart(canvas, /** @type {any} */ (lines(data, theme))));
  canvas.dataset.drawn = "";
}

// Those of another time range have taken their places.
document.addEventListener("pageshown", () => {
  for (const canvas of canvases) if (!canvas.isConnected) forget(canvas);
});

/** @param {HTMLCanvasElement} canvas */
function forget(canvas) {
  inView.unobserve(canvas);
  charts.get(canvas)?.destroy();
  charts.delete(canvas);
  canvases.delete(canvas);
}

document.addEventListener("themechange", () => {
  for (const canvas of charts.keys()) plot(canvas);
});

// Paper has its own colours and width, and shows what nobody has scrolled to.
matchMedia("print").addEventListener("change", ({ matches }) => {
  for (const canvas of matches ? canvases : charts.keys()) plot(canvas);
});
