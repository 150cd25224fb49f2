// Reads what the server's rule book says of a session on this phone: what follows, and what may be shown.
//
// `next`: by stage the one after it. `may`: by stage the pages that a phone shows by itself, that of the
// stage first; none where the server has to draw. A snapshot of an older version has neither: then only
// the server goes on, and each of its pages brings a new one.

export const DONE = "done";

/** The later of two stages of a session; one that it does not have counts for nothing. */
export function later({ next }, one, other) {
  for (let stage = next?.[one]; stage; stage = next[stage]) if (stage === other) return other;
  return one;
}

/** What follows the end of `phase` without the server; null where only the server can say. */
export function following({ next, may }, phase) {
  const stage = next?.[phase];
  return stage && may[stage].length ? stage : null;
}

/** The page to show: the one that is wanted if its stage allows that; null where only the server has one. */
export function pageOf({ stage, may }, wanted) {
  const pages = may?.[stage] ?? [ownPage(stage)];
  return pages.includes(wanted) ? wanted : (pages[0] ?? null);
}

/** The address of the page of a stage. */
export const address = ({ uuid, may }, stage) => `/sessions/${uuid}/${may?.[stage]?.[0] ?? ownPage(stage)}/`;

const ownPage = (stage) => (stage === DONE ? "result" : stage);
