// The routine player: takes the place of the plain page, and starts at once or on a tap.

import { isUnlocked } from "../device/sound.js";
import { find } from "../dom.js";
import { playedAt } from "../plan/plan.js";
import { isSitting, timeline } from "../plan/timeline.js";
import { drawingsOf } from "./movement.js";
import { Playing } from "./playing.js";
import { showReady } from "./ready.js";
import { stateStoreOf } from "./state_store.js";
import { View } from "./view.js";

/** @param {HTMLElement} element */
export function mount(element) {
  const plan = planOf(element.dataset.phase ?? "");
  const plain = find(element, "[data-plain]");
  const { content } = find(element, "template[data-screen]", HTMLTemplateElement);
  const screen = find(document.importNode(content, true), "[data-player]");
  const stretches = timeline(plan.routine);
  // A rule for stretching, also on a page that the phone made itself: somebody who sits still does not need it.
  if (isSitting(plan.routine)) for (const rule of screen.querySelectorAll("[data-stop-rule]")) rule.remove();
  const store = stateStoreOf(element.dataset.session ?? "");
  const view = new View(screen, stretches, ({ key }) => drawingsOf(plain.querySelector(`[data-step="${CSS.escape(key)}"]`)));
  const start = () => new Playing({ element, screen, plan, store, view }).start();
  whenVisible(() => {
    element.append(screen);
    // A page that the browser loaded may make no sound before a tap: then that tap is the start.
    const mayStart = isUnlocked() || store.read() || !stretches.length;
    if (mayStart) start();
    else showReady(screen, stretches, start);
    plain.hidden = true;
  });
}

/** @param {string} leg @returns {PlayerPlan} */
function planOf(leg) {
  const { plan } = JSON.parse(document.getElementById("session-snapshot")?.textContent ?? "");
  return playedAt(plan, leg);
}

/** @param {() => void} start */
function whenVisible(start) {
  if (document.visibilityState === "visible") return start();
  document.addEventListener("visibilitychange", start, { once: true });
}
