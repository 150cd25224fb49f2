// The page of everything that this phone could not send: read it, correct it, send it, save it as a file.

import * as dom from "../dom.js";
import { gettext } from "../gettext.js";
import { Outbox } from "../outbox/index.js";
import { bundleOf, snapshotsOf } from "../phone/offline_store.js";
import { readNumber } from "../rating/numbers.js";
import { paintStatus, statusWords } from "../status/line.js";
import { unreadWords } from "../status/session.js";
import { asTyped, choicesFor, describeEntry, isCorrectable, isText, timeWords } from "./describe.js";
import { download } from "./download.js";

const UNCHOSEN = "?";

/** @param {HTMLElement} page */
export async function mount(page) {
  const find = (/** @type {string} */ name) => dom.find(page, `[data-${name}]`);
  const outbox = Outbox.of({ ...page.dataset, token: "" });
  find("plain").hidden = true;
  find("send").addEventListener("click", () => outbox.send());
  find("all-again").addEventListener("click", () => outbox.retry(outbox.queue.refused.map(({ uuid }) => uuid)));
  find("download").addEventListener("click", () => download(outbox));
  paintStatus(find("state"), ["sending", gettext("Looking at what is on this phone…")]);
  const [names] = await Promise.all([namesOf(page.dataset.user ?? ""), outbox.records.whenLoaded()]);
  page.dataset.names = JSON.stringify(names);
  let shown = "";
  const show = () => {
    const { waiting, refused } = outbox.queue;
    paintState(find("state"), outbox.state);
    find("do").hidden = !waiting.length && !refused.length;
    find("send").hidden = !waiting.length;
    find("all-again").hidden = refused.length < 2;
    const queue = JSON.stringify([waiting, refused]);
    if (shown === queue) return;
    shown = queue;
    showList(find("refused"), refused.map((entry) => refusedRow(page, entry, outbox)));
    showList(find("waiting"), waiting.map((entry) => newRow(page, entry)));
  };
  outbox.addEventListener("state", show);
  show();
  outbox.send();
}

/** Of tests, by slug: those of sessions on this phone, too, which may be hidden or deleted by now. @param {string} user */
async function namesOf(user) {
  const [bundle, snapshots] = await Promise.all([bundleOf(user), snapshotsOf(user)]);
  const tests = [...snapshots.flatMap(({ plan }) => plan.tests), ...(bundle?.tests ?? [])];
  return Object.fromEntries(tests.map(({ test, name }) => [test, name]));
}

/** @param {HTMLElement} mark @param {OutboxState} state */
function paintState(mark, state) {
  const { waiting, refused } = state;
  if (waiting) return paintStatus(mark, statusWords({ ...state, refused: [] }));
  if (!state.isRead) return paintStatus(mark, ["error", unreadWords()]);
  return paintStatus(mark, ["saved", refused.length ? gettext("Everything else is sent.") : gettext("Everything is sent.")]);
}

/** @param {HTMLElement} section @param {HTMLElement[]} rows */
function showList(section, rows) {
  section.hidden = !rows.length;
  dom.find(section, "[data-list]").replaceChildren(...rows);
}

/** @param {HTMLElement} page @param {Entry} entry */
function newRow(page, entry) {
  const { content } = dom.find(page, "template[data-row]", HTMLTemplateElement);
  const row = dom.find(document.importNode(content, true), "*");
  dom.find(row, "[data-what]").textContent = describeEntry(entry, vocabularyIn(page));
  dom.find(row, "[data-when]").textContent = timeWords(entry);
  return row;
}

/** @param {HTMLElement} page @param {RefusedEntry} entry @param {Outbox} outbox */
function refusedRow(page, entry, outbox) {
  const row = newRow(page, entry);
  const find = (/** @type {string} */ name) => dom.find(row, `[data-${name}]`);
  Object.assign(find("why"), { textContent: entry.reason, hidden: false });
  find("acts").hidden = false;
  find("change").hidden = !isCorrectable(entry);
  find("change").addEventListener("click", () => correct(page, entry, outbox));
  find("again").addEventListener("click", () => outbox.retry([entry.uuid]));
  find("remove").addEventListener("click", () => discard(page, entry, outbox));
  return row;
}

/** @param {HTMLElement} page @param {RefusedEntry} entry @param {Outbox} outbox */
async function correct(page, entry, outbox) {
  const dialog = dom.find(page, "[data-change-it]", HTMLDialogElement);
  dom.find(dialog, "[data-what]").textContent = describeEntry(entry, vocabularyIn(page));
  const field = fieldFor(entry, dialog, choicesFor(entry, vocabularyIn(page)));
  const isSaved = (await closingValueOf(dialog)) === "save" && field.value !== UNCHOSEN;
  if (isSaved) outbox.replace(entry.uuid, { value: valueIn(field) });
}

/** Shows one of the dialog's three fields, filled in: a list, a number or a text. @param {RefusedEntry} entry @param {HTMLDialogElement} dialog @param {string[][] | null} choices */
function fieldFor(entry, dialog, choices) {
  const select = dom.find(dialog, "[data-choose]", HTMLSelectElement);
  const number = dom.find(dialog, "[data-type]", HTMLInputElement);
  const text = dom.find(dialog, "[data-write]", HTMLTextAreaElement);
  const field = choices ? select : isText(entry) ? text : number;
  const value = "value" in entry ? `${entry.value ?? ""}` : "";
  const isChoice = choices?.some(([choice]) => choice === value);
  const options = [...(isChoice ? [] : [[UNCHOSEN, gettext("Choose")]]), ...(choices ?? [])];
  select.replaceChildren(...options.map(([choice, words]) => new Option(words, choice)));
  for (const other of [select, number, text]) other.hidden = other !== field;
  dom.find(dialog, "label").hidden = !choices;
  field.value = isChoice || !choices ? value : UNCHOSEN;
  if (field === number && value) number.value = asTyped(value);
  return field;
}

/** As it is sent: a number with a point, whatever mark it was typed with. @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field */
function valueIn(field) {
  const text = field.value.trim();
  const number = field instanceof HTMLInputElement ? readNumber(text, "").number : null;
  return String(number ?? text);
}

/** @param {HTMLElement} page @param {RefusedEntry} entry @param {Outbox} outbox */
async function discard(page, entry, outbox) {
  const dialog = dom.find(page, "[data-remove-it]", HTMLDialogElement);
  dom.find(dialog, "[data-what]").textContent = describeEntry(entry, vocabularyIn(page));
  if ((await closingValueOf(dialog)) === "remove") outbox.discard(entry.uuid);
}

/** With the names of tests that the phone has. @param {HTMLElement} page @returns {Vocabulary} */
const vocabularyIn = (page) => ({
  ...JSON.parse(dom.find(page, "#vocabulary").textContent ?? ""),
  tests: JSON.parse(page.dataset.names ?? "{}"),
});

/** Opens a dialog, and resolves to the value of the button that closes it. @param {HTMLDialogElement} dialog @returns {Promise<string>} */
function closingValueOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
