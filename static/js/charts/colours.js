// The colours of the page's theme, read again for each drawing.

/** @typedef {ReturnType<typeof colours>} Colours */

/** @type {Record<Side, string>} */
const SIDES = { left: "--c-left", right: "--c-right", none: "--c-both" };

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    side: (/** @type {Side} */ side) => read(SIDES[side]),
    surface: read("--c-surface"),
    band: read("--c-gain-band"),
    noise: read("--c-mdc-band"),
    grid: read("--c-grid"),
    edge: read("--c-edge"),
    axis: read("--c-ink-3"),
    ink: read("--c-ink"),
    words: read("--c-ink-2"),
    ground: read("--c-bg"),
    font: read("--font"),
  };
}
