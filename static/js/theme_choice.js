// Shows a theme as soon as it is chosen; sending the form saves it.

/** @param {HTMLElement} element */
export function mount(element) {
  element.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    if (target.name === "theme") document.dispatchEvent(new CustomEvent("themewanted", { detail: target.value }));
  });
}
