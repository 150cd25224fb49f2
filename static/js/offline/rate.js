// One phase of a session on this phone: the same form as the server's, with the ratings so far.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { dayOf } from "../phone/asked.js";
import { mount } from "../rating/index.js";
import { showValue } from "../rating/measured.js";
import { methodsHere, missingWords, putCards, sayMissing } from "./cards.js";

/** @param {import("./shell.js").Shell} shell @param {SessionHere} session */
export function showRate(shell, { user, bundle, outbox, snapshot, page: phase }) {
  const content = shell.copy("rate");
  const form = find(content, "form", HTMLFormElement);
  const { word = "", then = "", next = "", save = "" } = shell.words(phase);
  const isDrawn = phase === "pre" && snapshot.draws;
  const words = { word, then, next: isDrawn ? gettext("See what chance picks") : next };
  Object.assign(form.dataset, { local: "", session: snapshot.uuid, user, phase, ...words });
  find(form, "button[value=next]").textContent = save;
  find(form, "[data-after]").hidden = phase === "pre";
  if (phase !== "pre") for (const part of ["sounds", "context"]) find(form, `[data-${part}]`).remove();
  else prepareContext(find(form, "[data-context]"), snapshot, bundle);
  const missing = putCards(form, snapshot, bundle, methodsHere(outbox, snapshot.uuid, bundle?.kept ?? 0));
  const shown = snapshot.plan.tests.length - missing.length;
  if (!shown) return shell.put("waits").say("why", missingWords(missing));
  sayMissing(form, missing);
  find(form, "[data-segments]").replaceChildren(...Array.from({ length: shown }, () => document.createElement("li")));
  repaint(form, outbox.entriesOf(snapshot.uuid), phase);
  shell.put("rate", content, word);
  mount(form);
  form.dataset.mounted = "";
}

/** What its own script goes by: the day of the session, and when the server knew of a day that asked. @param {HTMLElement} card @param {Snapshot} snapshot @param {OfflineBundle | null} bundle */
function prepareContext(card, { started }, bundle) {
  card.dataset.context = dayOf(new Date(started), bundle?.day_starts_at ?? 0);
  card.dataset.asked = JSON.stringify(bundle?.asked ?? null);
}

/** Paints the ratings of this very phase: before ratings are never on the page of the after ones. @param {HTMLFormElement} form @param {Entry[]} entries @param {string} phase */
function repaint(form, entries, phase) {
  for (const entry of entries) {
    if (!("phase" in entry) || entry.phase !== phase) continue;
    const { test, side, field } = entry;
    const value = String(entry.value ?? "");
    const nameOf = (/** @type {string} */ part) => `[name="${CSS.escape(`${test}-${side}-${part}`)}"]`;
    if (field === "score") setScore(form, nameOf, value);
    else if (field === "value") setMeasured(form.querySelector(nameOf("value")), value, entry.method);
    else setSelect(form, nameOf, field, value);
  }
}

/** @typedef {(field: string) => string} NameOf a selector for a field of one test and side */

/** @param {HTMLFormElement} form @param {NameOf} nameOf @param {string | null} value */
function setScore(form, nameOf, value) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const radios = form.querySelectorAll(nameOf("score"));
  for (const radio of radios) radio.checked = radio.value === value;
  if (value) setSelect(form, nameOf, "skip", "");
}

/** @param {HTMLFormElement} form @param {NameOf} nameOf @param {string} field @param {string} value */
function setSelect(form, nameOf, field, value) {
  const select = /** @type {HTMLSelectElement | null} */ (form.querySelector(nameOf(field)));
  if (select) select.value = value;
  if (field === "skip" && value) setScore(form, nameOf, null);
}

/** A value by another method than that of the card stays in the outbox and does not show. @param {HTMLInputElement | null} input @param {string} value @param {string} [method] of an entry of this version */
function setMeasured(input, value, method) {
  const row = /** @type {HTMLElement | null | undefined} */ (input?.closest("[data-measured]"));
  if (row && (!method || method === row.dataset.method)) showValue(row, value);
}
