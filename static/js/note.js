// Keeps the note of a session as it is typed: on this phone within half a second, then on the server.

import { lengthOf } from "./length.js";
import { Outbox } from "./outbox/index.js";
import { paint, words } from "./status/line.js";

const KEPT_AFTER = 400; // ms from the first letter that is not on this phone
const SENT_AFTER = 2000; // ms without a letter
const CLOSE = ["saved", "Already saved. You can close the page."];

export function mount(form) {
  const { session, user, url } = form.dataset;
  const outbox = Outbox.of({ user, url, token: form.elements.csrfmiddlewaretoken?.value ?? "" });
  const box = form.elements.note;
  const mark = document.querySelector("[data-note-state]");
  const card = form.closest("[data-note]");
  let was = box.value; // as the server has it, or is told next
  let last = null; // the entry that says what is in the box
  let keeping = null;
  let sending = null;

  const clean = () => box.value.trim().replaceAll(/\r\n?/g, "\n");
  const isTooLong = () => lengthOf(box.value) > Number(box.dataset.most);
  const known = () => last?.value ?? was.trim().replaceAll(/\r\n?/g, "\n");

  function keep() {
    keeping = clearTimeout(keeping);
    if (clean() === known() || isTooLong()) return;
    const isWaiting = outbox.queue.waiting.some(({ uuid }) => uuid === last?.uuid);
    if (last && !isWaiting) was = last.value;
    last = outbox.write({ kind: "note", session, value: clean(), was }, last?.uuid);
  }

  async function send() {
    keep();
    sending = clearTimeout(sending);
    await outbox.send();
    if (!keeping && !sending) outbox.isTyping = false;
    show();
    outbox.dispatchEvent(new CustomEvent("state", { detail: outbox.state }));
  }

  function show() {
    const { state } = outbox;
    card.classList.toggle("no-print", !clean());
    card.querySelector("[data-note-text]").textContent = clean();
    if (isTooLong()) return paint(mark, ["error", "The note is too long, and not saved."]);
    if (clean() !== known()) return paint(mark, ["sending", "Saving…"]);
    paint(mark, state.waiting || state.refused.length ? words(state) : CLOSE);
  }

  box.addEventListener("input", () => {
    outbox.isTyping = true;
    keeping ??= setTimeout(keep, KEPT_AFTER);
    clearTimeout(sending);
    sending = setTimeout(send, SENT_AFTER);
    show();
  });
  box.addEventListener("change", send);
  form.addEventListener("submit", keep);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  outbox.addEventListener("state", show);
  return outbox.known().then(() => {
    last = outbox.entriesOf(session).findLast((entry) => entry.kind === "note" && isUnsent(outbox, entry)) ?? null;
    // Typed without a network, and shown again where the server does not know it yet.
    if (last && box.value === was) box.value = last.value;
    if (last) was = last.was;
    show();
  });
}

const isUnsent = ({ queue }, { uuid }) => queue.waiting.some((entry) => entry.uuid === uuid);
