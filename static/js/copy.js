// A button that copies the words of an element, or what a field holds.

import { find } from "./dom.js";
import { gettext } from "./gettext.js";

/** @param {HTMLButtonElement} button */
export function mount(button) {
  const words = find(document, `#${button.dataset.of}`);
  const said = find(button, "[data-said]");
  if (!navigator.clipboard && !(words instanceof HTMLInputElement)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (await isCopied(words)) said.textContent = gettext("Copied");
  });
}

/** Over plain http a page has no clipboard, but the old command for a field. @param {HTMLElement} words */
async function isCopied(words) {
  if (words instanceof HTMLInputElement) words.select();
  if (!navigator.clipboard) return document.execCommand("copy");
  const lines = [...words.children].map((line) => line.textContent?.trim());
  const text = words instanceof HTMLInputElement ? words.value : lines.join("\n") || (words.textContent ?? "");
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}
