// A routine under way: connects the state machine to the clock, the screen, the sounds and the storage.

import { isLocked, isSpeaking, Sound, unlock } from "../device/sound.js";
import { connectSwitches } from "../device/sound_panel.js";
import { letSleep } from "../device/wake_lock.js";
import { find } from "../dom.js";
import { Outbox } from "../outbox/index.js";
import { isOver, secondsSince } from "../plan/timeline.js";
import { doseOf } from "./dose.js";
import { begin, cues, lastSeen, next, restore } from "./engine.js";
import { listenToKeys } from "./keys.js";
import { missedSpoken, missedSteps, missedWords, pausedWords } from "./missed.js";
import { noticeIn } from "./notice.js";
import { prefetch } from "./prefetch.js";
import { keepPresent } from "./presence.js";
import { isWorthSaving } from "./state_store.js";
import { openStopDialog } from "./stop_dialog.js";
import { parseState } from "./stored_state.js";
import { submitRoutine } from "./submitting.js";
import { listenToTaps } from "./taps.js";

const TICK = 250; // ms

/** @typedef {{ element: HTMLElement, screen: HTMLElement, plan: PlayerPlan, store: import("./state_store.js").StateStore, view: import("./view.js").View }} Parts */

export class Playing {
  #leaving = new AbortController();
  #sentAt = performance.now();

  /** @param {Parts} parts */
  constructor({ element, screen, plan, store, view }) {
    const { signal } = this.#leaving;
    this.element = element;
    this.screen = screen;
    this.store = store;
    this.view = view;
    this.form = find(element, "form", HTMLFormElement);
    this.dialog = find(screen, "dialog", HTMLDialogElement);
    this.counting = find(screen, "[data-count-unseen]", HTMLInputElement);
    this.unlocker = find(screen, "[data-do=sound]");
    const token = find(this.form, "[name=csrfmiddlewaretoken]", HTMLInputElement).value;
    this.outbox = Outbox.of({ ...element.dataset, token });
    this.pageAhead = prefetch(element.dataset.post, signal);
    this.sound = new Sound(plan, signal);
    this.notice = noticeIn(screen);
    const stored = store.read();
    this.seenBefore = stored ? lastSeen(parseState(stored) ?? {}) : null;
    this.state = stored ? restore(stored, plan, Date.now()) : begin(plan, Date.now());
  }

  /** Starts the routine, or continues the one that the phone has stored. */
  start() {
    const { signal } = this.#leaving;
    const tapped = (/** @type {string} */ name) => this.#tapped(name);
    connectSwitches(find(this.screen, ".player__bar"), signal);
    listenToTaps(this.screen, this.dialog, tapped, signal);
    listenToKeys(tapped, signal);
    this.counting.addEventListener("change", () => this.view.paint(this.state, this.#options));
    this.form.addEventListener("submit", (event) => this.#submitted(event));
    this.#show(this.state, null, this.seenBefore);
    const { show } = this.notice;
    this.presence = keepPresent({ state: () => this.state, send: (type) => this.#send(type), notice: show, signal });
    document.addEventListener("visibilitychange", () => this.store.save(this.state), { signal });
    tickWhileHere(this.element, this.#leaving, () => this.#send("tick"));
    this.outbox.send();
  }

  get #options() {
    return { countUnseen: this.counting.checked };
  }

  /** From `previous` to `state`; `seen` is the last state that anybody could see. @param {PlayerState} state @param {PlayerState | null} previous @param {PlayerState | null} seen */
  #show(state, previous, seen) {
    const missed = missedSteps(seen, state);
    if (isWorthSaving(previous, state)) this.store.save(state);
    if (isOver(state)) letSleep();
    this.state = state;
    this.view.paint(state, this.#options);
    this.sound.follow(state);
    this.notice.show(missed ? missedWords(missed) : pausedWords(previous, state));
    for (const cue of cues(previous, state)) this.#play(cue, missed ? missedSpoken(missed) : "");
    this.notice.age();
    // Unlike `hidden`, this touches the page only if it changes.
    this.unlocker.toggleAttribute("hidden", isOver(state) || !isLocked());
  }

  /** @param {Cue} cue */
  #play(cue, before = "") {
    this.sound.play(cue, before);
    this.view.announce(isSpeaking() ? null : cue);
  }

  /** @param {string} type @param {{ reason?: string }} [more] */
  #send(type, more = {}) {
    const now = performance.now();
    const passed = now - this.#sentAt;
    this.#sentAt = now;
    const { state } = this;
    const seen = type === "visible" ? lastSeen(state) : state;
    this.#show(next(state, { type, ...more }, Date.now(), passed), state, seen);
  }

  /** @param {string} name */
  #act(name) {
    const { state } = this;
    if (isOver(state) && name !== "resume") return;
    if (["back", "skip", "ready", "resume"].includes(name)) this.#send(name);
    else if (name === "toggle") this.#send(state.mode === "paused" ? "resume" : "pause");
    else if (name === "end") openStopDialog(this.dialog, state, (type, more) => this.#send(type, more));
    else if (name === "carry-on") this.dialog.close();
  }

  /** @param {string} name */
  #tapped(name) {
    const wasLocked = this.#unlockSound();
    if (name !== "anywhere") return this.#act(name);
    // While sound is locked, the first tap anywhere is for the sound alone and pauses nothing.
    if (!wasLocked || this.state.mode !== "running") this.#act("toggle");
  }

  /** Unlocks the sound, inside a tap or a key; returns whether it was locked. */
  #unlockSound() {
    if (!isLocked()) return false;
    unlock();
    this.unlocker.hidden = true;
    this.presence?.requestAgain();
    if (!isOver(this.state)) for (const cue of cues(null, this.state)) this.#play(cue);
    return true;
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    const { form, screen, store, outbox, state } = this;
    find(form, "[name=dose]", HTMLInputElement).value = JSON.stringify(doseOf(state, this.#options));
    find(form, "[name=stopped_reason]", HTMLSelectElement).value = state.reason;
    const isLast = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value === "finish";
    const ago = secondsSince(state, Date.now());
    submitRoutine({ form, screen, store, outbox, isLast, ago, page: isLast ? null : this.pageAhead() });
  }
}

/** Calls `tick` until `element` has left the page: another page may have taken its place. @param {HTMLElement} element @param {AbortController} leaving @param {() => void} tick */
function tickWhileHere(element, leaving, tick) {
  const timer = setInterval(() => (element.isConnected ? tick() : leaving.abort()), TICK);
  const { signal } = leaving;
  signal.addEventListener("abort", () => clearInterval(timer));
  document.addEventListener("pageshown", () => element.isConnected || leaving.abort(), { signal });
}
