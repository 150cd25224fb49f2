// Makes a test fit the screen without scrolling: first the drawing shrinks, then the hint disappears,
// then the buttons go below the ladders. If not even that is enough, the test looks as in the list.

const STEPS = ["is-tight", "is-tighter", "is-tightest"];
const PARTS = "p, legend, .testcard__head, .testcard__more > button";

/** @param {HTMLFormElement} form @param {HTMLElement | null} card the only one to be seen, if there is one */
export function fit(form, card) {
  form.classList.remove(...STEPS);
  form.classList.toggle("is-ladder", Boolean(card));
  if (!card) return;
  for (const step of STEPS) {
    if (fits(form, card)) return;
    form.classList.add(step);
  }
  if (!fits(form, card)) form.classList.remove("is-ladder", ...STEPS);
}

/** Calls `refit` whenever the size of the screen or of its letters changes. @param {HTMLFormElement} form @param {() => void} refit */
export function onResize(form, refit) {
  const sizes = new ResizeObserver(refit);
  for (const part of [form, form.querySelector("h1")]) if (part) sizes.observe(part);
}

/** @param {HTMLFormElement} form @param {HTMLElement} card */
function fits(form, card) {
  const { clientHeight } = document.documentElement;
  const bottom = form.getBoundingClientRect().bottom + scrollY;
  return bottom <= clientHeight + 1 && [...card.querySelectorAll(PARTS)].every(isWhole);
}

/** @param {Element} part */
const isWhole = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
  scrollWidth <= clientWidth + 1 && scrollHeight <= clientHeight + 1;
