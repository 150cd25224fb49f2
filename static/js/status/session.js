// Says where the entries of a session are, on the pages that are shown without a network.

import { entryCount, statusWords } from "./line.js";

export const UNREAD = "What is kept on this phone cannot be read right now.";

/**
 * For so many entries of the session, of an outbox in `state`.
 *
 * @param {{ waiting: number, refused: number }} counts @param {OutboxState} state @returns {Status}
 */
export function sessionStatus({ waiting, refused }, state) {
  if (waiting) return waitingStatus(waiting, state);
  if (!state.isRead) return ["error", UNREAD];
  if (refused) return ["error", `${entryCount(refused)} not accepted. Everything else is saved.`];
  return ["saved", "Everything is saved."];
}

/** @param {number} waiting @param {OutboxState} state @returns {Status} */
function waitingStatus(waiting, state) {
  const status = statusWords({ ...state, waiting, refused: [] });
  if (status[0] === "error" || !state.stored) return status;
  return ["phone", `${entryCount(waiting)} ${waiting === 1 ? "is" : "are"} on this phone, not sent yet.`];
}
