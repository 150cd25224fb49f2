// When an outbox sends: at each event that may mean a network, and from time to time.

const PAUSE = 20_000;

/** `now` at each such event, `leaving` as the page is hidden, `tick` from time to time. */
export function onTriggers({ now, leaving, tick }) {
  for (const name of ["online", "pageshow"]) addEventListener(name, now);
  document.addEventListener("visibilitychange", () => (document.hidden ? leaving() : now()));
  setInterval(tick, PAUSE);
}
