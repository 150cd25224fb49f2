// The face before the start, for a page that the browser loaded: one tap starts it, with sound.

import { unlock } from "../device/sound.js";
import { showSounds } from "../device/sound_panel.js";
import { keepAwake } from "../device/wake_lock.js";
import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { handWord, sideWord } from "../plan/places.js";
import { clock, footWord } from "./words.js";

/** Shows the face, and calls `start` on the tap. @param {HTMLElement} screen @param {Stretch[]} timeline @param {() => void} start */
export function showReady(screen, timeline, start) {
  const done = new AbortController();
  const face = find(screen, '[data-of="ready"]');
  const { step } = timeline[0];
  const { side, hand } = step;
  const seconds = timeline.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  screen.dataset.face = "ready";
  screen.dataset.side = side;
  for (const part of screen.querySelectorAll("[data-of]")) part.toggleAttribute("hidden", part !== face);
  const show = (/** @type {string} */ name, /** @type {string} */ text) => {
    find(face, `[data-ready="${name}"]`).textContent = text;
  };
  show("total", gettext("%(time)s in all. It runs by itself: nothing needs a tap.", { time: clock(seconds) }));
  show("side", sideWord(side));
  show("foot", footWord(side));
  show("hand", handWord(hand));
  showSounds(face, done.signal);
  find(face, "[data-start]").addEventListener("click", () => {
    unlock();
    keepAwake();
    done.abort();
    start();
  });
}
