// Hands the routine to the server, or without a network to the outbox, and goes on to the next page.

import { say, whoseIs } from "../forms.js";
import { hasWorker, isOurs, show } from "../visit.js";

const PATIENCE = 10000;
const ASKING = 2000; // A network that is slow to say whose page this is must not hold up the ratings.
const NOTING = 3000; // A database that does not answer must not keep anybody from the next page.

/** Sends `form`. `next` goes on to where the server leads; `isAway` if nothing of it was our server. */
export async function deliver(form, { isLast, ago }) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const body = new FormData(form);
    body.set("ago", ago);
    if (isLast) body.set("go", "finish");
    const answer = await fetch(form.action, { method: "POST", body, signal });
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

/**
 * Leaves the player for the next page; `page` is that page if it was fetched ahead, `isLast` if the
 * session ends here and nothing is rated again. `ago`: the seconds since the routine was over.
 */
export async function handOver({ form, screen, store, outbox, page, isLast, ago }) {
  const buttons = screen.querySelectorAll("[data-send], [data-finish]");
  const problem = screen.querySelector("[data-problem]");
  const own = { ...form.closest("[data-session]").dataset, isLast, ago };
  const hold = (isHeld) => buttons.forEach((button) => (button.disabled = isHeld));
  hold(true);
  const goOn = () => goOnHere({ own, form, store, outbox });
  if ("local" in own) return goOn().catch(() => hold((problem.hidden = false)));
  // Ratings entered without a network go first: the next page shows what the server has.
  if (outbox.queue.waiting.length) await outbox.send();
  const whose = await Promise.race([whoseIs(form), pause(ASKING)]);
  if (whose) return hold(turnedAway(whose, problem));
  const { isStored, isAway, next } = await deliver(form, own);
  if (isStored) await noteStored(own);
  hold(false);
  const way = isAway ? await wayHere(own) : null;
  problem.hidden = Boolean(next || (isAway && (page || way)));
  if (isStored) store.forget();
  if (next) return next();
  if (!isAway) return;
  if (!page) return way && goOn();
  put(form, outbox, own);
  await way?.noteEnd(own);
  // The phone's own copy goes when the server has it: without it a reload would start anew.
  outbox.addEventListener("state", ({ detail }) => detail.waiting || store.forget());
  await show(page);
}

/** Signing in leads back to this page, which is kept on the phone; somebody else has to know. */
function turnedAway(whose, problem) {
  if (whose.way.includes("login")) location.reload();
  else say(problem.parentElement, whose);
  return false;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The module that goes on without the server; null where this phone cannot. */
async function wayHere(own) {
  if (!hasWorker()) return null;
  try {
    const way = await import("../phone/next_stage.js");
    return (await way.canGoOn(own)) ? way : null;
  } catch {
    return null;
  }
}

/** The network may be gone before the next page is there: then the phone knows what comes next. */
async function noteStored(own) {
  if (!hasWorker()) return;
  const noted = import("../phone/next_stage.js").then((way) => way.noteEnd(own)).catch(() => null);
  await Promise.race([noted, pause(NOTING)]);
}

/** With its stage kept, a reload does not come back to the routine, so its copy can go. */
async function goOnHere({ own, form, store, outbox }) {
  put(form, outbox, own);
  await outbox.kept;
  const way = await wayHere(own);
  await way.noteEnd(own);
  store.forget();
  await way.goOn(own, outbox);
}

/** When it was over, if that is a while ago: what the server's clock said since then is no bound to it. */
const ended = (ago) => (ago > 60 ? { at: new Date(Date.now() - ago * 1000).toISOString(), after: undefined } : {});

/** What comes later will queue up behind this entry, so the server takes all in their order. */
function put(form, outbox, { session, phase: leg, isLast, ago }) {
  const isWaiting = outbox.queue.waiting.some(
    (entry) => entry.kind === "routine" && entry.session === session && entry.leg === leg,
  );
  const { dose, stopped_reason } = Object.fromEntries(new FormData(form));
  if (!isWaiting) outbox.put({ kind: "routine", session, leg, dose, stopped_reason, ...ended(ago) });
  if (isLast) outbox.put({ kind: "finish", session });
  return outbox.send();
}
