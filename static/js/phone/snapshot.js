// What a page of the server shows of a session, kept so that the phone can go on from there by itself.

import { keepRecord, moveOn, recordOf } from "./offline_store.js";
import { later } from "./stages.js";

const A_PAGE = /^\/sessions\/([0-9a-f-]{36})\/(\w+)\/$/;

/**
 * A page of the server is at least as far as the session is, and its own plan is the newest. Whose
 * page it is says the page itself: somebody else may have signed in since in another tab.
 */
export async function noteShown(user) {
  const [, uuid, stage] = location.pathname.match(A_PAGE) ?? [];
  if (!uuid || document.querySelector("[data-session]")?.dataset.user !== String(user)) return;
  const json = document.getElementById("record");
  if (json && !document.querySelector("[data-local]")) await keep(user, JSON.parse(json.textContent));
  await moveOn(user, uuid, stage);
}

async function keep(user, record) {
  const known = await recordOf(user, record.uuid);
  await keepRecord(user, { ...record, stage: later(record, record.stage, known?.stage) });
}
