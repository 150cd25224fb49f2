// The routine player: takes the place of the plain page, and starts at once or on a tap.

import { play } from "./playing.js";
import { showReady } from "./ready.js";
import { isUnlocked } from "../device/sound.js";
import { storeOf } from "./state_store.js";
import { isSitting, timeline } from "../plan/timeline.js";
import { viewOf } from "./view.js";

export function mount(element) {
  const plan = planOf(element.dataset.phase);
  const plain = element.querySelector("[data-plain]");
  const { content } = element.querySelector("template[data-screen]");
  const screen = document.importNode(content, true).querySelector("[data-player]");
  const stretches = timeline(plan.routine);
  // A rule for stretching, on a page that the phone made itself too: who sits still does not read it.
  if (isSitting(plan.routine)) for (const rule of screen.querySelectorAll("[data-stop-rule]")) rule.remove();
  const store = storeOf(element.dataset.session);
  const view = viewOf(screen, stretches, drawingsIn(plain));
  const start = () => play({ element, screen, plan, store, view });
  whenSeen(() => {
    element.append(screen);
    // Loaded by the browser, a page may make no sound before a tap: then that tap is the start.
    const mayStart = isUnlocked() || store.read() || !stretches.length;
    if (mayStart) start();
    else showReady(screen, stretches, start);
    plain.hidden = true;
  });
}

function planOf(phase) {
  const { plan } = JSON.parse(document.getElementById("record").textContent);
  return { tests: plan.tests, routine: plan[phase], isLeg: "second" in plan };
}

function drawingsIn(plain) {
  return ({ key }) =>
    plain.querySelector(`[data-step="${CSS.escape(key)}"] svg.il`)?.cloneNode(true) ?? null;
}

function whenSeen(start) {
  if (document.visibilityState === "visible") return start();
  document.addEventListener("visibilitychange", start, { once: true });
}
