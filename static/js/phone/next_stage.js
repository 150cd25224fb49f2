// Goes on to the next stage of a session on this phone, where the server cannot be asked.

import { show } from "../visit.js";
import { moveOn, recordOf } from "./offline_store.js";
import { noteShown } from "./snapshot.js";
import { DONE, address, following } from "./stages.js";

const SHELL = "/offline/";

/** The page that the worker keeps; null where there is no worker, as over plain http. */
async function shellPage() {
  const kept = await globalThis.caches?.match(SHELL);
  return kept ? await kept.text() : null;
}

/** Whether this phone can go on by itself after `phase`. */
export async function canGoOn({ user, session, phase }) {
  await noteShown(user);
  const record = await recordOf(user, session);
  return Boolean(record && following(record, phase) && (await shellPage()));
}

/** The stage after `phase`; `isLast` if the runner ends the session there. */
const after = (record, { phase, isLast }) => (isLast ? DONE : following(record, phase));

/** The end of a phase is kept, so that a reload comes to the stage after it. */
export async function noteEnd({ user, session, ...end }) {
  const record = await recordOf(user, session);
  const stage = record && after(record, end);
  if (stage) await moveOn(user, session, stage);
}

/** Shows the stage after a phase; false where the phone cannot go on by itself. */
export async function goOn({ user, session, ...end }, outbox) {
  if (!(await canGoOn({ user, session, ...end }))) return false;
  const record = await recordOf(user, session);
  const stage = after(record, end);
  if (stage === DONE && record.stage !== DONE) outbox.put({ kind: "finish", session });
  await outbox.kept;
  await moveOn(user, session, stage);
  await visit(address(record, stage));
  return true;
}

/** To an address in the kept page, without leaving this one, so that sound stays unlocked. */
export async function visit(url) {
  const html = await shellPage();
  await (html ? show({ url: new URL(url, location.href).href, html }) : location.assign(url));
}
