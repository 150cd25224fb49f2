// Keeps the kit on the phone while there is a network, and what the server says of open sessions.

import { hear } from "../outbox/server_clock.js";
import { Outbox } from "../outbox/index.js";
import { forget, keepKit, keepRecord, kitOf, recordOf, records, whoIsHere } from "./offline_store.js";
import { noteShown } from "./snapshot.js";
import { later } from "./stages.js";

const ADDRESS = "/offline/kit/";
const OFTEN = 60_000;

/** After each page: what it shows of a session is noted, and the kit is fetched anew. */
export async function refresh() {
  const user = await whoIsHere();
  if (!user) return;
  await noteShown(user);
  if (!navigator.onLine || !(await isOld(user))) return;
  const known = await records(user);
  const unsent = await unsentOf(user);
  const kit = await fetchKit();
  // Somebody may have signed out in the meantime.
  if (String(kit?.user) !== user || (await whoIsHere()) !== user) return;
  await keepKit(user, { ...kit, kept: Date.now() });
  await merge(user, kit, { known, unsent });
}

async function isOld(user) {
  if (location.pathname.startsWith("/sessions/")) return true;
  const kit = await kitOf(user);
  return !kit?.course || Math.abs(Date.now() - kit.kept) > OFTEN;
}

async function fetchKit() {
  try {
    const answer = await fetch(ADDRESS, { redirect: "error" });
    // Before a first entry was sent, nothing else tells of the server's clock.
    hear(answer.headers.get("Date"));
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** The sessions of which the server does not have everything; null while the phone cannot tell. */
async function unsentOf(user) {
  const outbox = Outbox.of({ user, url: "/sync/", token: "" });
  if (!(await outbox.known())) return null;
  const { waiting, refused } = outbox.queue;
  return new Set([...waiting, ...refused].map(({ session }) => session));
}

/** The open session, as far as phone or server is; one that is open nowhere any more is let go. */
async function merge(user, { open }, { known, unsent }) {
  if (open) {
    const kept = await recordOf(user, open.uuid);
    await keepRecord(user, { ...open, stage: later(open, open.stage, kept?.stage) });
  }
  if (!unsent) return;
  // What was begun while the answer was under way is not in it.
  for (const { uuid } of known) {
    if (uuid !== open?.uuid && !unsent.has(uuid)) await forget(user, uuid);
  }
}
