// Fetches the page after the routine while there is a network, so that it opens without one, too.

import { fetchPage, loadStyles } from "../visit.js";

const INTERVAL = 15000; // ms between two attempts

/** A function that returns the page; null as long as it was not fetched, or without an address. @param {string | undefined} url @param {AbortSignal} signal */
export function prefetch(url, signal) {
  /** @type {FetchedPage | null} */
  let page = null;
  let isBusy = false;

  /** @param {string} address */
  async function attempt(address) {
    if (page || isBusy || signal.aborted) return;
    isBusy = true;
    const fetched = await fetchPage(address);
    if (fetched && isRatingPage(fetched, address) && (await hasAssets(fetched))) page = fetched;
    isBusy = false;
    if (!page) setTimeout(attempt, INTERVAL, address);
  }

  if (url) {
    addEventListener("online", () => attempt(url), { signal });
    attempt(url);
  }
  return () => page;
}

/** Anything else is a page to sign in, or one of a captive portal. @param {FetchedPage} page @param {string} url */
const isRatingPage = (page, url) =>
  new URL(page.url).pathname === new URL(url, location.href).pathname &&
  page.html.includes('data-mount="rating"');

/** Its styles and its script have to be here before the network goes, as well. @param {FetchedPage} page */
async function hasAssets(page) {
  try {
    await Promise.all([loadStyles(page), import("../rating/index.js")]);
    return true;
  } catch {
    return false;
  }
}
