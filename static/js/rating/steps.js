// One test at a time: which one is shown, what the footer says, and the page after the last one.

import * as dom from "../dom.js";
import { gettext } from "../gettext.js";
import { fit, onResize } from "./fit.js";
import { paintFoot } from "./foot.js";
import { isSettled } from "./scale.js";

/** Where the ratings are, while the next page cannot be reached. @param {Pick<OutboxState, "waiting" | "stored">} state @param {boolean} triesAgain */
export function offlineWords({ waiting, stored }, triesAgain) {
  const where = !waiting
    ? gettext("There is no connection right now. Your ratings are saved.")
    : stored
      ? gettext("There is no connection right now. Your ratings are on this phone.")
      : gettext("There is no connection right now. Your ratings are not saved on this phone: keep this page open.");
  const then = triesAgain ? gettext("This page goes on by itself when it is back.") : gettext("Try again in a moment.");
  return `${where} ${then}`;
}

export class Steps {
  at = 0;

  /** @param {HTMLFormElement} form @param {HTMLElement[]} cards */
  constructor(form, cards) {
    this.form = form;
    this.cards = cards;
    this.find = (/** @type {string} */ name) => dom.find(form, `[data-${name}]`);
    const first = cards.findIndex((card) => !isSettled(card));
    this.start = first < 0 ? cards.length : first;
    onResize(form, () => this.#fit());
  }

  /** The test that is shown; null on the page after the last one. */
  get card() {
    return this.cards[this.at] ?? null;
  }

  get isLive() {
    return this.form.classList.contains("is-live");
  }

  /** @param {number} at */
  show(at, { focus = false } = {}) {
    this.at = Math.max(0, Math.min(at, this.cards.length));
    this.cards.forEach((card, index) => (card.hidden = index !== this.at));
    this.find("done").hidden = this.card !== null;
    this.#paintName();
    this.paint();
    this.#fit();
    scrollTo(0, 0);
    if (focus) (this.card ? this.find("where") : this.find("done-title")).focus({ preventScroll: true });
  }

  /** One test at a time, or all of them as a list. @param {boolean} isLive */
  setLive(isLive) {
    this.form.classList.toggle("is-live", isLive);
    for (const name of ["progress", "live-foot"]) this.find(name).hidden = !isLive;
    this.find("foot").hidden = isLive;
    this.find("toggle").setAttribute("aria-label", isLive ? gettext("Show all tests as a list") : gettext("Show one test at a time"));
    if (isLive) this.show(this.start);
    else this.#showList();
  }

  #fit() {
    fit(this.form, this.isLive ? this.card : null);
  }

  #showList() {
    for (const card of this.cards) card.hidden = false;
    this.find("done").hidden = true;
    this.find("name").textContent = this.form.dataset.word ?? "";
    this.find("place").textContent = gettext("How freely does each one move?");
  }

  #paintName() {
    const { word = "" } = this.form.dataset;
    const count = this.cards.length;
    const { name = word, gloss = "" } = this.card?.dataset ?? {};
    this.find("name").textContent = name;
    this.find("place").textContent = gloss;
    this.find("phase-word").textContent = word;
    const values = { name, number: Math.min(this.at + 1, count), count };
    this.find("count").textContent = gettext("%(number)s of %(count)s", values);
    this.find("say").textContent = this.card ? gettext("%(name)s, test %(number)s of %(count)s.", values) : "";
  }

  paint() {
    [...this.find("segments").children].forEach((segment, index) => {
      const current = index === this.at ? "is-now" : "";
      segment.className = isSettled(this.cards[index]) ? "is-done" : current;
    });
    paintFoot(this);
    if (this.card === null) this.#paintSummary();
  }

  #paintSummary() {
    const open = this.cards.filter((card) => !isSettled(card));
    this.find("done-title").textContent = open.length ? gettext("Some tests are not rated") : gettext("All rated");
    this.find("done-text").textContent = open.length
      ? gettext("They stay “not rated”, not 0.")
      : (this.form.dataset.then ?? "");
    this.find("missing").replaceChildren(...open.map((card) => this.#linkTo(card)));
  }

  /** @param {HTMLElement} card */
  #linkTo(card) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line" });
    button.textContent = gettext("Rate: %(test)s", { test: card.dataset.name });
    button.addEventListener("click", () => this.show(this.cards.indexOf(card), { focus: true }));
    item.append(button);
    return item;
  }
}
