// The routine as a pure state machine. Deadlines are wall-clock times: a late tick loses nothing.

import { isOver, left, stretch, timeline } from "./timeline.js";

export { cues } from "./cues.js";

const VERSION = 1;
const MODES = ["running", "paused", "stopped", "done"];
const REASONS = ["enough", "sore", "interrupted", "pain"];
const RESTART_AFTER = 3000; // "back" sooner than this goes to the step before.
export const ASLEEP_AFTER = 10000; // No tick for so long: nobody could see or hear the time.
const RESUME_WITHIN = 120000; // Away for longer: wait, paused, where the runner left.
const CLOCK_SET_BACK = 1000; // Less than this is a clock being adjusted, not set.

/** The state at the start of `plan`, the frozen plan of a session. */
export function begin(plan, now) {
  const fresh = { version: VERSION, timeline: timeline(plan.routine), mode: "running", entry: 0 };
  const counts = { dose: {}, unseen: {}, clockSetBack: false, reason: "" };
  return enter({ ...fresh, ...counts }, 0, now);
}

/** The state after `event` ({type, reason?}) at `now`, a wall-clock time in milliseconds. */
export function next(state, event, now) {
  const current = settle(followClock(state, now), now);
  const act = isOver(current) ? takingBack[event.type] : actions[event.type];
  return act ? act(current, now, event) : current;
}

/** The state stored as `json`, carried on to `now`; a new one if damaged or of another plan. */
export function restore(json, plan, now) {
  const stored = parsed(json);
  const planned = timeline(plan.routine);
  if (!fits(stored, planned)) return begin(plan, now);
  const away = now - stored.seen;
  const known = { ...stored, timeline: planned };
  const awake = stored.mode === "running" && away > RESUME_WITHIN ? paused(known) : known;
  return settle(followClock(awake, now), now);
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function fits(stored, planned) {
  if (stored?.version !== VERSION || !MODES.includes(stored.mode)) return false;
  const isRunning = stored.mode === "running";
  const numbers = [stored.at, stored.entry, stored.seen, isRunning ? stored.endsAt : stored.left];
  const lastPlace = stored.mode === "done" ? planned.length : planned.length - 1;
  return (
    numbers.every(Number.isFinite) &&
    stored.at >= 0 &&
    stored.at <= lastPlace &&
    Boolean(stored.dose && stored.unseen) &&
    shape(stored.timeline) === shape(planned)
  );
}

/** One plan comes from the server or from the phone's kit, with the keys of its steps in any order. */
const shape = (stretches) =>
  JSON.stringify(stretches?.map?.((one) => [one?.kind, one?.ms, one?.step?.key]));

function enter(state, at, from) {
  const entered = { ...state, at, entry: state.entry + 1, seen: from };
  if (at >= state.timeline.length) return { ...entered, mode: "done", endsAt: null, left: 0 };
  const { ms } = state.timeline[at];
  return { ...entered, left: ms, endsAt: state.mode === "running" ? from + ms : null };
}

/** A clock set back takes the deadlines with it: no negative second, no endless step. */
function followClock(state, now) {
  const back = state.seen - now;
  if (back <= 0) return state;
  const endsAt = state.endsAt === null ? null : state.endsAt - back;
  return { ...state, endsAt, seen: now, clockSetBack: state.clockSetBack || back > CLOCK_SET_BACK };
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
const running = (state, now) => ({ ...state, mode: "running", endsAt: now + state.left });

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
  reason: REASONS.includes(reason) ? reason : "interrupted",
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
