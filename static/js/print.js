// The button that prints a report.

/** @param {HTMLButtonElement} button */
export function mount(button) {
  button.hidden = false;
  button.addEventListener("click", () => globalThis.print());
}
