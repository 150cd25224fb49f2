// The buttons that ask how a test is measured; what few people tap comes with the first tap.

/** Without the module that asks, a button leads to the page that does. @param {HTMLFormElement} form @param {import("../outbox/index.js").Outbox} outbox */
export function askForMethods(form, outbox) {
  form.addEventListener("click", async (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-choose]");
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const module = await import("./choose.js").catch(() => null);
    if (module) module.choose(button, form, outbox);
    else form.requestSubmit(button);
  });
}
