// Goes to the next page without leaving this one, so that sound stays unlocked and a page that was
// fetched earlier can be shown without a network. Whatever goes wrong, the browser goes there itself.

const PATIENCE = 20_000; // A network that never answers is none.

/** Whether the worker stands behind this page, so that there are pages without a network, too. */
export const hasWorker = () => Boolean(navigator.serviceWorker?.controller);

/** A proxy without its server and a hotel's network have pages of their own. */
export const isOurs = (html) => html.includes('id="main"');

/** Fetches a page of ours; null without one. A form's fields are sent as its POST. */
export async function fetchPage(url, body = null) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const answer = await fetch(url, body ? { method: "POST", body, signal } : { signal });
    if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return null;
    const { url: at, status, ok } = answer;
    const html = await answer.text();
    return status < 500 && isOurs(html) ? { url: at, html, status, ok } : null;
  } catch {
    return null;
  }
}

const parsed = ({ html }) => new DOMParser().parseFromString(html, "text/html");

/** Fetches the styles of a fetched page, so that it can be shown without a network, too. */
export const prepare = (page) => addStyles(parsed(page));

/** Shows a fetched page in place of this one. */
export async function show({ url, html }) {
  const page = parsed({ html });
  if (needsMore(page)) return location.assign(url);
  await addStyles(page);
  document.title = page.title;
  document.body.className = page.body.className;
  document.body.replaceChildren(...page.body.childNodes);
  history.pushState({}, "", url);
  shown = here();
  scrollTo(0, 0);
  document.getElementById("main").focus({ preventScroll: true });
  document.dispatchEvent(new Event("pageshown"));
}

/** A page with scripts of its own has to be loaded by the browser. */
function needsMore(page) {
  const here = new Set([...document.scripts].map((script) => script.src));
  return [...page.querySelectorAll("script[src]")].some((script) => !here.has(script.src));
}

const addStyles = (page) =>
  Promise.all([...page.querySelectorAll("head link[rel=stylesheet]")].map(addStyle));

function addStyle(link) {
  const { href } = link;
  if ([...document.querySelectorAll("link[rel=stylesheet]")].some((own) => own.href === href)) return null;
  return new Promise((resolve) => {
    const own = Object.assign(document.createElement("link"), { rel: "stylesheet", href, media: link.media });
    own.addEventListener("load", resolve);
    own.addEventListener("error", resolve);
    document.head.append(own);
  });
}

// A link within the page is told as the way back is, but what it leads to is there.
const here = () => location.pathname + location.search;
let shown = here();
addEventListener("popstate", () => here() === shown || location.reload());
