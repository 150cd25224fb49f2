// Says where the entries of a session are, on the pages that are shown without a network.

import { gettext, ngettext } from "../gettext.js";
import { statusWords } from "./line.js";

export const unreadWords = () => gettext("What is kept on this phone cannot be read right now.");

/**
 * For so many entries of the session, of an outbox in `state`.
 *
 * @param {{ waiting: number, refused: number }} counts @param {OutboxState} state @returns {Status}
 */
export function sessionStatus({ waiting, refused }, state) {
  if (waiting) return waitingStatus(waiting, state);
  if (!state.isRead) return ["error", unreadWords()];
  if (refused) return ["error", refusedWords(refused)];
  return ["saved", gettext("Everything is saved.")];
}

/** @param {number} waiting @param {OutboxState} state @returns {Status} */
function waitingStatus(waiting, state) {
  const status = statusWords({ ...state, waiting, refused: [] });
  if (status[0] === "error" || !state.stored) return status;
  return ["phone", waitingWords(waiting)];
}

/** @param {number} count */
const refusedWords = (count) =>
  ngettext(
    "%(count)s entry not accepted. Everything else is saved.",
    "%(count)s entries not accepted. Everything else is saved.",
    count,
    { count },
  );

/** @param {number} count */
const waitingWords = (count) =>
  ngettext("%(count)s entry is on this phone, not sent yet.", "%(count)s entries are on this phone, not sent yet.", count, { count });
