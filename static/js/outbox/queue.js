// What the phone still has to tell the server, as plain data: no storage, no network, no clock.
//
// A record is an entry with what became of it: { uuid, entry, state, since, reason }. `state` is
// one of STATES, and only ever goes on in their order.

const STATES = ["waiting", "refused", "sent", "removed"];
export const DAY = 24 * 60 * 60 * 1000;
const ANSWERS = { stored: "sent", duplicate: "sent", rejected: "refused" };

export const recordOf = (entry, now) => ({ uuid: entry.uuid, entry, state: "waiting", since: now, reason: "" });

const inOrder = (one, other) => (one.entry.at < other.entry.at ? -1 : one.entry.at > other.entry.at ? 1 : 0);

/** What pages ask for: the entries that wait, and those that were refused with the reason. */
export function queueOf(records) {
  const all = [...records];
  const inState = (state) => all.filter((record) => record.state === state).sort(inOrder);
  return {
    waiting: inState("waiting").map((record) => record.entry),
    refused: inState("refused").map(({ entry, reason }) => ({ ...entry, reason })),
  };
}

export const entriesOf = (records, session) =>
  [...records]
    .filter(({ entry, state }) => entry?.session === session && state !== "removed")
    .sort(inOrder)
    .map((record) => record.entry);

/** Only an object with a list of results that name entries is an answer; a page is not. */
export function isAnswer(body) {
  return Array.isArray(body?.results) && body.results.every((result) => typeof result?.uuid === "string");
}

/** The records that an answer changes: an entry that no result names stays as it is. */
export function answered(records, results, now) {
  const named = new Map(results.map((result) => [result.uuid, result]));
  return [...records]
    .filter((record) => record.state === "waiting" && named.get(record.uuid)?.status in ANSWERS)
    .map((record) => {
      const { status, reason } = named.get(record.uuid);
      return { ...record, state: ANSWERS[status], since: now, reason: reason ?? "" };
    });
}

/** Taken back by its owner; only the name stays for a while, so that no other tab brings it back. */
export const removed = ({ uuid }, now) => ({ uuid, entry: null, state: "removed", since: now, reason: "" });

export const isOld = ({ state, since }, now) =>
  (state === "sent" || state === "removed") && now - since > DAY;

/** The first entries that fit into one request. */
export function batch(waiting, most = 200, bytes = 200_000) {
  let size = 0;
  const fits = (entry) => (size += new TextEncoder().encode(JSON.stringify(entry)).length + 1) <= bytes;
  const taken = waiting.slice(0, most);
  const end = taken.findIndex((entry, index) => !fits(entry) && index > 0);
  return end < 0 ? taken : taken.slice(0, end);
}

/**
 * What this tab knows and what the database holds, made one; `unwritten` are the uuids of which the
 * database does not know yet. What waits and was lost from the database is kept, to be written again.
 */
export function merged(known, held, unwritten) {
  const all = new Map(held.map((record) => [record.uuid, record]));
  for (const [uuid, record] of known) {
    const other = all.get(uuid);
    const isLost = !other && (isUnsent(record) || unwritten.has(uuid));
    if (isLost || (other && rank(record) > rank(other))) all.set(uuid, record);
  }
  return all;
}

export const isUnsent = ({ state }) => state === "waiting" || state === "refused";
const rank = ({ state }) => STATES.indexOf(state);

/** The moment of the next entry: never the same twice, never back, whatever the clock does. */
export const later = (last, now) => Math.max(now, last + 1);
