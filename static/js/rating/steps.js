// One test at a time: which one is shown, what the footer says, and the page after the last one.

import { fit, keepFitting } from "./fit.js";
import { paintFoot } from "./foot.js";
import { settled } from "./scale.js";

/** Where the ratings are, for an outbox's state, while there is no way to the next page. */
export function waitingWords({ waiting, stored }, goesOn) {
  const where = stored ? "on this phone." : "not saved on this phone: keep this page open.";
  const then = goesOn ? "This page goes on by itself when it is back." : "Try again in a moment.";
  return `There is no connection right now. Your ratings are ${waiting ? where : "saved."} ${then}`;
}

export class Steps {
  constructor(form, cards) {
    Object.assign(this, { form, cards, at: 0 });
    this.find = (name) => form.querySelector(`[data-${name}]`);
    const first = cards.findIndex((card) => !settled(card));
    this.start = first < 0 ? cards.length : first;
    keepFitting(form, () => this.#fit());
  }

  get card() {
    return this.cards[this.at] ?? null;
  }

  show(at, { focus = false } = {}) {
    this.at = Math.max(0, Math.min(at, this.cards.length));
    this.cards.forEach((card, index) => (card.hidden = index !== this.at));
    this.find("done").hidden = this.card !== null;
    this.#name();
    this.paint();
    this.#fit();
    scrollTo(0, 0);
    if (focus) (this.card ? this.find("where") : this.find("done-title")).focus({ preventScroll: true });
  }

  /** One test at a time, or all of them as a list. */
  live(on) {
    this.form.classList.toggle("is-live", on);
    for (const name of ["progress", "live-foot"]) this.find(name).hidden = !on;
    this.find("foot").hidden = on;
    this.find("toggle").setAttribute("aria-label", on ? "Show all tests as a list" : "Show one test at a time");
    if (on) this.show(this.start);
    else this.#list();
  }

  #fit() {
    fit(this.form, this.form.classList.contains("is-live") ? this.card : null);
  }

  #list() {
    for (const card of this.cards) card.hidden = false;
    this.find("done").hidden = true;
    this.find("name").textContent = this.form.dataset.word;
    this.find("place").textContent = "How freely does each one move?";
  }

  #name() {
    const { word } = this.form.dataset;
    const count = this.cards.length;
    const { name = word, gloss = "" } = this.card?.dataset ?? {};
    this.find("name").textContent = name;
    this.find("place").textContent = gloss;
    this.find("phase-word").textContent = word;
    this.find("count").textContent = `${Math.min(this.at + 1, count)} of ${count}`;
    this.find("say").textContent = this.card ? `${name}, test ${this.at + 1} of ${count}.` : "";
  }

  paint() {
    [...this.find("segments").children].forEach((segment, index) => {
      const now = index === this.at ? "is-now" : "";
      segment.className = settled(this.cards[index]) ? "is-done" : now;
    });
    paintFoot(this);
    if (this.card === null) this.#sum();
  }

  #sum() {
    const open = this.cards.filter((card) => !settled(card));
    this.find("done-title").textContent = open.length ? "Not everything is rated" : "All rated";
    this.find("done-text").textContent = open.length
      ? "What is left out stays “not rated”, which is not a zero."
      : this.form.dataset.then;
    this.find("missing").replaceChildren(...open.map((card) => this.#link(card)));
  }

  #link(card) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-line" });
    button.textContent = `Rate ${card.dataset.name}`;
    button.addEventListener("click", () => this.show(this.cards.indexOf(card), { focus: true }));
    item.append(button);
    return item;
  }
}
