// What holds for the player whatever happens: random events, late ticks, jumps of the clock.

import assert from "node:assert/strict";
import { it } from "node:test";
import { remaining, stretch, timeline } from "../../static/js/plan/timeline.js";
import { begin, lastSeen, next, restore } from "../../static/js/player/engine.js";
import { chanceOf, longPlan, plan } from "./plans.mjs";

const SEED = Number(process.env.SEED ?? 20260301);
const START = Date.UTC(2026, 9, 24, 23, 58); // Two minutes before midnight of a day with a clock change.
const HOUR = 3_600_000;
const EVENTS = ["tick", "pause", "resume", "back", "skip", "ready", "hidden", "visible"];
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const total = ({ dose }) => sum(Object.values(dose));
/** What a player goes back to if nobody returns to it in time. */
const sure = (state) => total(lastSeen(state));

console.log(`seed ${SEED}`);

/** Where a schedule that began at START is at `now`: [key and kind, milliseconds remaining]. */
function expected(of, now) {
  let end = START;
  for (const { kind, ms, step } of timeline(of.routine)) {
    end += ms;
    if (now < end) return [`${kind} ${step.key}`, end - now];
  }
  return ["done", 0];
}

const player = {
  begin,
  next,
  restore,
  place: (state) => {
    const here = stretch(state);
    return [here ? `${here.kind} ${here.step.key}` : "done", remaining(state)];
  },
};

/** The negative control: a timer that believes each tick to be a quarter of a second. */
const tickCounter = {
  begin: (of) => ({ of, ticks: 0 }),
  next: (state) => ({ ...state, ticks: state.ticks + 1 }),
  restore: (json) => JSON.parse(json),
  place: ({ of, ticks }) => expected(of, START + ticks * 250),
};

/** Another: a player that goes on in steps of a minute, as if somebody had looked that often. */
const neverWaiting = {
  ...player,
  next(state, { type }, now) {
    let following = state;
    for (let at = state.seen; at < now; at += 60_000) following = next(following, { type: "tick" }, at);
    return next(following, { type: type === "hidden" ? "tick" : type }, now);
  },
  restore: (json, _of, now) => neverWaiting.next(JSON.parse(json), { type: "tick" }, now),
};

/** So long as a runner may be away before the routine waits: 1 s to 2 min, or 2 min to 9 h. */
const SHORT = [1, 119];
const LONG = [121, 9 * 3600];

/** The ways in which nobody looks at the page from `from` to `to`: each gives the state after it. */
const WAYS = {
  "a page that stood still": (timer, state, _from, to) => timer.next(state, { type: "tick" }, to),
  "another page": (timer, state, from, to) => {
    const away = timer.next(state, { type: "hidden" }, from);
    return timer.next(away, { type: "visible" }, to);
  },
  "another page, with ticks once a minute": (timer, state, from, to) => {
    let away = timer.next(state, { type: "hidden" }, from);
    for (let now = from; now < to; now += 60_000) away = timer.next(away, { type: "tick" }, now);
    return timer.next(away, { type: "visible" }, to);
  },
  "another page, with every tick": (timer, state, from, to) => {
    let away = timer.next(state, { type: "hidden" }, from);
    for (let now = from; now < Math.min(to, from + 300_000); now += 1000) away = timer.next(away, { type: "tick" }, now);
    return timer.next(away, { type: "visible" }, to);
  },
  "a reload": (timer, state, _from, to, of) => timer.restore(JSON.stringify(state), of, to),
  "another page, thrown away": (timer, state, from, to, of) => {
    let away = timer.next(state, { type: "hidden" }, from);
    for (let now = from; now < Math.min(to, from + 90_000); now += 1000) away = timer.next(away, { type: "tick" }, now);
    return timer.restore(JSON.stringify(away), of, to);
  },
};

/** How many of 200 absences in each of the WAYS end as `isRight` says. */
function rightAfterAbsences(timer, [shortest, longest], isRight) {
  const chance = chanceOf(SEED);
  return Object.values(WAYS).map((way) =>
    sum(
      Array.from({ length: 200 }, (_, round) => {
        const of = round % 2 ? plan() : longPlan();
        const spread = longest / shortest;
        const absence = Math.round(1000 * shortest * spread ** (chance.between(0, 1000) / 1000));
        const before = chance.between(0, 120_000);
        let state = timer.begin(of, START);
        let now = START;
        for (; now < START + before; now += 250) state = timer.next(state, { type: "tick" }, now);
        const from = now - 250;
        const after = way(timer, state, from, from + absence, of);
        return isRight({ timer, before: state, after, of, now: from + absence }) ? 1 : 0;
      }),
    ),
  );
}

const ALL_RIGHT = Object.keys(WAYS).map(() => 200);

function isOnTime({ timer, after, of, now }) {
  const [place, ms] = timer.place(after);
  const [rightPlace, rightMs] = expected(of, now);
  return place === rightPlace && Math.abs(ms - rightMs) <= 1000;
}

function waitsWhereItWas({ timer, before, after }) {
  const [place, ms] = timer.place(after);
  const [leftPlace, leftMs] = timer.place(before);
  const isUntouched = JSON.stringify([after.dose, after.unseen]) === JSON.stringify([before.dose, before.unseen]);
  return after.mode === "paused" && place === leftPlace && ms === leftMs && isUntouched;
}

it("after up to two minutes away it is at the right step within a second, by whatever way", () => {
  assert.deepEqual(rightAfterAbsences(player, SHORT, isOnTime), ALL_RIGHT);
});

it("after more than two minutes away it waits where it was left, by whatever way", () => {
  assert.deepEqual(rightAfterAbsences(player, LONG, waitsWhereItWas), ALL_RIGHT);
});

it("a timer that counts ticks, and one that never waits, fail those checks", () => {
  for (const right of rightAfterAbsences(tickCounter, SHORT, isOnTime)) assert.ok(right < 100);
  for (const right of rightAfterAbsences(neverWaiting, LONG, waitsWhereItWas)) assert.ok(right < 20);
});

/** Plays random events and clock jumps, back ones too; calls `check` at each. */
function playAtRandom(seed, events, check, { jumps = true, quiet = 4000 } = {}) {
  const chance = chanceOf(seed);
  const of = plan({ sides: chance.oneOf([["left", "right"], ["right", "left"]]), seconds: 30 });
  let now = START;
  let wall = 0;
  let state = begin(of, now);
  for (let n = 0; n < 1500 && state.mode !== "done" && state.mode !== "stopped"; n += 1) {
    const jumped = jumps && chance.between(0, 99) === 0;
    const step = jumped ? chance.between(-HOUR, 60_000) : chance.between(0, quiet);
    now += step;
    wall += Math.max(0, step);
    const type = chance.between(0, 9) ? "tick" : chance.oneOf(events);
    const previous = state;
    state = next(state, { type }, now);
    if (chance.between(0, 49) === 0) state = restore(JSON.stringify(state), of, now);
    check({ previous, state, step, wall });
  }
  return { state, of };
}

/** Resumed at `now` and then only looked at. */
function leftAlone(state, now) {
  let following = next(next(state, { type: "visible" }, now), { type: "resume" }, now);
  for (let minute = 1; minute < 60; minute += 1) following = next(following, { type: "tick" }, now + minute * 60_000);
  return following;
}

it("never counts two steps at once, nor more than the time that passed", () => {
  for (let round = 0; round < 100; round += 1) {
    playAtRandom(SEED + round, EVENTS, ({ previous, state, step, wall }) => {
      const counted = total(state) - total(previous);
      assert.ok(counted <= Math.max(0, step) / 1000 + 1e-6, `${counted} in ${step} ms`);
      assert.ok(sure(state) >= sure(previous) && total(state) >= sure(state));
      assert.ok(total(state) <= wall / 1000 + 1e-6);
      assert.ok(sum(Object.values(state.unseen)) <= total(state) + 1e-6);
    });
  }
});

it("is always in one stretch, with between nothing and all of it left", () => {
  for (let round = 0; round < 100; round += 1) {
    playAtRandom(SEED + round, EVENTS, ({ state }) => {
      const ms = stretch(state)?.ms ?? 0;
      assert.ok(remaining(state) >= 0 && remaining(state) <= ms, `${remaining(state)} of ${ms}`);
      assert.equal(state.mode === "done", stretch(state) === undefined);
    });
  }
});

it("gives both sides the same seconds when nothing is skipped", () => {
  for (let round = 0; round < 100; round += 1) {
    const events = ["pause", "resume", "hidden", "visible", "tick"];
    let { state, of } = playAtRandom(SEED + round, events, () => {});
    state = leftAlone(state, START + 9 * HOUR);
    assert.equal(state.mode, "done");
    const done = (side) => sum(of.routine.steps.map(({ key }) => (key.startsWith(side) ? state.dose[key] : 0)));
    assert.ok(Math.abs(done("left") - done("right")) <= 1, `${done("left")} and ${done("right")}`);
  }
});

it("ends when it is left alone, however often it is paused", () => {
  for (let round = 0; round < 20; round += 1) {
    const { state } = playAtRandom(SEED + round, ["pause", "resume"], () => {}, { jumps: false });
    assert.equal(leftAlone(state, START + 10 * HOUR).mode, "done");
  }
});
