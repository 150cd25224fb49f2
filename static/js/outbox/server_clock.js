// What the server's clock said last: an entry was made after that, whatever this phone's clock says.

const HEARD = "heard"; // in localStorage, for pages that come without a network
// Another page heard it, before this one can hear anything.
let last = { moment: kept(), since: performance.now() };

/** `now` as an answer of the server says it. */
export function hear(now) {
  const moment = Date.parse(now);
  if (!moment) return;
  last = { moment, since: performance.now() };
  keep(moment);
}

/** { after } for an entry: the server's time is at least that. Nothing where none was ever heard. */
export function heard() {
  const mine = last.moment && last.moment + performance.now() - last.since;
  const moment = Math.max(mine, kept());
  if (!moment) return {};
  // So that time goes on from page to page, too, and no entry seems to be from before an earlier one.
  keep(moment);
  return { after: new Date(moment).toISOString() };
}

function keep(moment) {
  try {
    localStorage.setItem(HEARD, String(moment));
  } catch {
    // This page knows it all the same.
  }
}

function kept() {
  try {
    return Number(localStorage.getItem(HEARD)) || 0;
  } catch {
    return 0;
  }
}
