// The card behind the last rating of the before phase: what came before this session. It is shown once
// on a person's day, and nothing waits for it.

import { find } from "../dom.js";
import { Outbox } from "../outbox/index.js";
import { askedOf, isAskedBefore, saveAsked } from "../phone/asked.js";
import { isLocal } from "./next_page.js";
import { isSettled } from "./scale.js";

/** What the card says: a tick that is not set means "no" beside any answer. @param {{ ran: string, slept_badly: boolean, just_woke: boolean }} ticked */
export function contextOf({ ran, slept_badly, just_woke }) {
  const isGiven = Boolean(ran || slept_badly || just_woke);
  const answer = (/** @type {boolean} */ isSet) => /** @type {Answer} */ (isGiven ? (isSet ? "yes" : "no") : "");
  return { ran, slept_badly: answer(slept_badly), just_woke: answer(just_woke) };
}

/** @param {HTMLFormElement} form with a card */
export async function mountCard(form) {
  const card = find(form, "[data-context]");
  if ("placed" in card.dataset) return;
  card.dataset.placed = "";
  const outbox = Outbox.of({ ...form.dataset, token: form.querySelector("[name=csrfmiddlewaretoken]")?.getAttribute("value") ?? "" });
  if (await wasAsked(form, card, outbox)) return card.remove();
  new ContextCard(card, form, outbox).mount();
}

/** On this phone, or by what the server said of today. @param {HTMLFormElement} form @param {HTMLElement} card @param {Outbox} outbox */
async function wasAsked(form, card, outbox) {
  const { user = "", session = "" } = form.dataset;
  const now = { day: card.dataset.context ?? "", session };
  const own = await askedOf(user);
  /** @type {Asked | null} */
  const known = JSON.parse(card.dataset.asked ?? "null");
  if (isAskedBefore(own, now) || isAskedBefore(known, now)) return true;
  // Answered on another device: what was said there is not on this phone, and would be overwritten.
  const isElsewhere = known?.session === session && own?.session !== session;
  return isElsewhere && !lastOf(outbox, session);
}

class ContextCard {
  /** The uuid of the entry that the card shows. */
  #shown = "";

  /** @param {HTMLElement} card @param {HTMLFormElement} form @param {Outbox} outbox */
  constructor(card, form, outbox) {
    const { user = "", session = "" } = form.dataset;
    this.card = card;
    this.form = form;
    /** @type {NodeListOf<HTMLElement>} */
    this.tests = form.querySelectorAll("[data-test]");
    this.outbox = outbox;
    this.user = user;
    this.session = session;
    this.clear = find(card, "[data-context-clear]");
    /** @type {HTMLInputElement[]} */
    this.inputs = [.../** @type {NodeListOf<HTMLInputElement>} */ (card.querySelectorAll("input:not([type=hidden])"))];
  }

  mount() {
    const { card, clear, outbox, form } = this;
    card.addEventListener("change", () => this.#put());
    clear.addEventListener("click", () => this.#clear());
    const place = () => queueMicrotask(() => this.#place());
    for (const name of ["change", "cleared", "click", "submit"]) form.addEventListener(name, place);
    outbox.addEventListener("state", () => this.#repaint());
    new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.#seen()).observe(card);
    this.#repaint();
    this.#place();
    this.#paintClear();
  }

  /** Behind the last rating, whatever the form looks like; before it, nowhere. */
  #place() {
    const { card, form } = this;
    const done = find(form, "[data-done]");
    const isLive = form.classList.contains("is-live");
    const [parent, next] = isLive ? [done, form.querySelector("[data-sounds]")] : [form, done];
    if (card.parentNode !== parent) parent.insertBefore(card, next);
    card.hidden = ![...this.tests].every(isSettled);
  }

  #seen() {
    saveAsked(this.user, { day: this.card.dataset.context ?? "", session: this.session });
  }

  get #ticked() {
    const [slept_badly, just_woke] = ["slept_badly", "just_woke"].map((name) => this.#input(name).checked);
    return { ran: this.inputs.find(({ type, checked }) => type === "radio" && checked)?.value ?? "", slept_badly, just_woke };
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.inputs.find((input) => input.name === name));
  }

  #put() {
    const entry = this.outbox.put({ kind: "context", session: this.session, ...contextOf(this.#ticked) });
    this.#shown = entry.uuid;
    this.#paintClear();
  }

  #clear() {
    for (const input of this.inputs) input.checked = false;
    this.#put();
    this.inputs[0].focus();
  }

  #paintClear() {
    this.clear.hidden = !this.inputs.some(({ checked }) => checked);
  }

  /** What another tab says, or said before this page was opened, and the server may not have yet. */
  #repaint() {
    const last = lastOf(this.outbox, this.session, isLocal(this.form));
    if (!last || last.uuid === this.#shown) return;
    this.#shown = last.uuid;
    for (const input of this.inputs) {
      if (input.type === "radio") input.checked = input.value === last.ran;
      else input.checked = last[/** @type {"slept_badly" | "just_woke"} */ (input.name)] === "yes";
    }
    this.#paintClear();
  }
}

/** The last answer on this phone; a page of the server shows already what was sent. @param {Outbox} outbox @param {string} session @param {boolean} [withSent] */
function lastOf(outbox, session, withSent = true) {
  const entries = withSent ? outbox.entriesOf(session) : outbox.queue.waiting;
  const isOurs = (/** @type {Entry} */ entry) => entry.kind === "context" && entry.session === session;
  return /** @type {(Entry & ContextFields) | undefined} */ (entries.findLast(isOurs));
}
