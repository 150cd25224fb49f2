// When an outbox sends: at each chance that the browser tells of, and one tab at a time.

const PAUSE = 20_000;
const PATIENCE = 25_000; // A tab that does not let go is asleep.

/** `now` at each chance, `leaving` as the page is hidden, `tick` from time to time. */
export function onChances({ now, leaving, tick }) {
  for (const name of ["online", "pageshow"]) addEventListener(name, now);
  document.addEventListener("visibilitychange", () => (document.hidden ? leaving() : now()));
  setInterval(tick, PAUSE);
}

/** Works while no other tab does. Without locks, over plain http, each tab works for itself. */
export async function alone(name, work) {
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
