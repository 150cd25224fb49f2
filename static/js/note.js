// Saves the note of a session as it is typed: on this phone within half a second, then on the server.

import { find } from "./dom.js";
import { lengthOf } from "./length.js";
import { Outbox } from "./outbox/index.js";
import { paintStatus, statusWords } from "./status/line.js";

const KEPT_AFTER = 400; // ms from the first letter that is not on this phone
const SENT_AFTER = 2000; // ms without a letter
/** @type {Status} */
const MAY_CLOSE = ["saved", "Already saved. You can close the page."];

/** @param {HTMLFormElement} form */
export function mount(form) {
  const { session = "" } = form.dataset;
  const token = find(form, "[name=csrfmiddlewaretoken]", HTMLInputElement).value;
  const outbox = Outbox.of({ ...form.dataset, token });
  const box = find(form, "[name=note]", HTMLTextAreaElement);
  const mark = find(document, "[data-note-state]");
  const card = /** @type {HTMLElement} */ (form.closest("[data-note]"));
  let base = box.value; // the server's text, or what it is going to be told before `draft`
  /** The entry with the text that was in the box last. @type {(Entry & NoteFields) | null} */
  let draft = null;
  let keepTimer = 0;
  let sendTimer = 0;

  const text = () => trimmed(box.value);
  const isTooLong = () => lengthOf(box.value) > Number(box.dataset.most);
  const keptText = () => draft?.value ?? trimmed(base);

  function keep() {
    clearTimeout(keepTimer);
    keepTimer = 0;
    if (text() === keptText() || isTooLong()) return;
    if (draft && !isWaiting(outbox, draft)) base = draft.value;
    const fields = { kind: /** @type {const} */ ("note"), session, value: text(), was: base };
    draft = /** @type {Entry & NoteFields} */ (outbox.putDraft(fields, draft?.uuid));
  }

  async function send() {
    keep();
    clearTimeout(sendTimer);
    sendTimer = 0;
    await outbox.send();
    if (!keepTimer && !sendTimer) outbox.isTyping = false;
    show();
    outbox.dispatchEvent(new CustomEvent("state", { detail: outbox.state }));
  }

  function show() {
    const { state } = outbox;
    card.classList.toggle("no-print", !text());
    find(card, "[data-note-text]").textContent = text();
    if (isTooLong()) return paintStatus(mark, ["error", "The note is too long, and not saved."]);
    if (text() !== keptText()) return paintStatus(mark, ["sending", "Saving…"]);
    paintStatus(mark, state.waiting || state.refused.length ? statusWords(state) : MAY_CLOSE);
  }

  /** Shows again what was typed without a network, where the server does not have it yet. */
  async function restore() {
    await outbox.records.whenLoaded();
    const last = outbox.entriesOf(session).findLast((entry) => entry.kind === "note" && isWaiting(outbox, entry));
    draft = /** @type {(Entry & NoteFields) | undefined} */ (last) ?? null;
    if (draft && box.value === base) box.value = draft.value;
    if (draft) base = draft.was;
    show();
  }

  box.addEventListener("input", () => {
    outbox.isTyping = true;
    keepTimer ||= setTimeout(keep, KEPT_AFTER);
    clearTimeout(sendTimer);
    sendTimer = setTimeout(send, SENT_AFTER);
    show();
  });
  box.addEventListener("change", send);
  form.addEventListener("submit", keep);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  outbox.addEventListener("state", show);
  return restore();
}

/** @param {string} text */
const trimmed = (text) => text.trim().replaceAll(/\r\n?/g, "\n");

/** @param {Outbox} outbox @param {Entry} entry */
const isWaiting = ({ queue }, { uuid }) => queue.waiting.some((entry) => entry.uuid === uuid);
