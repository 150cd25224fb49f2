// A button that prints its page.

/** @param {HTMLButtonElement} button */
export function mount(button) {
  button.hidden = false;
  button.addEventListener("click", () => globalThis.print());
}
