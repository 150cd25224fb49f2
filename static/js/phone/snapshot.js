// Stores the session that a page of the server shows, so that the phone can continue it by itself.

import { advance, saveSnapshot, snapshotOf } from "./offline_store.js";
import { laterStage } from "./stages.js";

const A_PAGE = /^\/sessions\/([0-9a-f-]{36})\/(\w+)\/$/;

/**
 * A page of the server is at least as far as the session is, and its plan is the newest. Only if the
 * page itself says that it is the user's: another person may have signed in since in another tab.
 *
 * @param {string | undefined} user
 */
export async function storeShown(user) {
  const [, uuid, stage] = location.pathname.match(A_PAGE) ?? [];
  const session = /** @type {HTMLElement | null} */ (document.querySelector("[data-session]"));
  if (!user || !uuid || session?.dataset.user !== String(user)) return;
  const json = document.getElementById("session-snapshot")?.textContent;
  if (json && !document.querySelector("[data-local]")) await store(user, JSON.parse(json));
  await advance(user, uuid, stage);
}

/** As far as the phone or the server is, whichever is further, with all that either has of its tests. @param {string} user @param {Snapshot} snapshot */
export async function store(user, snapshot) {
  const own = await snapshotOf(user, snapshot.uuid);
  const tests = new Map([...(own?.tests ?? []), ...(snapshot.tests ?? [])].map((about) => [about.test, about]));
  const stage = laterStage(snapshot, snapshot.stage, own?.stage);
  await saveSnapshot(user, { ...snapshot, tests: [...tests.values()], stage });
}
