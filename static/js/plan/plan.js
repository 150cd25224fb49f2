// Reads a plan: the JSON that `tracker/rules/plan.py` writes, the same in a page and in a snapshot.

import { isTechnique } from "./timeline.js";

/** By stage what is played at it: the routine, or one leg and then the other. @param {Plan} plan @returns {Record<string, PlannedRoutine>} */
export const legsOf = ({ routine, second }) => ({ routine, ...(second && { second }) });

/** What the player needs at one stage. @param {Plan} plan @param {string} stage @returns {PlayerPlan} */
export function playedAt(plan, stage) {
  const legs = legsOf(plan);
  return { tests: plan.tests, routine: legs[stage], isLeg: Object.keys(legs).length > 1 };
}

/** The steps that work, of all legs. @param {Plan} plan */
export const movesOf = (plan) =>
  Object.values(legsOf(plan))
    .flatMap(({ steps }) => steps)
    .filter(isTechnique);
