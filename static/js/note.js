// Saves the note of a session as it is typed: on this phone within half a second, then on the server.

import { find } from "./dom.js";
import { gettext } from "./gettext.js";
import { lengthOf } from "./length.js";
import { Outbox } from "./outbox/index.js";
import { paintStatus, statusWords } from "./status/line.js";

const KEPT_AFTER = 400; // ms from the first letter that is not on this phone
const SENT_AFTER = 800; // ms without a letter

/** @param {HTMLFormElement} form */
export const mount = (form) => new NoteForm(form).mount();

class NoteForm {
  /** The entry with the text that was in the box last. @type {(Entry & NoteFields) | null} */
  #draft = null;
  #keepTimer = 0;
  #sendTimer = 0;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    const token = find(form, "[name=csrfmiddlewaretoken]", HTMLInputElement).value;
    this.form = form;
    this.session = form.dataset.session ?? "";
    this.outbox = Outbox.of({ ...form.dataset, token });
    this.box = find(form, "[name=note]", HTMLTextAreaElement);
    this.mark = find(document, "[data-note-state]");
    this.card = /** @type {HTMLElement} */ (form.closest("[data-note]"));
    /** The server's text, or what it is going to be told before the draft. */
    this.base = this.box.value;
  }

  mount() {
    const { box, form, outbox } = this;
    const keep = () => this.#keep();
    box.addEventListener("input", () => this.#typed());
    box.addEventListener("change", () => this.#send());
    form.addEventListener("submit", keep);
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", () => document.hidden && keep());
    outbox.addEventListener("state", () => this.#show());
    return this.#restore();
  }

  /** Shows again what was typed without a network, where the server does not have it yet. */
  async #restore() {
    const { box, outbox, session } = this;
    await outbox.records.whenLoaded();
    const last = outbox.entriesOf(session).findLast((entry) => entry.kind === "note" && isWaiting(outbox, entry));
    this.#draft = /** @type {(Entry & NoteFields) | undefined} */ (last) ?? null;
    if (this.#draft && box.value === this.base) box.value = this.#draft.value;
    if (this.#draft) this.base = this.#draft.was;
    this.#show();
  }

  get #text() {
    return trimmed(this.box.value);
  }

  get #isTooLong() {
    return lengthOf(this.box.value) > Number(this.box.dataset.most);
  }

  get #keptText() {
    return this.#draft?.value ?? trimmed(this.base);
  }

  #typed() {
    this.outbox.isTyping = true;
    this.#keepTimer ||= setTimeout(() => this.#keep(), KEPT_AFTER);
    clearTimeout(this.#sendTimer);
    this.#sendTimer = setTimeout(() => this.#send(), SENT_AFTER);
    this.#show();
  }

  #keep() {
    const { outbox, session } = this;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = 0;
    if (this.#text === this.#keptText || this.#isTooLong) return;
    if (this.#draft && !isWaiting(outbox, this.#draft)) this.base = this.#draft.value;
    const fields = { kind: /** @type {const} */ ("note"), session, value: this.#text, was: this.base };
    this.#draft = /** @type {Entry & NoteFields} */ (outbox.putDraft(fields, this.#draft?.uuid));
  }

  async #send() {
    const { outbox } = this;
    this.#keep();
    clearTimeout(this.#sendTimer);
    this.#sendTimer = 0;
    await outbox.send();
    if (!this.#keepTimer && !this.#sendTimer) outbox.isTyping = false;
    this.#show();
    outbox.dispatchEvent(new CustomEvent("state", { detail: outbox.state }));
  }

  #show() {
    const { card, mark, outbox } = this;
    card.classList.toggle("no-print", !this.#text);
    find(card, "[data-note-text]").textContent = this.#text;
    if (this.#isTooLong) return paintStatus(mark, ["error", gettext("The note is too long, and not saved.")]);
    if (this.#text !== this.#keptText) return paintStatus(mark, ["sending", gettext("Saving…")]);
    const { state } = outbox;
    const isNew = !this.#text && !this.#draft && !state.waiting && !state.refused.length;
    if (!isNew) paintStatus(mark, statusWords(state));
  }
}

/** @param {string} text */
const trimmed = (text) => text.trim().replaceAll(/\r\n?/g, "\n");

/** @param {Outbox} outbox @param {Entry} entry */
const isWaiting = ({ queue }, { uuid }) => queue.waiting.some((entry) => entry.uuid === uuid);
