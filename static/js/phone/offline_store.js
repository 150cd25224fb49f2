// What this phone keeps for a person to work without a network: the bundle, and each session's snapshot.

import { storeFor } from "../outbox/store.js";
import { DONE, laterStage } from "./stages.js";

const TRIES = 8; // A browser that was just started takes seconds to open a database.
const SESSION = "session:";
const PHONE = "phone"; // instead of a person, for what is the phone's own

/** In-memory fallback for failed writes, by person and name, as long as this page is open. @type {Map<string, Map<string, any>>} */
const fallbacks = new Map();

/** Whose phone this is, as the server's last page said; null for nobody's. @returns {Promise<string | null>} */
export async function currentUser() {
  const last = await attempt(async () => localStorage.getItem("user"));
  if (last === "") return null; // Somebody has just signed out.
  // What was written to localStorage last is lost when the browser is killed soon after.
  const stored = await attempt(() => storeFor(PHONE).get("kept", "user"));
  return (stored ? stored.value : last) || null;
}

/** @param {string} user "" for nobody */
export async function saveUser(user) {
  const stored = await attempt(() => storeFor(PHONE).get("kept", "user"));
  if (stored?.value !== user) await write(PHONE, "user", user);
}

/** @param {string} user @returns {Promise<OfflineBundle | null>} */
export const bundleOf = (user) => read(user, "kit");
/** @param {string} user @param {OfflineBundle} bundle */
export const saveBundle = (user, bundle) => write(user, "kit", bundle);
/** @param {string} user @param {string} uuid @returns {Promise<Snapshot | null>} */
export const snapshotOf = (user, uuid) => read(user, SESSION + uuid);
/** Whether it is in the database; it is read back in any case. @param {string} user @param {Snapshot} snapshot */
export const saveSnapshot = (user, snapshot) => write(user, SESSION + snapshot.uuid, snapshot);

/** The stage of a session only ever advances. @param {string} user @param {string} uuid @param {string} stage */
export async function advance(user, uuid, stage) {
  const snapshot = await snapshotOf(user, uuid);
  if (snapshot && laterStage(snapshot, snapshot.stage, stage) !== snapshot.stage) {
    await saveSnapshot(user, { ...snapshot, stage });
  }
}

/** @param {string} user @returns {Promise<Snapshot[]>} */
export async function snapshotsOf(user) {
  const rows = (await attempt(() => storeFor(user).all("kept"))) ?? [];
  const all = new Map([...rows.map(({ name, value }) => /** @type {const} */ ([name, value])), ...fallbackOf(user)]);
  return [...all].filter(([name]) => name.startsWith(SESSION)).map(([, value]) => value);
}

/** The session that is not finished; if there are several, the one that was started last. @param {string} user */
export async function openSnapshot(user) {
  const open = (await snapshotsOf(user)).filter(({ stage }) => stage !== DONE);
  return open.sort((a, b) => (a.started < b.started ? 1 : -1))[0] ?? null;
}

/** @param {string} user @param {string} uuid */
export function eraseSnapshot(user, uuid) {
  fallbackOf(user).delete(SESSION + uuid);
  return attempt(() => storeFor(user).delete("kept", SESSION + uuid));
}

/** @param {string} user @param {string} name @returns {Promise<any>} */
export async function read(user, name) {
  return fallbackOf(user).get(name) ?? (await attempt(() => storeFor(user).get("kept", name)))?.value ?? null;
}

/** @param {string} user @param {string} name @param {unknown} value */
export async function write(user, name, value) {
  const own = fallbackOf(user).set(name, value);
  const isStored = await attempt(() => storeFor(user).put("kept", { name, value }).then(() => true));
  if (isStored && own.get(name) === value) own.delete(name);
  return Boolean(isStored);
}

/** @param {string} user @returns {Map<string, any>} */
function fallbackOf(user) {
  const fallback = fallbacks.get(`${user}`) ?? new Map();
  fallbacks.set(`${user}`, fallback);
  return fallback;
}

/** Null without a database, where the phone works as far as the network does; a slow one is tried again. @template T @param {() => Promise<T>} action @returns {Promise<T | null>} */
async function attempt(action, tries = TRIES) {
  try {
    return await action();
  } catch (error) {
    const isSlow = error instanceof Error && error.name === "TimeoutError";
    return isSlow && tries > 1 ? attempt(action, tries - 1) : null;
  }
}
