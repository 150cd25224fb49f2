// One line of the player for news, which disappears by itself.

import { find } from "../dom.js";

const SHOWN_FOR = 15000; // ms

/** `age()` lets time pass over the line, but not while nobody can see it. @param {HTMLElement} screen */
export function noticeIn(screen) {
  const line = find(screen, "[data-notice]");
  /** @type {number | null} */
  let since = null;
  return {
    /** @param {string} text */
    show(text) {
      if (!text) return;
      line.textContent = text;
      line.hidden = false;
      since = Date.now();
    },
    age() {
      if (since === null) return;
      if (document.hidden) since = Date.now();
      if (Date.now() - since < SHOWN_FOR) return;
      since = null;
      line.hidden = true;
    },
  };
}
