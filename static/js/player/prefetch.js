// Fetches the page after the routine while there is a network, so that it opens without one, too.

import { fetchPage, prepare } from "../visit.js";

const AGAIN = 15000;

/** Gives a function for the page, null as long as there is none, and where there is no address. */
export function fetchAhead(url, signal) {
  let page = null;
  let isBusy = false;

  async function attempt() {
    if (page || isBusy || signal.aborted) return;
    isBusy = true;
    const found = await fetchPage(url);
    if (found && isIt(found, url) && (await isReady(found))) page = found;
    isBusy = false;
    if (!page) setTimeout(attempt, AGAIN);
  }

  if (url) {
    addEventListener("online", attempt, { signal });
    attempt();
  }
  return () => page;
}

/** Anything else is a page to sign in, or one of a captive portal. */
const isIt = (found, url) =>
  new URL(found.url).pathname === new URL(url, location.href).pathname &&
  found.html.includes('data-mount="rating"');

/** Its styles and its script have to be here before the network goes, as well. */
async function isReady(found) {
  try {
    await Promise.all([prepare(found), import("../rating/index.js")]);
    return true;
  } catch {
    return false;
  }
}
