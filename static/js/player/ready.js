// The face before the start, for a page that the browser loaded: one tap starts it, with sound.

import { ask } from "../device/wake_lock.js";
import { unlock } from "../device/sound.js";
import { showSounds } from "../device/sound_panel.js";
import { clock, footOf, SIDES } from "./words.js";

/** Shows the face, and calls `start` on the tap. */
export function showReady(screen, timeline, start) {
  const done = new AbortController();
  const face = screen.querySelector('[data-of="ready"]');
  const { step } = timeline[0];
  const { side, hand } = step;
  const seconds = timeline.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  screen.dataset.face = "ready";
  screen.dataset.side = side;
  for (const one of screen.querySelectorAll("[data-of]")) one.hidden = one !== face;
  const say = (name, text) => (face.querySelector(`[data-ready="${name}"]`).textContent = text);
  say("total", clock(seconds));
  say("side", SIDES[side]);
  say("foot", footOf(step));
  say("hand", hand && `${hand} first`);
  showSounds(face, done.signal);
  face.querySelector("[data-start]").addEventListener("click", () => {
    unlock();
    ask();
    done.abort();
    start();
  });
}
