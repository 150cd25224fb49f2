// A page of yesterday is fetched anew when one comes back to it: its day, its week, what it offers.

import { fetchPage } from "./visit.js";

export function mount(element) {
  if (element.dataset.watched !== undefined) return;
  // By this device's own clock from now on, which may be wrong.
  const ends = Date.now() + Number(element.dataset.day) * 1000;
  const renew = async () => {
    if (!element.isConnected || document.hidden || Date.now() < ends || isTyping()) return;
    // Without a network an old page is better than none.
    if (await fetchPage(location.href)) location.reload();
  };
  document.addEventListener("visibilitychange", renew);
  addEventListener("pageshow", renew);
  addEventListener("focus", renew);
  element.dataset.watched = "";
}

/** Whether something was entered on the page that would be lost. */
const isTyping = () => [...document.querySelectorAll("input:not([type=hidden]), textarea, select")].some(isChanged);

function isChanged(field) {
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
}
