// Reloads a page of yesterday when somebody comes back to it: its day, its week, what it offers.

import { fetchPage } from "./visit.js";

/** @param {HTMLElement} element */
export function mount(element) {
  if (element.dataset.watched !== undefined) return;
  // Counted from now by this device's own clock, whose time may be wrong.
  const ends = Date.now() + Number(element.dataset.day) * 1000;
  const check = () => {
    if (element.isConnected && !document.hidden && Date.now() >= ends) renew();
  };
  document.addEventListener("visibilitychange", check);
  addEventListener("pageshow", check);
  addEventListener("focus", check);
  element.dataset.watched = "";
}

/** Reloads the page, unless something was typed that would be lost. */
export async function renew() {
  // Without a network an old page is better than none.
  if (!isTyping() && (await fetchPage(location.href))) location.reload();
}

/** @returns {boolean} */
function isTyping() {
  /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>} */
  const fields = document.querySelectorAll("input:not([type=hidden]), textarea, select");
  return [...fields].some(isChanged);
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) {
    const byDefault = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, byDefault);
  }
  const isTicked = field instanceof HTMLInputElement && field.checked !== field.defaultChecked;
  return isTicked || field.value !== field.defaultValue;
}
