// Goes to the next stage of a session on this phone, where the server cannot be reached.

import { showPage } from "../visit.js";
import { advance, snapshotOf } from "./offline_store.js";
import { storeShown } from "./snapshot.js";
import { DONE, nextStage, pathOf } from "./stages.js";

const SHELL = "/offline/";

/** The page in the worker's cache; null where there is no worker, as over plain http. */
async function shellPage() {
  const response = await globalThis.caches?.match(SHELL, { ignoreSearch: true });
  return response ? await response.text() : null;
}

/** Whether this phone can show the stage after a phase by itself. @param {PhaseEnd} end */
export async function hasNextStage({ user = "", session, phase }) {
  await storeShown(user);
  const snapshot = await snapshotOf(user, session);
  return Boolean(snapshot && nextStage(snapshot, phase) && (await shellPage()));
}

/** @param {Snapshot} snapshot @param {PhaseEnd} end */
const stageAfter = (snapshot, { phase, isLast }) => (isLast ? DONE : nextStage(snapshot, phase));

/** Stores the end of a phase, so that a reload comes to the stage after it. @param {PhaseEnd} end */
export async function storeEnd(end) {
  const { user = "", session } = end;
  const snapshot = await snapshotOf(user, session);
  const stage = snapshot && stageAfter(snapshot, end);
  if (stage) await advance(user, session, stage);
}

/** Shows the stage after a phase; false where the phone cannot do so by itself. @param {PhaseEnd} end @param {import("../outbox/index.js").Outbox} outbox */
export async function showNextStage(end, outbox) {
  if (!(await hasNextStage(end))) return false;
  const { user = "", session } = end;
  const snapshot = /** @type {Snapshot} */ (await snapshotOf(user, session));
  const stage = /** @type {string} */ (stageAfter(snapshot, end));
  if (stage === DONE && snapshot.stage !== DONE) outbox.put({ kind: "finish", session });
  await outbox.written;
  await advance(user, session, stage);
  await visit(pathOf(snapshot, stage));
  return true;
}

/** Goes to an address in the cached page, without leaving this one, so that sound stays unlocked. @param {string} url */
export async function visit(url) {
  const html = await shellPage();
  await (html ? showPage({ url: new URL(url, location.href).href, html }) : location.assign(url));
}
