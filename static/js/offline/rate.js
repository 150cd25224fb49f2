// One phase of a session on this phone: the same form as the server's, with what is rated so far.

import { mount } from "../rating/index.js";

export function showRate(shell, { user, outbox, record, phase }) {
  const content = shell.copy("rate");
  const form = content.querySelector("form");
  const words = shell.words(phase);
  const drawn = phase === "pre" && record.draws ? { next: "Draw, then start" } : {};
  const { word, then, next } = { ...words, ...drawn };
  Object.assign(form.dataset, { local: "", session: record.uuid, user, phase, word, then, next });
  form.querySelector("button[value=next]").textContent = words.save;
  form.querySelector("[data-after]").hidden = phase === "pre";
  if (phase !== "pre") form.querySelector("[data-sounds]").remove();
  keepPlanned(form, record.plan.tests);
  repaint(form, outbox.entriesOf(record.uuid).filter((entry) => entry.phase === phase));
  shell.put("rate", content, word);
  mount(form);
  form.dataset.mounted = "";
}

/** The page has a card for every test; those of this session stay, in its order. */
function keepPlanned(form, tests) {
  const cards = new Map([...form.querySelectorAll("[data-test]")].map((card) => [card.dataset.test, card]));
  const planned = tests.map(({ test }) => cards.get(test)).filter(Boolean);
  const list = cards.values().next().value.parentNode;
  for (const card of cards.values()) card.remove();
  list.append(...planned);
  const segments = form.querySelector("[data-segments]");
  segments.replaceChildren(...planned.map(() => document.createElement("li")));
}

/** Only what was entered in this very phase: before ratings are never on the page of the after ones. */
function repaint(form, entries) {
  for (const { test, side, field, value } of entries) {
    const name = (last) => `[name="${CSS.escape(`${test}-${side}-${last}`)}"]`;
    if (field === "score") score(form, name, String(value ?? ""));
    else if (field === "value") measured(form.querySelector(name("value")), String(value ?? ""));
    else select(form, name, field, String(value ?? ""));
  }
}

function score(form, name, value) {
  for (const radio of form.querySelectorAll(name("score"))) radio.checked = radio.value === value;
  const skip = form.querySelector(name("skip"));
  if (skip && value) skip.value = "";
}

function select(form, name, field, value) {
  const one = form.querySelector(name(field));
  if (one) one.value = value;
  if (field !== "skip" || !value) return;
  for (const radio of form.querySelectorAll(name("score"))) radio.checked = false;
}

/** What was entered was confirmed then, so it is neither sent nor asked about again. */
function measured(input, value) {
  if (!input) return;
  input.value = value;
  const row = input.closest("[data-measured]");
  Object.assign(row.dataset, { sent: value, kept: String(Number(value)) });
}
