// What the phone still has to tell the server, as plain data: no storage, no network, no clock.

export const empty = { waiting: [], refused: [] };

export function add(queue, entry) {
  return { ...queue, waiting: [...queue.waiting, entry] };
}

/** Entries leave only when an answer names them; a refused one is kept apart, to be shown. */
export function answered(queue, results) {
  const status = new Map(results.map((result) => [result.uuid, result]));
  const named = (entry) => status.has(entry.uuid);
  const refused = queue.waiting
    .filter((entry) => status.get(entry.uuid)?.status === "rejected")
    .map((entry) => ({ ...entry, reason: status.get(entry.uuid).reason }));
  return {
    waiting: queue.waiting.filter((entry) => !named(entry)),
    refused: [...queue.refused, ...refused],
  };
}

export function batch(queue, most = 200) {
  return queue.waiting.slice(0, most);
}

/** Only an object with a list of results that name entries is an answer; a page is not. */
export function isAnswer(body) {
  return Array.isArray(body?.results) && body.results.every((result) => typeof result?.uuid === "string");
}
