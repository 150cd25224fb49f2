// What this phone keeps for a person to work without a network: the kit, and each session's stage.

import { storeFor } from "../outbox/store.js";
import { DONE, later } from "./stages.js";

const TRIES = 8; // A browser that was just started takes seconds to open a database.
const SESSION = "session:";
const PHONE = "phone"; // instead of a person, for what is the phone's own

// What the database did not take, by person: this page goes on with it as long as it is open.
const unkept = new Map();

/** Whose phone this is at the moment, as the last page of the server said; null for nobody's. */
export async function whoIsHere() {
  const told = await attempt(() => localStorage.getItem("user"));
  if (told === "") return null; // Nobody, said by a page a moment ago.
  // What localStorage was told last is lost when the browser is killed soon after.
  const kept = await attempt(() => storeFor(PHONE).get("kept", "user"));
  return (kept ? kept.value : told) || null;
}

/** "" for nobody. */
export async function noteWho(user) {
  const kept = await attempt(() => storeFor(PHONE).get("kept", "user"));
  if (kept?.value !== user) await write(PHONE, "user", user);
}

export const kitOf = (user) => read(user, "kit");
export const keepKit = (user, kit) => write(user, "kit", kit);
export const recordOf = (user, uuid) => read(user, SESSION + uuid);
export const keepRecord = (user, record) => write(user, SESSION + record.uuid, record);

/** The stage of a session only ever goes on. */
export async function moveOn(user, uuid, stage) {
  const record = await recordOf(user, uuid);
  if (record && later(record, record.stage, stage) !== record.stage) await keepRecord(user, { ...record, stage });
}

export async function records(user) {
  const rows = (await attempt(() => storeFor(user).all("kept"))) ?? [];
  const all = new Map([...rows.map(({ name, value }) => [name, value]), ...unkeptOf(user)]);
  return [...all].filter(([name]) => name.startsWith(SESSION)).map(([, value]) => value);
}

/** The one that is not finished; of several the one that was started last. */
export async function openRecord(user) {
  const open = (await records(user)).filter(({ stage }) => stage !== DONE);
  return open.sort((one, other) => (one.started < other.started ? 1 : -1))[0] ?? null;
}

export function forget(user, uuid) {
  unkeptOf(user).delete(SESSION + uuid);
  return attempt(() => storeFor(user).delete("kept", SESSION + uuid));
}

async function read(user, name) {
  return unkeptOf(user).get(name) ?? (await attempt(() => storeFor(user).get("kept", name)))?.value ?? null;
}

/** Whether it is in the database; it is read back in any case. */
async function write(user, name, value) {
  const own = unkeptOf(user).set(name, value);
  const isKept = await attempt(() => storeFor(user).put("kept", { name, value }).then(() => true));
  if (isKept && own.get(name) === value) own.delete(name);
  return Boolean(isKept);
}

function unkeptOf(user) {
  if (!unkept.has(`${user}`)) unkept.set(`${user}`, new Map());
  return unkept.get(`${user}`);
}

/** Without a store the phone works as far as the network does; one that is slow is waited for. */
async function attempt(action, tries = TRIES) {
  try {
    return await action();
  } catch (error) {
    return error?.name === "TimeoutError" && tries > 1 ? attempt(action, tries - 1) : null;
  }
}
