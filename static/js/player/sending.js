// Hands the routine to the server, or without a network to the outbox, and goes on to the next page.

import { show } from "../visit.js";

const PATIENCE = 10000;

/** Sends `form`. `address` is where to go on, or null if nothing came of it. */
export async function deliver(form) {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal });
    // Only the way on to this session's next page means "stored": the sign-in page, a portal's
    // page or an error may be a good answer too.
    const isStored = answer.ok && answer.redirected && isBeside(answer.url, form.action);
    const address = answer.ok && answer.redirected ? answer.url : null;
    return { isStored, address, isAway: answer.status >= 500 };
  } catch {
    return { isStored: false, address: null, isAway: true };
  }
}

const isBeside = (address, other) =>
  new URL(address).pathname.startsWith(new URL("..", other).pathname);

/** Leaves the player for the next page; `page` is that page if it was fetched ahead. */
export async function handOver({ form, screen, store, outbox, page }) {
  const button = screen.querySelector("[data-send]");
  const problem = screen.querySelector("[data-problem]");
  button.disabled = true;
  // Ratings entered without a network go first: the next page shows what the server has.
  if (outbox.queue.waiting.length) await outbox.send();
  const { isStored, address, isAway } = await deliver(form);
  button.disabled = false;
  problem.hidden = address !== null || (isAway && page !== null);
  if (isStored) store.forget();
  if (address) return location.assign(address);
  if (!isAway || !page) return;
  put(form, outbox);
  // The phone's own copy goes when the server has it: without it a reload would start anew.
  outbox.addEventListener("state", ({ detail }) => detail.waiting || store.forget());
  await show(page);
}

/** The after ratings will queue up behind this entry, so the server takes them in their order. */
function put(form, outbox) {
  const { session } = form.closest("[data-session]").dataset;
  const isWaiting = outbox.queue.waiting.some(
    (entry) => entry.kind === "routine" && entry.session === session,
  );
  if (isWaiting) return outbox.send();
  const { dose, stopped_reason } = Object.fromEntries(new FormData(form));
  return outbox.put({ kind: "routine", session, dose, stopped_reason });
}
