// The routine as a pure state machine. Deadlines are wall-clock times: a late tick loses nothing.

import { isOver, isSitting, remaining, stretch, timeline } from "../plan/timeline.js";
import { isOnTimeline, parseState, VERSION } from "./stored_state.js";

export { cues } from "./cues.js";

const RESTART_AFTER = 3000; // ms; "back" sooner than this goes to the step before.
export const ASLEEP_AFTER = 10000; // ms without a tick after which nobody saw the time
const AWAY_AFTER = 120000; // ms without a tick after which the routine waits where the runner left
const CLOCK_SET_BACK = 1000; // ms; less than this is a clock being adjusted, not set.

/** @typedef {{ type: string, reason?: string }} PlayerEvent */
/** @typedef {(state: PlayerState, now: number, event: PlayerEvent) => PlayerState} Transition */

/** The state at the start of a session's plan. @param {PlayerPlan} plan @param {number} now @returns {PlayerState} */
export function begin(plan, now) {
  const time = { mode: /** @type {const} */ ("running"), at: 0, entry: 0, endsAt: null, left: 0, seen: now };
  const counts = { dose: {}, unseen: {}, clockSetBack: false, reason: "", hidden: null, waits: false };
  return enter({ version: VERSION, ...planned(plan), ...time, ...counts }, 0, now);
}

/**
 * The state after `event` at `now`, a wall-clock time in milliseconds. `passed`: milliseconds since the
 * last event by a clock that nobody sets, where there is one.
 *
 * @param {PlayerState} state @param {PlayerEvent} event @param {number} now
 */
export function next(state, event, now, passed = 0) {
  const current = caughtUp(state, now, passed);
  const transition = (isOver(current) ? AFTER_THE_END : TRANSITIONS)[event.type];
  const following = transition ? transition(current, now, event) : current;
  return { ...following, hidden: hiddenSince(event.type, current, following) };
}

/** The state stored as `json`, carried on to `now`; a new one if damaged or of another plan. @param {string | null} json @param {PlayerPlan} plan @param {number} now */
export function restore(json, plan, now) {
  const stored = parseState(json);
  const own = planned(plan);
  if (!isOnTimeline(stored, own.timeline)) return begin(plan, now);
  return { ...caughtUp({ ...stored, ...own }, now, 0), hidden: null };
}

/** @param {PlayerPlan} plan */
const planned = ({ routine, isLeg = false }) => ({ timeline: timeline(routine), isSitting: isSitting(routine), isLeg });

/** The state as it was when somebody could see it last. @param {PlayerState} state @returns {PlayerState} */
export const lastSeen = (state) => (state.hidden ? { ...state, ...state.hidden } : state);

/** The moment since which the page is hidden; null while it can be seen. @param {string} type @param {PlayerState} current @param {PlayerState} following */
function hiddenSince(type, current, following) {
  if (type === "visible") return null;
  if (!current.hidden && type !== "hidden") return null;
  return current.hidden && following === current ? current.hidden : momentOf(following);
}

/** @param {PlayerState} state @returns {PlayerMoment} */
const momentOf = ({ mode, at, entry, endsAt, left, dose, unseen, seen }) =>
  ({ mode, at, entry, endsAt, left, dose, unseen, seen });

/** Carried on to `now` from when it was seen last, or paused there if that is too long ago. @param {PlayerState} state @param {number} now @param {number} passed */
function caughtUp(state, now, passed) {
  const from = lastSeen(withClock(state, now));
  const isAway = Math.max(now - from.seen, passed) > AWAY_AFTER;
  if (from.mode === "running" && isAway) return { ...paused(from), seen: now, hidden: null, waits: true };
  return settle(from, now);
}

/** At the start of the stretch `at`, or done after the last one. @param {PlayerState} state @param {number} at @param {number} from @returns {PlayerState} */
function enter(state, at, from) {
  const entered = { ...state, at, entry: state.entry + 1, seen: from };
  if (at >= state.timeline.length) return { ...entered, mode: "done", endsAt: null, left: 0, overAt: from };
  const { ms } = state.timeline[at];
  return { ...entered, left: ms, endsAt: state.mode === "running" ? from + ms : null };
}

/** If the clock was set back, all times move with it: no negative second, no endless step. @param {PlayerState} state @param {number} now @returns {PlayerState} */
function withClock(state, now) {
  const back = state.seen - now;
  if (back <= 0) return state;
  /** @template {PlayerMoment} M @param {M} moment @returns {M} */
  const moved = (moment) => ({ ...moment, endsAt: moment.endsAt && moment.endsAt - back, seen: moment.seen - back });
  const overAt = state.overAt && state.overAt - back;
  const clockSetBack = state.clockSetBack || back > CLOCK_SET_BACK;
  return { ...moved(state), hidden: state.hidden && moved(state.hidden), overAt, clockSetBack };
}

/** Through all stretches that are over by `now`; each starts where the one before ended. @param {PlayerState} state @param {number} now @returns {PlayerState} */
function settle(state, now) {
  const isAsleep = now - state.seen > ASLEEP_AFTER;
  let current = state;
  while (current.mode === "running" && now >= Number(current.endsAt)) {
    const ended = Number(current.endsAt);
    current = enter(counted(current, ended, isAsleep), current.at + 1, ended);
  }
  return { ...counted(current, now, isAsleep), seen: now };
}

/** With the time until `until` in the dose. @param {PlayerState} state @param {number} until @param {boolean} isAsleep @returns {PlayerState} */
function counted(state, until, isAsleep) {
  const ms = until - state.seen;
  if (state.mode !== "running" || stretch(state).kind !== "step" || ms <= 0) return state;
  const { key } = stretch(state).step;
  const unseen = isAsleep ? plus(state.unseen, key, ms) : state.unseen;
  return { ...state, dose: plus(state.dose, key, ms), unseen };
}

/** In whole milliseconds, so that a step done in many pieces still adds up to its seconds. @param {Record<string, number>} sums @param {string} key @param {number} ms */
const plus = (sums, key, ms) => ({ ...sums, [key]: Math.round((sums[key] ?? 0) * 1000 + ms) / 1000 });

/** @param {PlayerState} state @returns {PlayerState} */
const paused = (state) => ({ ...state, left: remaining(state), endsAt: null, mode: "paused" });
/** @param {PlayerState} state @param {number} now @returns {PlayerState} */
const running = (state, now) => ({ ...state, mode: "running", endsAt: now + state.left, waits: false });

/** @type {Record<string, Transition>} */
const TRANSITIONS = {
  pause: (state) => (state.mode === "running" ? paused(state) : state),
  resume: (state, now) => (state.mode === "paused" ? running(state, now) : state),
  back(state, now) {
    const { kind, ms } = stretch(state);
    if (kind === "step" && ms - remaining(state) > RESTART_AFTER) return enter(state, state.at, now);
    const before = state.timeline.slice(0, state.at).findLastIndex((earlier) => earlier.kind === "step");
    return enter(state, before >= 0 ? before : state.at, now);
  },
  skip: (state, now) => enter(state, state.at + 1, now),
  ready: (state, now) =>
    stretch(state).kind === "step" ? state : enter(running(state, now), state.at + 1, now),
  stop: (state, now, { reason = "" }) =>
    ({ ...paused(state), mode: "stopped", overAt: now, reason: reason || "interrupted" }),
};

/** Stopping is one tap, so one tap undoes it; after sharp pain the routine is not resumed. @type {Record<string, Transition>} */
const AFTER_THE_END = {
  resume: (state, now) =>
    state.mode === "stopped" && state.reason !== "pain" ? { ...running(state, now), reason: "" } : state,
};
