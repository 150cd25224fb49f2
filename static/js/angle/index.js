// Measures the angle of one test by the phone, hands-free, and hands over a reading of each side.

import { unlock } from "../device/sound.js";
import { hush, speak } from "../device/speech.js";
import { playNow, stopTones } from "../device/tones.js";
import { isHeard } from "../device/volume.js";
import { keepAwake, letSleep } from "../device/wake_lock.js";
import * as machine from "./measuring.js";
import { begin as beginSensor, deviceClass, listen, phoneName } from "./sensor.js";
import { View } from "./view.js";
import { wordsOf } from "./words.js";

/** @typedef {import("./measuring.js").Measuring} Measuring */
/** @typedef {{ side: string, value: string, holds: string, spreads: string, zeroed: "yes" | "no", device: string, phone: string, again: string }} Reading */
/**
 * `drawing` shows where the phone lies; `onReading` gets each side once both its holds are taken, `onClose` whether all are.
 *
 * @typedef {{ title: string, phone: PhoneMeasure, sides: string[], drawing: Node | null,
 *   onReading: (reading: Reading) => void, onClose: (isDone: boolean) => void }} Order
 */

const QUIET_FOR = 5000; // ms in which the same sentence is not said again
const BEEPS_EVERY = 500; // ms, while the leg is near
/** @type {Partial<Record<import("./measuring.js").MeasuringMode, "near" | "hold" | "taken" | "wrong" | "swap">>} */
const TUNE_OF = { near: "near", hold: "hold", taken: "taken", switch: "swap", tilted: "wrong", moved: "wrong", slow: "wrong" };

let isAllowed = false;

/** Opens the dialog, at once where motion was allowed on this page before: to be called inside a tap. @param {Order} order */
export const measure = (order) => new Flow(order).open();

class Flow {
  /** @type {Measuring | null} */
  #state = null;
  /** When each sentence was said last. @type {Map<string, number>} */
  #spoken = new Map();
  #beeped = 0;
  #ends = new AbortController();
  /** @type {Set<string>} */
  #sent = new Set();

  /** @param {Order} order */
  constructor(order) {
    this.order = order;
    this.view = new View({ title: order.title, drawing: order.drawing, onClose: () => this.#close() });
  }

  open() {
    if (isAllowed) this.#allow();
    else this.view.allow(this.order.phone, () => this.#allow());
  }

  /** Inside a tap: it asks for motion, unlocks the sound and keeps the screen on. */
  async #allow() {
    unlock();
    keepAwake();
    const obstacle = await beginSensor();
    if (this.#ends.signal.aborted) return;
    isAllowed = !obstacle;
    if (obstacle) return this.view.stopped(obstacle, () => this.#allow());
    this.#begin();
  }

  #begin() {
    const { phone, sides } = this.order;
    const { signal } = this.#ends;
    this.#state = machine.begin(sides, { min: phone.near_min, max: phone.near_max }, performance.now());
    this.view.measuring((type) => this.#send({ type }));
    listen(phone, (sample) => this.#send({ type: "sample", sample }), signal);
    // A call or another app: whatever the sensor says meanwhile is of a phone that was taken up.
    document.addEventListener("visibilitychange", () => document.hidden && this.#send({ type: "pause" }), { signal });
    this.#paint();
  }

  /** @param {import("./measuring.js").MeasuringEvent} event */
  #send(event) {
    if (!this.#state || this.#ends.signal.aborted) return;
    const before = this.#state.mode;
    this.#state = machine.next(this.#state, event, performance.now());
    this.#handOver();
    this.#paint();
    if (this.#state.mode === "done" && before !== "done") this.view.done(() => this.view.dialog.close());
  }

  #handOver() {
    const state = /** @type {Measuring} */ (this.#state);
    for (const side of state.sides) {
      const holds = machine.holdsOf(state, side);
      if (holds.length < machine.HOLDS) {
        this.#sent.delete(side);
      } else if (!this.#sent.has(side)) {
        this.#sent.add(side);
        const about = { zeroed: /** @type {const} */ ("no"), device: deviceClass(), phone: phoneName(), again: String(state.again[side] ?? 0) };
        this.order.onReading({ side, ...machine.readingOf(holds), ...about });
      }
    }
  }

  #paint() {
    const state = /** @type {Measuring} */ (this.#state);
    const isNew = this.view.paint(state, this.order.phone);
    if (isNew) this.#say(wordsOf(state, this.order.phone).say);
    this.#beep(state.mode, isNew);
  }

  /** @param {string} sentence */
  #say(sentence) {
    const now = performance.now();
    if (!sentence || now - (this.#spoken.get(sentence) ?? -QUIET_FOR) < QUIET_FOR) return;
    this.#spoken.set(sentence, now);
    if (isHeard("voice")) speak(sentence, { important: true });
  }

  /** @param {import("./measuring.js").MeasuringMode} mode @param {boolean} isNew */
  #beep(mode, isNew) {
    const now = performance.now();
    const tune = TUNE_OF[mode];
    if (!tune || !isHeard("tones")) return;
    if (isNew || (mode === "near" && now - this.#beeped >= BEEPS_EVERY)) {
      this.#beeped = now;
      playNow(tune);
    }
  }

  #close() {
    this.#ends.abort();
    hush();
    stopTones();
    letSleep();
    this.order.onClose(this.#state?.mode === "done");
  }
}
