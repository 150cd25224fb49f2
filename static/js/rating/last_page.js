// Prepares the page behind the last rating: its style sheets, and the card of what came before.

/** @param {HTMLFormElement} form */
export function prepare(form) {
  /** @type {NodeListOf<HTMLElement>} */
  const styled = form.querySelectorAll("[data-css]");
  for (const { dataset } of styled) addStyle(dataset.css ?? "");
  if (form.querySelector("[data-context]")) import("./context.js").then((part) => part.mountCard(form), console.warn);
}

/** @param {string} href */
function addStyle(href) {
  const isThere = document.querySelector(`link[href="${CSS.escape(href)}"]`);
  if (!isThere) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}
