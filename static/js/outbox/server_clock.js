// The server's clock, as far as this phone has seen it: an entry is never older than that, whatever
// the phone's own clock says.

const SEEN = "heard"; // in localStorage, for pages that come without a network
// What another page saw counts until this one sees a time itself.
let last = { time: stored(), since: performance.now() };

/** To be called with the time in each response of the server. @param {string | null | undefined} now */
export function noteServerTime(now) {
  const time = Date.parse(now ?? "");
  if (!time) return;
  last = { time, since: performance.now() };
  store(time);
}

/**
 * The `after` of an entry: the server's clock shows at least that. Nothing where none was ever seen.
 *
 * @returns {{ after?: string }}
 */
export function serverTime() {
  const own = last.time && last.time + performance.now() - last.since;
  const time = Math.max(own, stored());
  if (!time) return {};
  // Stored, so that it advances from page to page and no entry seems older than one before it.
  store(time);
  return { after: new Date(time).toISOString() };
}

/** @param {number} time */
function store(time) {
  try {
    localStorage.setItem(SEEN, String(time));
  } catch {
    // This page knows it all the same.
  }
}

function stored() {
  try {
    return Number(localStorage.getItem(SEEN)) || 0;
  } catch {
    return 0;
  }
}
