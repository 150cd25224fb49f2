// Reads what the server's rule book says of a session on this phone: which stage is next, and which pages
// may be shown.
//
// `next`: by stage the one after it. `may`: by stage the pages that a phone shows by itself, that of the
// stage first; none where the server has to draw. A snapshot of an older version has neither: then only
// the server can advance it, and each of its pages brings a new one.

export const DONE = "done";

/** The later of two stages of a session; one that it does not have comes before all others. @param {Course} course @param {string} stage @param {string | undefined} other */
export function laterStage({ next }, stage, other) {
  for (let later = next?.[stage]; later; later = next?.[later]) if (later === other) return later;
  return stage;
}

/** The stage after `phase` without the server; null where only the server can tell. @param {Course} course @param {string} phase */
export function nextStage({ next, may }, phase) {
  const stage = next?.[phase];
  return stage && may?.[stage].length ? stage : null;
}

/** The page to show: the wanted one if its stage allows that; null where only the server has one. @param {Course & { stage: string }} snapshot @param {string} [wanted] @returns {string | null} */
export function pageOf({ stage, may }, wanted = "") {
  const pages = may?.[stage] ?? [ownPage(stage)];
  return pages.includes(wanted) ? wanted : (pages[0] ?? null);
}

/** The path of the page of a stage. @param {Course & { uuid: string }} snapshot @param {string} stage */
export const pathOf = ({ uuid, may }, stage) => `/sessions/${uuid}/${may?.[stage]?.[0] ?? ownPage(stage)}/`;

/** @param {string} stage */
const ownPage = (stage) => (stage === DONE ? "result" : stage);
