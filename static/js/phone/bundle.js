// Refreshes the offline bundle while there is a network, and what the server says of the open session.

import { language } from "../gettext.js";
import { Outbox } from "../outbox/index.js";
import { noteServerTime } from "../outbox/server_clock.js";
import { bundleOf, currentUser, eraseSnapshot, saveBundle, snapshotsOf } from "./offline_store.js";
import { erasePictures, storePictures } from "./pictures.js";
import { store, storeShown } from "./snapshot.js";

const ADDRESS = "/offline/kit/";
const FRESH_FOR = 60_000; // ms
// Where what is in it changes, some of it without another page.
const CHANGES = /^\/(?:sessions|tests|settings|routines)\//;

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
  // A setting that was saved while it was on its way is in what the phone has, and not in it.
  const own = await bundleOf(user);
  if (!own || Date.parse(own.made) <= Date.parse(bundle.made)) await saveBundle(user, { ...bundle, kept: Date.now() });
  if (bundle.open) await store(user, bundle.open);
  // What was begun while the response was under way is not in it.
  for (const { uuid } of before) {
    const isNeeded = !unsent || uuid === bundle.open?.uuid || unsent.has(uuid);
    if (!isNeeded) await eraseSnapshot(user, uuid);
  }
  await storePictures(user, [...(bundle.tests ?? []), ...(bundle.open?.tests ?? [])]);
  // Somebody may have signed out in the meantime.
  await erasePictures(await currentUser());
}

/** @param {string} user */
async function isStale(user) {
  const pages = [location.pathname, new URL(document.referrer || location.href).pathname];
  if (pages.some((path) => CHANGES.test(path))) return true;
  const bundle = await bundleOf(user);
  return !bundle?.words || bundle.language !== language() || Math.abs(Date.now() - bundle.kept) > FRESH_FOR;
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
