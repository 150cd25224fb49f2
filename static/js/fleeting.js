// A way back that goes after ten seconds; without a script it stays as long as the server allows it.

const SECONDS = 10;

/** @param {HTMLFormElement} form */
export function mount(form) {
  setTimeout(() => {
    if (!form.contains(document.activeElement)) form.remove();
  }, SECONDS * 1000);
}
