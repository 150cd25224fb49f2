// A button that copies the words of an element.

import { find } from "./dom.js";
import { gettext } from "./gettext.js";

/** @param {HTMLButtonElement} button */
export function mount(button) {
  const words = find(document, `#${button.dataset.of}`);
  const said = find(button, "[data-said]");
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = [...words.children].map((line) => line.textContent?.trim());
    await navigator.clipboard.writeText(lines.join("\n") || (words.textContent ?? ""));
    said.textContent = gettext("Copied");
  });
}
