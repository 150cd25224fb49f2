// Whether nothing was done in a session that ended on this phone, as far as the phone can tell.

import { isTechnique } from "../plan/timeline.js";

/** What such a session is called, here as in the history. */
export const undoneTitle = ({ kind }) => (kind === "test_only" ? "Test-only, not sat through" : "No routine done");

/** `waiting`: the session's entries that are still here; of one that was sent nobody knows here. */
export function isNothingDone({ plan }, waiting) {
  const legs = [plan.routine, plan.second].filter(Boolean);
  const doses = waiting.filter(({ kind }) => kind === "routine").map(({ dose }) => JSON.parse(dose));
  const isWhole = waiting.some(({ kind }) => kind === "start") || doses.length >= legs.length;
  const moves = legs.flatMap(({ steps }) => steps).filter(isTechnique);
  return isWhole && !moves.some(({ key }) => doses.some((dose) => dose[key] > 0));
}
