// Makes a test fit the screen without scrolling: first the drawing gives way, then the hint, then the
// adds go below the ladders. Where not even that is enough, the test is shown as in the list.

const LESS = ["is-tight", "is-tighter", "is-tightest"];
const PARTS = "p, legend, .testcard__head, .testcard__more > button";

export function fit(form, card) {
  form.classList.remove(...LESS);
  form.classList.toggle("is-ladder", Boolean(card));
  if (!card) return;
  for (const less of LESS) {
    if (fits(form, card)) return;
    form.classList.add(less);
  }
  if (!fits(form, card)) form.classList.remove("is-ladder", ...LESS);
}

/** Fits again whenever the screen or the size of its letters is another. */
export function keepFitting(form, again) {
  const sizes = new ResizeObserver(again);
  for (const part of [form, form.querySelector("h1")]) sizes.observe(part);
}

function fits(form, card) {
  const { clientHeight } = document.documentElement;
  const bottom = form.getBoundingClientRect().bottom + scrollY;
  return bottom <= clientHeight + 1 && [...card.querySelectorAll(PARTS)].every(isWhole);
}

const isWhole = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
  scrollWidth <= clientWidth + 1 && scrollHeight <= clientHeight + 1;
