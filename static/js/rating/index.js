// Makes the plain rating form quick: one test per screen, one tap per rating, each saved at once.

import { Outbox } from "../outbox/index.js";
import { preferences } from "../preferences.js";
import { announceIn, showStatus } from "../status/line.js";
import { hasWorker } from "../visit.js";
import { isLocal, showNextPage } from "./next_page.js";
import { PlayerPreload } from "./player_preload.js";
import { askForMethods, guardWhenTouched, save } from "./saving.js";
import { isSettled, listen, scalesOf } from "./scale.js";
import { makeSheets, offerReasons } from "./sheets.js";
import { offlineWords, Steps } from "./steps.js";

const SEEN = 450; // ms, so that the chosen number is seen before the next test comes
const AGAIN = 5000; // ms
const A_ROUTINE = /\/(?:routine|second)\/$/;
const byPhone = () => import("./by_phone.js");
const WIDE = matchMedia("(min-width: 62rem)");

/** @param {HTMLFormElement} form */
export function mount(form) {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]")?.getAttribute("value") ?? "";
  new RatingForm(form, Outbox.of({ ...form.dataset, token })).mount();
}

class RatingForm {
  #timer = 0;
  #isLeaving = false;
  /** By card. @type {Map<HTMLElement, Record<string, import("./sheets.js").Sheet>>} */
  #sheets = new Map();

  /** @param {HTMLFormElement} form @param {Outbox} outbox */
  constructor(form, outbox) {
    this.form = form;
    this.outbox = outbox;
    this.steps = new Steps(form, [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-test]"))]);
    this.preload = new PlayerPreload(form);
  }

  mount() {
    const { form, outbox, steps } = this;
    showStatus(steps.find("saved"), outbox, announceIn(steps.find("heard")));
    for (const card of steps.cards) this.#prepare(card);
    form.addEventListener("change", ({ target }) => save(/** @type {HTMLInputElement} */ (target), form, outbox));
    form.addEventListener("cleared", ({ target }) => {
      const scale = /** @type {Element} */ (target);
      save(/** @type {HTMLInputElement} */ (scale.querySelector("input")), form, outbox, "");
    });
    this.#listenToButtons();
    askForMethods(form, outbox);
    form.addEventListener("submit", (event) => (isLocal(form) ? this.#submitted(event, event) : this.#unlockSound(event)));
    form.addEventListener("away", (event) => {
      if (hasWorker()) this.#submitted(event, /** @type {CustomEvent} */ (event).detail);
    });
    steps.setLive(!WIDE.matches && !form.querySelector(".errsum"));
    if (steps.cards.every(isSettled)) this.preload.load();
    outbox.send();
  }

  #listenToButtons() {
    const { steps } = this;
    const onClick = (/** @type {string} */ name, /** @type {() => void} */ action) =>
      steps.find(name).addEventListener("click", action);
    onClick("back", () => steps.show(steps.at - 1, { focus: true }));
    onClick("skip", () => steps.card && this.#sheets.get(steps.card)?.skip.open());
    onClick("forward", () => (steps.card ? steps.show(steps.at + 1, { focus: true }) : this.#start()));
    onClick("toggle", () => steps.setLive(!steps.isLive));
    steps.find("toggle").hidden = false;
  }

  /** @param {HTMLElement} card */
  #prepare(card) {
    const sheets = makeSheets(card);
    this.#sheets.set(card, sheets);
    for (const scale of scalesOf(card)) listen(scale, () => this.#tapped(card));
    card.addEventListener("change", () => this.steps.paint());
    card.addEventListener("cleared", () => this.steps.paint());
    if (sheets.measure) guardWhenTouched(this.form, sheets.measure);
    if (card.querySelector("[data-phone]")) byPhone().then(({ prepare }) => prepare(card, this.form, this.outbox), console.warn);
    offerReasons(card, sheets.skip.dialog, () => {
      if (this.steps.isLive) this.steps.show(this.steps.at + 1, { focus: true });
    });
  }

  /** Advances only after a tap, never after a key: focus must not move by surprise. @param {HTMLElement} card */
  #tapped(card) {
    const { steps } = this;
    steps.paint();
    if (!preferences().auto_advance || !steps.isLive) return;
    clearTimeout(this.#timer);
    if (!isSettled(card)) return;
    navigator.vibrate?.(12);
    this.#timer = setTimeout(() => isSettled(card) && this.#measureThenAdvance(card), SEEN);
  }

  /** What the phone takes by itself it takes after the last rating, without a tap. @param {HTMLElement} card */
  async #measureThenAdvance(card) {
    if (card.querySelector("[data-phone]")) await byPhone().then(({ takeIfDue }) => takeIfDue(card, this.form, this.outbox), console.warn);
    if (this.steps.card === card) this.#advance();
  }

  #advance() {
    const { form, steps } = this;
    steps.show(steps.at + 1);
    const isComplete = steps.card === null && steps.cards.every(isSettled);
    if (isComplete && form.dataset.phase === "post") this.#leave();
  }

  async #start() {
    await this.preload.unlock();
    return this.#leave();
  }

  /** The list's own buttons, where the form cannot be sent: on the phone's own page, or offline. @param {Event} event @param {{ submitter: HTMLElement | null }} tapped */
  #submitted(event, { submitter }) {
    event.preventDefault();
    if (isLater(submitter)) return location.assign("/");
    this.steps.setLive(true);
    this.steps.show(this.steps.cards.length, { focus: true });
    if (this.steps.cards.every(isSettled)) this.#start();
  }

  /** Whether there is a server turns out too late to count as the same tap. @param {SubmitEvent} event */
  #unlockSound({ submitter }) {
    if (!isLater(submitter)) this.preload.unlock();
  }

  /** Leaves the page only when everything is stored: by the server, or without it by the phone. */
  async #leave() {
    if (this.#isLeaving || !this.form.isConnected) return;
    this.#isLeaving = true;
    const hasLeft = await showNextPage(this.form, this.outbox).finally(() => (this.#isLeaving = false));
    if (!hasLeft) this.#waitForNetwork();
    // Only a routine needs the screen to stay on.
    if (!hasLeft || !A_ROUTINE.test(location.pathname)) this.preload.letSleep();
  }

  /** Tries again by itself after the last ratings; the routine starts with a tap only. */
  #waitForNetwork() {
    const { form, outbox, steps } = this;
    const triesAgain = form.dataset.phase === "post";
    steps.find("done-text").textContent = offlineWords(outbox.state, triesAgain);
    clearTimeout(this.#timer);
    if (triesAgain) this.#timer = setTimeout(() => steps.card === null && this.#leave(), AGAIN);
  }
}

/** @param {HTMLElement | null} submitter */
const isLater = (submitter) => submitter instanceof HTMLButtonElement && submitter.value === "later";
