// Lets one tab at a time do a piece of work.

const PATIENCE = 25_000; // ms; a tab that does not let go is asleep.

/**
 * Does `work` while no other tab holds `name`. Over plain http there are no locks, and each tab works alone.
 *
 * @template T
 * @param {string} name @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function withTabLock(name, work) {
  if (!navigator.locks) return work();
  let isOurs = false;
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    return await navigator.locks.request(name, signal ? { signal } : {}, () => {
      isOurs = true;
      return work();
    });
  } catch (error) {
    if (isOurs) throw error;
    return work();
  }
}
