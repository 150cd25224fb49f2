// Runs work in one tab at a time.

const PATIENCE = 25_000; // A tab that does not let go is asleep.

/** Does `work` while no other tab holds `name`. Over plain http there are no locks, and each tab works alone. */
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
