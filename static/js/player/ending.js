// The last face of the player: done or stopped, what was really done, and what is sent of it.

import { clock } from "./words.js";

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Whole seconds done per step key, without those nobody saw if they are to be left out. */
export function doseOf({ dose, unseen }, { leaveOutUnseen = false } = {}) {
  const seconds = (key) => Math.floor(dose[key] - (leaveOutUnseen ? (unseen[key] ?? 0) : 0));
  const done = Object.keys(dose).map((key) => [key, seconds(key)]);
  return Object.fromEntries(done.filter(([, number]) => number > 0));
}

/** "Left 3:00 · Right 2:40": the techniques only, each side for itself. */
export function doneWords(state, options) {
  const dose = doseOf(state, options);
  const steps = state.timeline.filter(({ kind }) => kind === "step").map(({ step }) => step);
  const techniques = steps.filter(({ kind }) => kind !== "set_up" && kind !== "release");
  const sides = { left: "Left", right: "Right", none: "Done" };
  return Object.entries(sides)
    .map(([side, word]) => [word, techniques.filter((step) => step.side === side)])
    .filter(([, own]) => own.length)
    .map(([word, own]) => `${word} ${clock(sum(own.map(({ key }) => dose[key] ?? 0)))}`)
    .join(" · ");
}

export function paintEnding(screen, state, options) {
  const show = (name, text) => {
    screen.querySelector(`[data-show="${name}"]`).textContent = text;
  };
  const hide = (name, hidden) => {
    screen.querySelector(`[data-ending="${name}"]`).hidden = hidden;
  };
  const isStopped = state.mode === "stopped";
  const isPain = state.reason === "pain";
  const unseen = sum(Object.values(state.unseen));
  show("ending", isStopped ? "Routine stopped" : "Routine done");
  show("lead", isPain ? "Rate what does not hurt. Skip the rest." : "Now rate the same tests again.");
  show("dose", doneWords(state, options));
  show("unseen", clock(unseen));
  hide("unseen", unseen < 1);
  hide("moved", !state.clockSetBack);
  hide("art", isPain);
  hide("pain", !isPain);
  hide("go-on", !isStopped || isPain);
}
