// Adds a button that shows the password to each password field of a form.

import { find } from "./dom.js";

/** @param {HTMLInputElement} input @param {HTMLTemplateElement} template */
function addButton(input, template) {
  const button = find(/** @type {DocumentFragment} */ (template.content.cloneNode(true)), "*");
  const holder = Object.assign(document.createElement("div"), { className: "secret" });
  input.replaceWith(holder);
  holder.append(input, button);
  button.addEventListener("click", () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  });
}

/** @param {HTMLFormElement} form */
export function mount(form) {
  const template = find(form, "template[data-show-password]", HTMLTemplateElement);
  for (const input of inputs(form, "input[type=password]")) addButton(input, template);
  // The browser would otherwise remember a shown password as form history.
  form.addEventListener("submit", () => {
    for (const input of inputs(form, ".secret input")) input.type = "password";
  });
}

/** @param {HTMLFormElement} form @param {string} selector @returns {NodeListOf<HTMLInputElement>} */
const inputs = (form, selector) => form.querySelectorAll(selector);
