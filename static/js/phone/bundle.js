// Refreshes the offline bundle while there is a network, and what the server says of the open session.

import { language } from "../gettext.js";
import { Outbox } from "../outbox/index.js";
import { noteServerTime } from "../outbox/server_clock.js";
import {
  bundleOf, currentUser, eraseSnapshot, saveBundle, saveSnapshot, snapshotOf, snapshotsOf,
} from "./offline_store.js";
import { erasePictures, storePictures } from "./pictures.js";
import { storeShown } from "./snapshot.js";
import { laterStage } from "./stages.js";

const ADDRESS = "/offline/kit/";
const FRESH_FOR = 60_000; // ms

/** After each page: stores what it shows of a session, and fetches the bundle if it is old. */
export async function refresh() {
  const user = await currentUser();
  if (!user) return;
  await storeShown(user);
  if (!navigator.onLine || !(await isStale(user))) return;
  const before = await snapshotsOf(user);
  const unsent = await unsentSessions(user);
  const bundle = await fetchBundle();
  // Somebody may have signed out in the meantime.
  if (String(bundle?.user) !== user || (await currentUser()) !== user) return;
  await saveBundle(user, { ...bundle, kept: Date.now() });
  await storeOpen(user, bundle.open);
  // What was begun while the response was under way is not in it.
  for (const { uuid } of before) {
    const isNeeded = !unsent || uuid === bundle.open?.uuid || unsent.has(uuid);
    if (!isNeeded) await eraseSnapshot(user, uuid);
  }
  await storePictures(user, bundle.tests ?? []);
  // Somebody may have signed out in the meantime.
  await erasePictures(await currentUser());
}

/** @param {string} user */
async function isStale(user) {
  if (location.pathname.startsWith("/sessions/")) return true;
  const bundle = await bundleOf(user);
  return !bundle?.course || bundle.language !== language() || Math.abs(Date.now() - bundle.kept) > FRESH_FOR;
}

/** @returns {Promise<any>} an OfflineBundle, if it is ours */
async function fetchBundle() {
  try {
    const response = await fetch(ADDRESS, { redirect: "error" });
    // Before a first entry was sent, nothing else tells the server's time.
    noteServerTime(response.headers.get("Date"));
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** The sessions of which the server does not have everything; null while the phone cannot tell. @param {string} user */
async function unsentSessions(user) {
  const outbox = Outbox.of({ user, url: "/sync/", token: "" });
  if (!(await outbox.records.whenLoaded())) return null;
  const { waiting, refused } = outbox.queue;
  return new Set([...waiting, ...refused].map(({ session }) => session));
}

/** As far as the phone or the server is, whichever is further. @param {string} user @param {Snapshot | null} open */
async function storeOpen(user, open) {
  if (!open) return;
  const own = await snapshotOf(user, open.uuid);
  await saveSnapshot(user, { ...open, stage: laterStage(open, open.stage, own?.stage) });
}
