// What the phone still has to tell the server, as plain data: no storage, no network, no clock.

// A record's state only ever advances in this order.
const STATES = ["waiting", "refused", "sent", "removed"];
export const DAY = 24 * 60 * 60 * 1000;
/** @type {Record<string, EntryRecord["state"]>} */
const STATE_AFTER = { stored: "sent", duplicate: "sent", rejected: "refused" };

/** @param {Entry} entry @param {number} now @returns {EntryRecord} */
export const recordOf = (entry, now) => ({ uuid: entry.uuid, entry, state: "waiting", since: now, reason: "" });

/** Those that were not removed, oldest first. @param {Iterable<EntryRecord>} records */
const inOrder = (records) =>
  /** @type {(EntryRecord & { entry: Entry })[]} */ ([...records].filter(({ entry }) => entry)).sort((a, b) =>
    a.entry.at < b.entry.at ? -1 : a.entry.at > b.entry.at ? 1 : 0,
  );

/** The entries that wait, and the refused ones with the reason. @param {Iterable<EntryRecord>} records @returns {Queue} */
export function queueOf(records) {
  const all = inOrder(records);
  return {
    waiting: all.filter(({ state }) => state === "waiting").map(({ entry }) => entry),
    refused: all.filter(({ state }) => state === "refused").map(({ entry, reason }) => ({ ...entry, reason })),
  };
}

/** @param {Iterable<EntryRecord>} records @param {string} session */
export const entriesOf = (records, session) =>
  inOrder(records)
    .map(({ entry }) => entry)
    .filter((entry) => entry.session === session);

/**
 * Whether this is a response of /sync/ and not some other page's: an object whose results all name entries.
 *
 * @param {any} body @returns {body is { results: EntryResult[] }}
 */
export function isSyncResponse(body) {
  return Array.isArray(body?.results) && body.results.every((/** @type {any} */ result) => typeof result?.uuid === "string");
}

/**
 * The records that change by the server's results. An entry that none of them names stays as it is.
 *
 * @param {Iterable<EntryRecord>} records @param {EntryResult[]} results @param {number} now @returns {EntryRecord[]}
 */
export function applyResults(records, results, now) {
  const byName = new Map(results.map((result) => [result.uuid, result]));
  return [...records].flatMap((record) => {
    const { status = "", reason = "" } = byName.get(record.uuid) ?? {};
    const state = STATE_AFTER[status];
    return record.state === "waiting" && state ? [{ ...record, state, since: now, reason }] : [];
  });
}

/**
 * What stays of an entry that its owner took back: its name, so that no other tab brings it back.
 *
 * @param {{ uuid: string }} record @param {number} now @returns {EntryRecord}
 */
export const tombstoneOf = ({ uuid }, now) => ({ uuid, entry: null, state: "removed", since: now, reason: "" });

/** @param {EntryRecord} record @param {number} now */
export const isExpired = ({ state, since }, now) =>
  (state === "sent" || state === "removed") && now - since > DAY;

/** The first entries that fit into one request. @param {Entry[]} waiting */
export function nextBatch(waiting, most = 200, bytes = 200_000) {
  let size = 0;
  const fits = (/** @type {Entry} */ entry) =>
    (size += new TextEncoder().encode(JSON.stringify(entry)).length + 1) <= bytes;
  const first = waiting.slice(0, most);
  const end = first.findIndex((entry, index) => !fits(entry) && index > 0);
  return end < 0 ? first : first.slice(0, end);
}

/**
 * One map of what this tab has in memory and what the database holds. A record that waits and is no
 * longer in the database stays, to be written again; so does one that was never written (`unwritten`).
 *
 * @param {Map<string, EntryRecord>} own @param {EntryRecord[]} stored @param {Set<string>} unwritten
 */
export function mergeRecords(own, stored, unwritten) {
  const all = new Map(stored.map((record) => [record.uuid, record]));
  for (const [uuid, record] of own) {
    const other = all.get(uuid);
    const isLost = !other && (isUnsent(record) || unwritten.has(uuid));
    if (isLost || (other && rank(record) > rank(other))) all.set(uuid, record);
  }
  return all;
}

/** @param {EntryRecord} record */
export const isUnsent = ({ state }) => state === "waiting" || state === "refused";
/** @param {EntryRecord} record */
const rank = ({ state }) => STATES.indexOf(state);

/** The time of the next entry: never the same twice, never earlier, whatever the clock does. @param {number} last @param {number} now */
export const nextTime = (last, now) => Math.max(now, last + 1);
