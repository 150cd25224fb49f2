// A page of yesterday is fetched anew when one comes back to it: its day, its week, what it offers.

import { fetchPage } from "./visit.js";

export function mount(element) {
  if (element.dataset.watched !== undefined) return;
  // By this device's own clock from now on, which may be wrong.
  const ends = Date.now() + Number(element.dataset.day) * 1000;
  const look = () => {
    if (element.isConnected && !document.hidden && Date.now() >= ends) renew();
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  addEventListener("focus", look);
  element.dataset.watched = "";
}

/** Nothing typed is lost for it. */
export async function renew() {
  // Without a network an old page is better than none.
  if (!isTyping() && (await fetchPage(location.href))) location.reload();
}

/** Whether something was entered on the page that would be lost. */
const isTyping = () => [...document.querySelectorAll("input:not([type=hidden]), textarea, select")].some(isChanged);

function isChanged(field) {
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
}
