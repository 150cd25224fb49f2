// Whether nothing was done in a session that ended on this phone, as far as the phone can tell.

import { gettext } from "../gettext.js";
import { legsOf, movesOf } from "../plan/plan.js";

/** What such a session is called, here as in the history. @param {{ kind: string }} snapshot */
export const undoneTitle = ({ kind }) => (kind === "test_only" ? gettext("Test-only, not sat through") : gettext("No routine done"));

/** `waiting`: the session's entries that are still here. Sent ones are unknown here. @param {Pick<Snapshot, "plan">} snapshot @param {Entry[]} waiting */
export function isNothingDone({ plan }, waiting) {
  const doses = waiting.flatMap((entry) => (entry.kind === "routine" ? [JSON.parse(entry.dose)] : []));
  const isWhole = waiting.some(({ kind }) => kind === "start") || doses.length >= Object.keys(legsOf(plan)).length;
  return isWhole && !movesOf(plan).some(({ key }) => doses.some((dose) => dose[key] > 0));
}
