// Says where the entries of a session are, on the pages that are shown without a network.

import { entries, words } from "./line.js";

export const UNREAD = "What is kept on this phone cannot be read right now.";

/** [kind, text, a link] for so many entries of an outbox that is in `state`. */
export function where({ waiting, refused }, state) {
  if (waiting) return ofWaiting(waiting, state);
  if (!state.isRead) return ["error", UNREAD];
  if (refused) return ["error", `${entries(refused)} not accepted. Everything else is saved.`];
  return ["saved", "Everything is saved."];
}

function ofWaiting(waiting, state) {
  const said = words({ ...state, waiting, refused: [] });
  if (said[0] === "error" || !state.stored) return said;
  return ["phone", `${entries(waiting)} ${waiting === 1 ? "is" : "are"} on this phone, not sent yet.`];
}
