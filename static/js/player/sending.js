// Hands the routine to the server, or without a network to the outbox, and goes on to the next page.

import { hasWorker, isOurs, show } from "../visit.js";

const PATIENCE = 10000;
const NOTING = 3000; // A database that does not answer must not keep anybody from the next page.

/** Sends `form`. `next` goes on to where the server leads; `isAway` if nothing of it was our server. */
export async function deliver(form) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal });
    const { ok, status, url } = answer;
    const leadsOn = ok && answer.redirected;
    // Only the way on to this session's next page means "stored": another page of ours, to sign in
    // for instance, may be a good answer too. The server always leads on; a portal may not.
    if (leadsOn && isBeside(url, form.action)) return { isStored: true, next: () => location.assign(url) };
    const html = leadsOn ? await answer.text() : "";
    return isOurs(html) ? { next: () => show({ url, html }) } : { isAway: ok || status >= 500 };
  } catch {
    return { isAway: true };
  }
}

const isBeside = (address, other) =>
  new URL(address).pathname.startsWith(new URL("..", other).pathname);

/** Leaves the player for the next page; `page` is that page if it was fetched ahead. */
export async function handOver({ form, screen, store, outbox, page }) {
  const button = screen.querySelector("[data-send]");
  const problem = screen.querySelector("[data-problem]");
  const own = form.closest("[data-session]").dataset;
  button.disabled = true;
  const goOn = () => goOnHere({ own, form, store, outbox });
  if ("local" in own) return goOn().catch(() => ([button.disabled, problem.hidden] = [false, false]));
  // Ratings entered without a network go first: the next page shows what the server has.
  if (outbox.queue.waiting.length) await outbox.send();
  const { isStored, isAway, next } = await deliver(form);
  if (isStored) await noteStored(own);
  button.disabled = false;
  const way = isAway ? await wayHere(own) : null;
  problem.hidden = Boolean(next || (isAway && (page || way)));
  if (isStored) store.forget();
  if (next) return next();
  if (!isAway) return;
  if (!page) return way && goOn();
  put(form, outbox);
  await way?.noteEnd(own);
  // The phone's own copy goes when the server has it: without it a reload would start anew.
  outbox.addEventListener("state", ({ detail }) => detail.waiting || store.forget());
  await show(page);
}

/** The module that goes on without the server; null where this phone cannot. */
async function wayHere(own) {
  if (!hasWorker()) return null;
  try {
    const way = await import("../offline/way.js");
    return (await way.canGoOn(own)) ? way : null;
  } catch {
    return null;
  }
}

/** The network may be gone before the next page is there: then the phone knows what comes next. */
async function noteStored(own) {
  if (!hasWorker()) return;
  const noted = import("../offline/way.js").then((way) => way.noteEnd(own)).catch(() => null);
  await Promise.race([noted, new Promise((resolve) => setTimeout(resolve, NOTING))]);
}

/** With its stage kept, a reload does not come back to the routine, so its copy can go. */
async function goOnHere({ own, form, store, outbox }) {
  put(form, outbox);
  await outbox.kept;
  const way = await wayHere(own);
  await way.noteEnd(own);
  store.forget();
  await way.goOn(own, outbox);
}

/** The after ratings will queue up behind this entry, so the server takes them in their order. */
function put(form, outbox) {
  const { session, phase: leg } = form.closest("[data-session]").dataset;
  const isWaiting = outbox.queue.waiting.some(
    (entry) => entry.kind === "routine" && entry.session === session && entry.leg === leg,
  );
  if (isWaiting) return outbox.send();
  const { dose, stopped_reason } = Object.fromEntries(new FormData(form));
  return outbox.put({ kind: "routine", session, leg, dose, stopped_reason });
}
