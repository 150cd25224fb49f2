// Goes to the next page without leaving this one, so that sound stays unlocked and a page fetched
// earlier can be shown without a network. Whatever goes wrong, the browser goes there itself.

const PATIENCE = 20_000; // ms; a network that never answers counts as none.

/** Whether the service worker controls this page, so that pages open without a network, too. */
export const hasWorker = () => Boolean(navigator.serviceWorker?.controller);

/** Whether this is a page of ours and not one of a proxy or a hotel's network. @param {string} html */
export const isOurs = (html) => html.includes('id="main"');

/**
 * Fetches a page of ours; null without one. A form's fields are sent as its POST.
 *
 * @param {string} url @param {FormData | null} [body] @returns {Promise<FetchedPage | null>}
 */
export async function fetchPage(url, body = null) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const response = await fetch(url, body ? { method: "POST", body, signal } : { signal });
    if (!(response.headers.get("Content-Type") ?? "").startsWith("text/html")) return null;
    const { url: address, status, ok } = response;
    const html = await response.text();
    return status < 500 && isOurs(html) ? { url: address, html, status, ok } : null;
  } catch {
    return null;
  }
}

/** @param {{ html: string }} page */
const parse = ({ html }) => new DOMParser().parseFromString(html, "text/html");

/** Loads the styles of a fetched page, so that it can be shown without a network, too. @param {FetchedPage} page */
export const loadStyles = (page) => addStyles(parse(page));

/** Shows a fetched page in place of this one. @param {{ url: string, html: string }} page */
export async function showPage({ url, html }) {
  const page = parse({ html });
  if (hasNewScripts(page) || isInOtherLanguage(page)) return location.assign(url);
  await addStyles(page);
  document.title = page.title;
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes);
  history.pushState({}, "", url);
  shown = here();
  scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("pageshown"));
}

/** A page with scripts of its own has to be loaded by the browser. @param {Document} page */
function hasNewScripts(page) {
  const loaded = new Set([...document.scripts].map((script) => script.src));
  return [...page.scripts].some(({ src }) => src && !loaded.has(src));
}

/** What this page says, and its voice, would not fit. @param {Document} page */
const isInOtherLanguage = ({ documentElement: { dataset } }) =>
  dataset.language !== document.documentElement.dataset.language;

/** @param {Document} page */
const addStyles = (page) =>
  Promise.all([.../** @type {NodeListOf<HTMLLinkElement>} */ (page.querySelectorAll("head link[rel=stylesheet]"))].map(addStyle));

/** @param {HTMLLinkElement} link */
function addStyle({ href, media }) {
  /** @type {NodeListOf<HTMLLinkElement>} */
  const loaded = document.querySelectorAll("link[rel=stylesheet]");
  if ([...loaded].some((own) => own.href === href)) return null;
  return new Promise((resolve) => {
    const own = Object.assign(document.createElement("link"), { rel: "stylesheet", href, media });
    own.addEventListener("load", resolve);
    own.addEventListener("error", resolve);
    document.head.append(own);
  });
}

// A link within the page fires popstate as the way back does, but what it leads to is there.
const here = () => location.pathname + location.search;
let shown = here();
addEventListener("popstate", () => here() === shown || location.reload());
