// What the server's clock said last: an entry was made after that, whatever this phone's clock says.

const HEARD = "heard"; // in localStorage, for pages that come without a network
let last = null;

/** `now` as an answer of the server says it. */
export function hear(now) {
  const moment = Date.parse(now);
  if (!moment) return;
  last = { moment, since: performance.now() };
  try {
    localStorage.setItem(HEARD, String(moment));
  } catch {
    // This page knows it all the same.
  }
}

/** { after } for an entry: the server's time is at least that. Nothing where none was ever heard. */
export function heard() {
  const moment = last ? last.moment + performance.now() - last.since : kept();
  return moment ? { after: new Date(moment).toISOString() } : {};
}

function kept() {
  try {
    return Number(localStorage.getItem(HEARD)) || 0;
  } catch {
    return 0;
  }
}
