// The routine as a pure state machine. Deadlines are wall-clock times: a late tick loses nothing.

import { fits, parsed, VERSION } from "./stored_state.js";
import { isOver, isSitting, left, stretch, timeline } from "../plan/timeline.js";

export { cues } from "./cues.js";

const RESTART_AFTER = 3000; // "back" sooner than this goes to the step before.
export const ASLEEP_AFTER = 10000; // Not looked at for so long: nobody saw the time.
const AWAY_AFTER = 120000; // Not looked at for longer: wait, paused, where the runner left.
const CLOCK_SET_BACK = 1000; // Less than this is a clock being adjusted, not set.

/** The state at the start of `plan`, the frozen plan of a session. */
export function begin(plan, now) {
  const fresh = { version: VERSION, ...about(plan), mode: "running", entry: 0 };
  const counts = { dose: {}, unseen: {}, clockSetBack: false, reason: "", hidden: null, waits: false };
  return enter({ ...fresh, ...counts }, 0, now);
}

/**
 * The state after `event` ({type, reason?}) at `now`, a wall-clock time in milliseconds. `passed`
 * is how long ago the last event was by a clock that nobody sets, where there is one.
 */
export function next(state, event, now, passed = 0) {
  const current = caughtUp(state, now, passed);
  const act = isOver(current) ? takingBack[event.type] : actions[event.type];
  const following = act ? act(current, now, event) : current;
  return { ...following, hidden: hiding(event.type, current, following) };
}

/** The state stored as `json`, carried on to `now`; a new one if damaged or of another plan. */
export function restore(json, plan, now) {
  const stored = parsed(json);
  const planned = about(plan);
  if (!fits(stored, planned.timeline)) return begin(plan, now);
  return { ...caughtUp({ ...stored, ...planned }, now, 0), hidden: null };
}

const about = ({ routine, isLeg = false }) => ({ timeline: timeline(routine), isSitting: isSitting(routine), isLeg });

/** The state as it was when somebody last could look at it. */
export const lastSeen = (state) => (state.hidden ? { ...state, ...state.hidden } : state);

/** What `hidden` keeps of the moment since which the page cannot be seen; null while it can. */
function hiding(type, current, following) {
  if (type === "visible") return null;
  if (!current.hidden && type !== "hidden") return null;
  return current.hidden && following === current ? current.hidden : momentOf(following);
}

const momentOf = ({ mode, at, entry, endsAt, left, dose, unseen, seen }) =>
  ({ mode, at, entry, endsAt, left, dose, unseen, seen });

/** Carried on to `now` from when it was last seen, or, if that is too long ago, paused there. */
function caughtUp(state, now, passed) {
  const known = followClock(state, now);
  const from = lastSeen(known);
  const isAway = Math.max(now - from.seen, passed) > AWAY_AFTER;
  if (from.mode === "running" && isAway) return { ...paused(from), seen: now, hidden: null, waits: true };
  return settle(from, now);
}

function enter(state, at, from) {
  const entered = { ...state, at, entry: state.entry + 1, seen: from };
  if (at >= state.timeline.length) return { ...entered, mode: "done", endsAt: null, left: 0, overAt: from };
  const { ms } = state.timeline[at];
  return { ...entered, left: ms, endsAt: state.mode === "running" ? from + ms : null };
}

/** A clock set back takes the deadlines with it: no negative second, no endless step. */
function followClock(state, now) {
  const back = state.seen - now;
  if (back <= 0) return state;
  const moved = (one) => one && { ...one, endsAt: one.endsAt && one.endsAt - back, seen: one.seen - back };
  const overAt = state.overAt && state.overAt - back;
  const clockSetBack = state.clockSetBack || back > CLOCK_SET_BACK;
  return { ...moved(state), hidden: moved(state.hidden), overAt, clockSetBack };
}

/** Run through all that has passed by `now`; each stretch starts where the last one ended. */
function settle(state, now) {
  const asleep = now - state.seen > ASLEEP_AFTER;
  let current = state;
  while (current.mode === "running" && now >= current.endsAt) {
    const ended = current.endsAt;
    current = enter(count(current, ended, asleep), current.at + 1, ended);
  }
  return { ...count(current, now, asleep), seen: now };
}

function count(state, until, asleep) {
  const ms = until - state.seen;
  if (state.mode !== "running" || stretch(state).kind !== "step" || ms <= 0) return state;
  const { key } = stretch(state).step;
  const unseen = asleep ? plus(state.unseen, key, ms) : state.unseen;
  return { ...state, dose: plus(state.dose, key, ms), unseen };
}

function plus(sums, key, ms) {
  // Whole milliseconds, so that a step done in many pieces still adds up to its seconds.
  return { ...sums, [key]: Math.round((sums[key] ?? 0) * 1000 + ms) / 1000 };
}

const paused = (state) => ({ ...state, left: left(state), endsAt: null, mode: "paused" });
const running = (state, now) =>
  ({ ...state, mode: "running", endsAt: now + state.left, waits: false });

function back(state, now) {
  const { kind, ms } = stretch(state);
  if (kind === "step" && ms - left(state) > RESTART_AFTER) return enter(state, state.at, now);
  const before = state.timeline.slice(0, state.at).findLastIndex((one) => one.kind === "step");
  return enter(state, before >= 0 ? before : state.at, now);
}

function ready(state, now) {
  if (stretch(state).kind === "step") return state;
  return enter(running(state, now), state.at + 1, now);
}

const stop = (state, now, { reason }) => ({
  ...paused(state),
  mode: "stopped",
  overAt: now,
  reason: reason || "interrupted",
});

const actions = {
  pause: (state) => (state.mode === "running" ? paused(state) : state),
  resume: (state, now) => (state.mode === "paused" ? running(state, now) : state),
  back,
  skip: (state, now) => enter(state, state.at + 1, now),
  ready,
  stop,
};

// Stopping is one tap, so one tap takes it back; after sharp pain there is no going on.
const takingBack = {
  resume: (state, now) =>
    state.mode === "stopped" && state.reason !== "pain"
      ? { ...running(state, now), reason: "" }
      : state,
};
