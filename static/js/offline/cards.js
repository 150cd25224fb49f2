// The cards of a session on this phone: those of the page, and new ones for tests that it has none for.

import { gettext } from "../gettext.js";
import { aboutOf } from "../rating/about.js";
import { makeCard, tellCard } from "../rating/card.js";

/** @typedef {import("../outbox/index.js").Outbox} Outbox */

/**
 * Puts the tests of the plan into the form, in its order. Returns the names of those of which this
 * phone knows too little, so that none is missing without a word.
 *
 * @param {HTMLFormElement} form @param {Pick<Snapshot, "plan" | "tests">} snapshot @param {OfflineBundle | null} bundle @param {Map<string, string>} methods
 */
export function putCards(form, { plan, tests = [] }, bundle, methods) {
  const builtIn = cardsIn(form);
  const stored = new Map([...tests, ...(bundle?.tests ?? [])].map((about) => [about.test, about]));
  const list = /** @type {Element} */ ([...builtIn.values()][0].parentNode);
  for (const card of builtIn.values()) card.remove();
  const cards = plan.tests.map(({ test }) => cardOf(form, builtIn.get(test), stored.get(test), methods.get(test)));
  list.append(...cards.filter((card) => card !== null));
  return plan.tests.flatMap(({ test, name = test }, index) => (cards[index] ? [] : [name]));
}

/** @param {HTMLFormElement} form */
function cardsIn(form) {
  /** @type {NodeListOf<HTMLElement>} */
  const cards = form.querySelectorAll("[data-test]");
  return new Map([...cards].map((card) => [card.dataset.test ?? "", card]));
}

/** A bundle of an older version has only the names of tests. @param {HTMLFormElement} form @param {HTMLElement | undefined} card @param {AboutTest | undefined} stored @param {string | undefined} method */
function cardOf(form, card, stored, method) {
  const about = stored?.measures && { ...stored, method: method ?? stored.method };
  if (!card) return about ? withPicture(makeCard(form, about)) : null;
  const own = aboutOf(card);
  tellCard(form, card, about ?? { ...own, method: method ?? own.method });
  return card;
}

/** A picture that is not on this phone says so instead of showing a broken frame. @param {HTMLElement} card */
function withPicture(card) {
  const image = card.querySelector("img");
  const line = Object.assign(document.createElement("p"), { className: "small muted" });
  line.textContent = gettext("The picture is not on this phone.");
  image?.addEventListener("error", () => image.replaceWith(line), { once: true });
  return card;
}

/**
 * How tests are measured by what was entered on this phone, as far as its bundle cannot say so: what
 * was chosen since, and what this session has values of.
 *
 * @param {Outbox} outbox @param {string} session @param {number} bundled when the bundle was stored
 */
export function methodsHere(outbox, session, bundled) {
  const isNew = (/** @type {EntryRecord} */ { state, since }) => state === "waiting" || (state === "sent" && since > bundled);
  const entries = [...outbox.records.all.values()].filter(isNew).flatMap(({ entry }) => entry ?? []);
  const chosen = entries.sort((a, b) => (a.at < b.at ? -1 : 1)).flatMap((entry) => (entry.kind === "method" ? [entry] : []));
  const measured = outbox.entriesOf(session).flatMap((entry) => ("field" in entry && entry.value && entry.method ? [entry] : []));
  return new Map([...chosen, ...measured].map(({ test, method = "" }) => [test, method]));
}

/** @param {string[]} names of tests */
export const missingWords = (names) =>
  gettext("These tests are not on this phone, so they need the network: %(names)s", { names: names.join(", ") });

/** In the list of tests and behind the last one. @param {HTMLFormElement} form @param {string[]} names */
export function sayMissing(form, names) {
  if (!names.length) return;
  for (const place of form.querySelectorAll(".rate__intro, [data-done]")) {
    place.append(Object.assign(document.createElement("p"), { className: "note text-break", textContent: missingWords(names) }));
  }
}
