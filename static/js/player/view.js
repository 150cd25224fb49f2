// Paints a state on the player's screen; it reads no clock and changes no state.

import { find } from "../dom.js";
import { gettext, pgettext } from "../gettext.js";
import { handWord, sideWord } from "../plan/places.js";
import { isOver, remaining, stretch, totalRemaining, wholeSeconds } from "../plan/timeline.js";
import { paintEnding } from "./ending.js";
import { paintMovement } from "./movement.js";
import { segmentsIn } from "./segments.js";
import { announcement, clock, firstWords, footWord } from "./words.js";

export class View {
  #pageTitle = document.title;
  #entry = 0;
  #painted = "";
  /** What each place shows: where a browser translates the page, its own text says something else. @type {Map<string, string>} */
  #shown = new Map();

  /**
   * `drawings(step)` returns copies of the step's drawings: none, one, or two where it moves.
   *
   * @param {HTMLElement} screen @param {Stretch[]} timeline @param {(step: PlannedStep) => Node[]} drawings
   */
  constructor(screen, timeline, drawings) {
    this.screen = screen;
    this.drawings = drawings;
    this.paintSegments = segmentsIn(find(screen, "[data-segments]"), timeline);
    this.arc = find(screen, "[data-arc]", SVGElement);
  }

  /** @param {PlayerState} state @param {{ countUnseen: boolean }} options */
  paint(state, options) {
    if (this.#isPainted(state)) return;
    this.#paintFace(state);
    this.paintSegments(state);
    if (isOver(state)) {
      document.title = this.#pageTitle;
      paintEnding(this.screen, state, options);
    } else {
      if (this.#entry !== state.entry) this.#paintStep(state);
      this.#paintTime(state);
    }
    paintMovement(this.screen, state);
    this.#entry = state.entry;
  }

  /** What moves on the screen moves once a second, so that minutes of it do not warm a phone. @param {PlayerState} state */
  #isPainted(state) {
    const before = this.#painted;
    this.#painted = isOver(state) ? "" : [state.entry, state.mode, Boolean(state.hidden), wholeSeconds(remaining(state))].join();
    return this.#painted && this.#painted === before;
  }

  /** @param {string} name @param {string} text */
  #show(name, text) {
    if (this.#shown.get(name) === text) return;
    this.#shown.set(name, text);
    for (const element of this.screen.querySelectorAll(`[data-show="${name}"]`)) element.textContent = text;
  }

  /** @param {PlayerState} state */
  #paintFace(state) {
    const { screen } = this;
    const face = isOver(state) ? "ending" : stretch(state).kind === "swap" ? "swap" : "run";
    const hasChanged = screen.dataset.face !== face;
    const focused = screen.contains(document.activeElement) ? document.activeElement : null;
    Object.assign(screen.dataset, {
      face,
      mode: state.mode,
      stretch: stretch(state)?.kind ?? "",
      side: face === "ending" ? "" : stretch(state).step.side,
    });
    for (const part of screen.querySelectorAll("[data-of]")) {
      part.toggleAttribute("hidden", !part.getAttribute("data-of")?.split(" ").includes(face));
    }
    // Where the page scrolls, what to do now must not be above the edge of a new face.
    if (hasChanged) scrollTo({ top: 0, behavior: "instant" });
    // If the focused control has disappeared, the heading of the new face takes the focus.
    if (hasChanged && (face === "ending" || focused?.closest("[hidden]"))) {
      find(screen, `[data-of="${face}"] h1`).focus({ preventScroll: true });
    }
  }

  /** @param {PlayerState} state */
  #paintStep(state) {
    const { step, kind } = stretch(state);
    const texts = {
      side: sideWord(step.side),
      swap: step.side === "left" ? gettext("Switch to your left foot") : gettext("Switch to your right foot"),
      foot: footWord(step.side),
      hand: handWord(step.hand),
      "hand-now": HANDS_NOW[step.hand]?.() ?? step.hand,
      name: step.name,
      first: firstWords(step),
      cue: step.cue,
      next: nextOf(state),
      skip: kind === "step" ? pgettext("a step", "Skip") : pgettext("a step", "Start"),
    };
    for (const [name, text] of Object.entries(texts)) this.#show(name, text);
    find(this.screen, "[data-art]").replaceChildren(...this.drawings(step));
  }

  /** @param {PlayerState} state */
  #paintTime(state) {
    const { step, kind, ms } = stretch(state);
    const seconds = wholeSeconds(remaining(state));
    const isPaused = state.mode === "paused";
    this.#show("seconds", String(seconds));
    this.#show("label", isPaused ? gettext("paused") : kind === "step" || kind === "swap" ? "" : gettext("get ready"));
    this.#show("pause", isPaused ? gettext("Resume") : gettext("Pause"));
    this.#show("pause-here", isPaused ? gettext("Resume, or tap the number") : gettext("Pause, or tap the number"));
    this.#show("total", gettext("%(time)s left", { time: clock(wholeSeconds(totalRemaining(state))) }));
    this.arc.setAttribute("stroke-dasharray", `${Math.min(1, (seconds * 1000) / ms) * 100} 100`);
    this.screen.dataset.digits = String(String(seconds).length);
    const words = [isPaused ? gettext("Paused") : "", sideWord(step.side), String(seconds), step.name];
    document.title = words.filter(Boolean).join(" · ");
  }

  /** For a screen reader; null clears it, so that two voices do not talk at once. @param {Cue | null} cue */
  announce(cue) {
    const text = cue ? announcement(cue) : "";
    if (text) this.#show(cue?.kind === "swap" ? "announce-now" : "announce", text);
    if (!cue) for (const name of ["announce", "announce-now"]) this.#show(name, "");
  }
}

/** @type {Record<string, () => string>} */
const HANDS_NOW = {
  "left hand": () => gettext("Left hand now."),
  "right hand": () => gettext("Right hand now."),
  "both hands": () => gettext("Both hands now."),
};

/** What comes after the step that the state is in or is getting ready for. @param {PlayerState} state */
function nextOf({ timeline, at }) {
  const own = timeline[at].kind === "step" ? at : at + 1;
  const after = timeline.slice(own + 1).find(({ kind }) => kind === "step" || kind === "swap");
  if (!after) return pgettext("after Next", "done");
  if (after.kind !== "swap") return after.step.name;
  return after.step.side === "left" ? pgettext("after Next", "the left foot") : pgettext("after Next", "the right foot");
}
