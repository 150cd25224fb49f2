// One request to the server, and what its answer means for the entries that were in it.

import { hear } from "./server_clock.js";
import { asked } from "./backoff.js";
import { isAnswer } from "./queue.js";

const PATIENCE = 20_000; // A network that never answers is none.
const SMALL = 60_000; // A request that outlives its page may hold no more.

/**
 * What came of it, by `kind`:
 * "answer" names entries; "refused" is about the batch as a whole; "sign in" and "other" are about
 * who is signed in; "none" is everything else, a hotel's page to sign in to its network as well.
 */
export async function post(url, { user, entries, token, kit }) {
  const body = () => JSON.stringify({ user, sent: new Date().toISOString(), entries });
  if (!freshToken() && !token) await renewToken(kit);
  let answer = await attempt(url, body(), token);
  if (answer?.status === 403 && answer.body?.csrf) {
    await renewToken(kit);
    answer = await attempt(url, body(), token);
  }
  if (answer?.status === 200) hear(answer.body?.now);
  return meaning(answer);
}

export function meaning(answer) {
  if (!answer) return { kind: "none", wait: 0 };
  const { status, body, wait } = answer;
  const isOurs = typeof body?.error === "string";
  if (status === 200 && isAnswer(body)) return { kind: "answer", results: body.results };
  if (status === 401 && isOurs) return { kind: "sign in", wait: 0 };
  if (status === 409 && isOurs) return { kind: "other", wait: 0 };
  if ([400, 413, 422].includes(status) && isOurs) return { kind: "refused", reason: body.error };
  return { kind: "none", wait: status === 429 || status === 503 ? wait : 0 };
}

async function attempt(url, body, token) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      redirect: "error",
      cache: "no-store",
      keepalive: document.hidden && body.length < SMALL,
      signal: AbortSignal.timeout?.(PATIENCE),
      headers: { "Content-Type": "application/json", "X-CSRFToken": freshToken() ?? token ?? "" },
      body,
    });
    const wait = asked(answer.headers.get("Retry-After"), Date.now());
    return { status: answer.status, wait, body: await answer.json().catch(() => null) };
  } catch {
    return null;
  }
}

/** Any page that gives a token would do; this one is small, and sets the cookie. */
async function renewToken(kit) {
  const options = { redirect: "error", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) };
  await fetch(kit, options).catch(() => null);
}

/** Signing in anew changes the token; the cookie has the current one, the page perhaps not. */
const freshToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=(\w+)/)?.[1];
