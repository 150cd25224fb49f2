// Draws the data of a figure onto its canvas, when it comes into view and again when the theme changes.

import { colours } from "./colours.js";
import { lines } from "./lines.js";

const drawn = new Map();
const waiting = [];

const inView = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) enqueue(target);
  },
  { rootMargin: "150px" },
);

const all = new Set();

export function mount(canvas) {
  all.add(canvas);
  inView.observe(canvas);
}

function enqueue(canvas) {
  inView.unobserve(canvas);
  if (waiting.push(canvas) === 1) requestAnimationFrame(drawNext);
}

// One a frame, so that the page can be scrolled and tapped in between.
function drawNext() {
  draw(waiting[0]);
  waiting.shift();
  if (waiting.length) requestAnimationFrame(drawNext);
}

function draw(canvas) {
  const now = colours();
  const data = JSON.parse(document.getElementById(canvas.dataset.source).textContent);
  drawn.get(canvas)?.destroy();
  window.Chart.defaults.font.family = now.font;
  drawn.set(canvas, new window.Chart(canvas, lines(data, now)));
  canvas.dataset.drawn = "";
}

document.addEventListener("themechange", () => {
  for (const canvas of drawn.keys()) draw(canvas);
});

// Paper has its own colours and width, and shows what nobody has scrolled to.
matchMedia("print").addEventListener("change", ({ matches }) => {
  for (const canvas of matches ? all : drawn.keys()) draw(canvas);
});
