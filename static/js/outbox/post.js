// One request to the server, and what its response means for the entries that were in it.

import { retryAfter } from "./backoff.js";
import { isSyncResponse } from "./queue.js";
import { noteServerTime } from "./server_clock.js";

const PATIENCE = 20_000; // ms; a network that never answers counts as none.
const KEEPALIVE = 60_000; // bytes; a request that outlives its page may hold no more.

/** @typedef {{ status: number, wait: number, body: any }} Response */

/**
 * Sends a batch, with a fresh token where it has none or an old one. `tokenFrom` is a page that sets one.
 *
 * @param {string} url
 * @param {{ user: number, entries: Entry[], token: string, tokenFrom: string }} batch
 * @returns {Promise<Outcome>}
 */
export async function post(url, { user, entries, token, tokenFrom }) {
  const body = () => JSON.stringify({ user, sent: new Date().toISOString(), entries });
  if (!freshToken() && !token) await renewToken(tokenFrom);
  let response = await attempt(url, body(), token);
  if (response?.status === 403 && response.body?.csrf) {
    await renewToken(tokenFrom);
    response = await attempt(url, body(), token);
  }
  if (response?.status === 200) noteServerTime(response.body?.now);
  return outcomeOf(response);
}

/**
 * "answer" names entries; "refused" is about the batch as a whole; "sign in" and "other" are about
 * who is signed in; "none" is everything else, also the sign-in page of a hotel's network.
 *
 * @param {Response | null} response @returns {Outcome}
 */
export function outcomeOf(response) {
  if (!response) return { kind: "none", wait: 0 };
  const { status, body, wait } = response;
  const isOurs = typeof body?.error === "string";
  if (status === 200 && isSyncResponse(body)) return { kind: "answer", results: body.results };
  if (status === 401 && isOurs) return { kind: "sign in", wait: 0 };
  if (status === 409 && isOurs) return { kind: "other", wait: 0 };
  if ([400, 413, 422].includes(status) && isOurs) return { kind: "refused", reason: body.error };
  return { kind: "none", wait: status === 429 || status === 503 ? wait : 0 };
}

/** @param {string} url @param {string} body @param {string} token @returns {Promise<Response | null>} */
async function attempt(url, body, token) {
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "error",
      cache: "no-store",
      keepalive: document.hidden && body.length < KEEPALIVE,
      signal: AbortSignal.timeout?.(PATIENCE),
      headers: { "Content-Type": "application/json", "X-CSRFToken": freshToken() ?? token ?? "" },
      body,
    });
    const wait = retryAfter(response.headers.get("Retry-After"), Date.now());
    return { status: response.status, wait, body: await response.json().catch(() => null) };
  } catch {
    return null;
  }
}

/** @param {string} url */
async function renewToken(url) {
  const signal = AbortSignal.timeout?.(PATIENCE);
  await fetch(url, { redirect: "error", cache: "no-store", signal }).catch(() => null);
}

/** Signing in again changes the token; the cookie has the current one, the page perhaps not. */
const freshToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=(\w+)/)?.[1];
