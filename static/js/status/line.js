// Says truthfully where entries are: on the server, on this phone, or nowhere yet.

import { gettext, ngettext } from "../gettext.js";

/** @param {number} count */
export const notSavedWords = (count) =>
  ngettext(
    "Not saved on this phone: %(count)s entry. Keep this page open.",
    "Not saved on this phone: %(count)s entries. Keep this page open.",
    count,
    { count },
  );

/** @param {number} count */
export const notSentWords = (count) =>
  ngettext("On this phone, not sent yet: %(count)s entry", "On this phone, not sent yet: %(count)s entries", count, { count });

const REST = 1000; // ms
const SILENT = "\u00a0"; // Makes a message that repeats the last one a new one; nobody sees or hears it.

/** @param {OutboxState} state @returns {Status} */
export function statusWords(state) {
  const { waiting, refused } = state;
  if (waiting && state.failed) return ["error", notSavedWords(waiting)];
  if (refused.length) return ["error", refusedWords(refused), [gettext("See it"), state.unsent]];
  if (!waiting) return ["saved", gettext("Saved")];
  if (!state.stored) return saving();
  if (state.problem) return problemWords(state);
  return state.sending ? saving() : ["phone", notSentWords(waiting)];
}

/** @returns {Status} */
const saving = () => ["sending", gettext("Saving…")];

/** @param {RefusedEntry[]} refused */
function refusedWords(refused) {
  const { reason } = refused[refused.length - 1];
  const count = refused.length;
  return ngettext("Not accepted: %(reason)s", "%(count)s entries not accepted: %(reason)s", count, { count, reason });
}

/** @param {OutboxState} state @returns {Status} */
function problemWords({ problem, waiting, signIn }) {
  const words = problem === "sign in" ? signInWords(waiting) : otherPersonWords(waiting);
  if (problem !== "sign in") return ["error", words];
  return ["error", words, [gettext("Sign in"), `${signIn}?next=${encodeURIComponent(location.pathname)}`]];
}

/** @param {number} count */
const signInWords = (count) =>
  ngettext("On this phone. Sign in to send %(count)s entry.", "On this phone. Sign in to send %(count)s entries.", count, { count });

/** @param {number} count */
const otherPersonWords = (count) =>
  ngettext(
    "Somebody else is signed in. On this phone, not sent: %(count)s entry.",
    "Somebody else is signed in. On this phone, not sent: %(count)s entries.",
    count,
    { count },
  );

/**
 * Shows each state of `outbox` in `mark` and announces it, as soon as there was anything to save.
 *
 * @param {HTMLElement} mark @param {import("../outbox/index.js").Outbox} outbox @param {(status: Status) => void} announce
 */
export function showStatus(mark, outbox, announce) {
  let isUsed = false;
  let last = "";
  const show = () => {
    const { state } = outbox;
    isUsed ||= state.waiting > 0 || state.refused.length > 0;
    if (!isUsed) return;
    const status = statusWords(state);
    paintStatus(mark, status);
    if (String(status) !== last) announce(status);
    last = String(status);
  };
  outbox.addEventListener("state", show);
  show();
}

/** @param {HTMLElement} mark @param {Status} status */
export function paintStatus(mark, [kind, text, link]) {
  mark.dataset.kind = kind;
  const whole = link ? `${text} ${link[0]}` : text;
  if (mark.textContent === whole) return;
  mark.textContent = link ? `${text} ` : text;
  if (!link) return;
  const [textContent, href] = link;
  mark.append(Object.assign(document.createElement("a"), { textContent, href, className: "tap" }));
}

/**
 * A function that announces a status in the live region `region`: an error at once, everything else
 * after a moment of rest, so that several quick ratings are one message.
 *
 * @param {HTMLElement} region @returns {(status: Status) => void}
 */
export function announceIn(region) {
  let timer = 0;
  const say = (/** @type {string} */ text) => {
    region.textContent = region.textContent === text ? text + SILENT : text;
  };
  return ([kind, text]) => {
    clearTimeout(timer);
    if (kind === "error") say(text);
    else if (kind !== "sending") timer = setTimeout(say, REST, text);
  };
}
