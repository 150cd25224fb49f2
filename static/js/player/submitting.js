// Submits the routine to the server, or without a network to the outbox, and goes to the next page.

import { find } from "../dom.js";
import { showTrouble, troubleWithPerson } from "../forms.js";
import { hasWorker, isOurs, showPage } from "../visit.js";

const PATIENCE = 10000; // ms
const CHECKING = 2000; // ms; a network that is slow to say whose page this is must not delay the ratings.
const NOTING = 3000; // ms; a database that does not answer must not keep anybody from the next page.

/** @typedef {import("../outbox/index.js").Outbox} Outbox */
/** @typedef {PhaseEnd & { ago: number }} End of a leg; `ago` in seconds */
/** @typedef {{ kind: "stored" | "page" | "foreign" | "away", url: string, html: string }} Reply */
/** @typedef {{ form: HTMLFormElement, store: import("./state_store.js").StateStore, outbox: Outbox, page: FetchedPage | null, end: End }} Routine */

/**
 * Leaves the player for the next page. `page` is that page if it was fetched ahead; `isLast`: the session
 * ends here, and nothing is rated again; `ago`: seconds since the routine was over.
 *
 * @param {Omit<Routine, "end"> & { screen: HTMLElement, isLast: boolean, ago: number }} submission
 */
export async function submitRoutine({ form, screen, store, outbox, page, isLast, ago }) {
  const { dataset } = /** @type {HTMLElement} */ (form.closest("[data-session]"));
  const end = { user: dataset.user, session: dataset.session ?? "", phase: dataset.phase ?? "", isLast, ago };
  const routine = { form, store, outbox, page, end };
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (screen.querySelectorAll("[data-send], [data-finish]"));
  const setBusy = (/** @type {boolean} */ isBusy) => buttons.forEach((button) => (button.disabled = isBusy));
  const problem = find(screen, "[data-problem]");
  setBusy(true);
  const isLocal = "local" in dataset;
  const trouble = isLocal ? null : await checkPerson(form, outbox);
  if (trouble) turnAway(trouble, problem);
  else problem.hidden = await (isLocal ? goOnHere(routine) : goOnByServer(routine)).catch(() => false);
  setBusy(false);
}

/** What keeps the form from being sent: another person is signed in, or nobody. @param {HTMLFormElement} form @param {Outbox} outbox */
async function checkPerson(form, outbox) {
  // Ratings entered without a network go first: the next page shows what the server has.
  if (outbox.queue.waiting.length) await outbox.send();
  return Promise.race([troubleWithPerson(form), pause(CHECKING)]);
}

/** Signing in leads back to this page, which is on the phone; another person has to know. @param {Trouble & { way: string }} trouble @param {HTMLElement} problem */
function turnAway(trouble, problem) {
  if (trouble.way.includes("login")) location.reload();
  else showTrouble(/** @type {Element} */ (problem.parentElement), trouble);
}

/** @param {number} ms @returns {Promise<null>} */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms, null));

/**
 * Sends `form`. "stored": the server has it, and leads to `url`; "page": another page of ours, perhaps to
 * sign in; "foreign": nothing that we know; "away": no server of ours.
 *
 * @param {HTMLFormElement} form @param {End} end @returns {Promise<Reply>}
 */
async function deliver(form, { isLast, ago }) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const body = new FormData(form);
    body.set("ago", String(ago));
    if (isLast) body.set("go", "finish");
    const response = await fetch(form.action, { method: "POST", body, signal });
    const { ok, status, url, redirected } = response;
    // The server always redirects to this session's next page once it has stored the routine. A page to
    // sign in is a redirect, too; a captive portal may answer anything.
    const isRedirect = ok && redirected;
    if (isRedirect && isSibling(url, form.action)) return { kind: "stored", url, html: "" };
    const html = isRedirect ? await response.text() : "";
    if (isOurs(html)) return { kind: "page", url, html };
    return { kind: ok || status >= 500 ? "away" : "foreign", url, html };
  } catch {
    return { kind: "away", url: "", html: "" };
  }
}

/** @param {string} url @param {string} other */
const isSibling = (url, other) => new URL(url).pathname.startsWith(new URL("..", other).pathname);

/** Goes where the server leads, or where this phone can go by itself; false if there is no way. @param {Routine} routine */
async function goOnByServer(routine) {
  const reply = await deliver(routine.form, routine.end);
  if (reply.kind === "foreign") return false;
  if (reply.kind === "away") return goOnOffline(routine);
  if (reply.kind === "page") return showPage(reply).then(() => true);
  await noteStored(routine.end);
  routine.store.erase();
  location.assign(reply.url);
  return true;
}

/** To the page that was fetched ahead, or to the next one that this phone can make. @param {Routine} routine */
async function goOnOffline(routine) {
  const { form, store, outbox, page, end } = routine;
  const next = await nextStageHere(end);
  if (!page) return next ? goOnHere(routine) : false;
  enter(form, outbox, end);
  await next?.storeEnd(end);
  // The phone's own copy goes when the server has it: without it a reload would start anew.
  outbox.addEventListener("state", () => outbox.queue.waiting.length || store.erase());
  await showPage(page);
  return true;
}

/** To the next page that this phone makes. Once the stage is stored, a reload does not need the player's state. @param {Routine} routine */
async function goOnHere({ form, store, outbox, end }) {
  enter(form, outbox, end);
  await outbox.written;
  const next = await nextStageHere(end);
  await next?.storeEnd(end);
  if (!next) return false;
  store.erase();
  return next.showNextStage(end, outbox);
}

/** The module that goes on without the server; null where this phone cannot. @param {End} end */
async function nextStageHere(end) {
  if (!hasWorker()) return null;
  try {
    const next = await import("../phone/next_stage.js");
    return (await next.hasNextStage(end)) ? next : null;
  } catch {
    return null;
  }
}

/** The network may be gone before the next page is there: then the phone knows what comes next. @param {End} end */
async function noteStored(end) {
  if (!hasWorker()) return;
  const noted = import("../phone/next_stage.js").then((next) => next.storeEnd(end)).catch(() => null);
  await Promise.race([noted, pause(NOTING)]);
}

/** When it was over, if that is a while ago; the server's clock, seen since, is no lower bound to it. @param {number} ago */
const endedAt = (ago) => (ago > 60 ? { at: new Date(Date.now() - ago * 1000).toISOString(), after: undefined } : {});

/** Puts the end into the outbox. Later entries queue behind it, so the server gets all in their order. @param {HTMLFormElement} form @param {Outbox} outbox @param {End} end */
function enter(form, outbox, { session, phase: leg, isLast, ago }) {
  const isWaiting = outbox.queue.waiting.some(
    (entry) => entry.kind === "routine" && entry.session === session && entry.leg === leg,
  );
  const fields = new FormData(form);
  const [dose, stopped_reason] = ["dose", "stopped_reason"].map((name) => String(fields.get(name)));
  if (!isWaiting) outbox.put({ kind: "routine", session, leg, dose, stopped_reason, ...endedAt(ago) });
  if (isLast) outbox.put({ kind: "finish", session });
}
