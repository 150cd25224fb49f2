// What holds for the player whatever happens: random events, late ticks, jumps of the clock.

import assert from "node:assert/strict";
import { it } from "node:test";

import { begin, next, restore } from "../../static/js/player/engine.js";
import { left, stretch, timeline } from "../../static/js/player/timeline.js";
import { chanceOf, longPlan, plan } from "./plans.mjs";

const SEED = Number(process.env.SEED ?? 20260301);
const START = Date.UTC(2026, 9, 24, 23, 58); // Two minutes before midnight of a day with a clock change.
const HOUR = 3_600_000;
const EVENTS = ["tick", "pause", "resume", "back", "skip", "ready", "hidden", "visible"];
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const total = ({ dose }) => sum(Object.values(dose));

console.log(`seed ${SEED}`);

/** Where a schedule that began at START is at `now`: [key and kind, milliseconds left]. */
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
  place: (state) => {
    const here = stretch(state);
    return [here ? `${here.kind} ${here.step.key}` : "done", left(state)];
  },
};

/** The negative control: a timer that believes each tick to be a quarter of a second. */
const tickCounter = {
  begin: (of) => ({ of, ticks: 0 }),
  next: (state) => ({ ...state, ticks: state.ticks + 1 }),
  place: ({ of, ticks }) => expected(of, START + ticks * 250),
};

/** How many of 200 jumps, 1 s to 3 h, end at the right step and within a second of its time. */
function rightAfterJumps(timer) {
  const chance = chanceOf(SEED);
  return sum(
    Array.from({ length: 200 }, (_, round) => {
      const of = round % 2 ? plan() : longPlan();
      const jump = Math.round(1000 * (3 * 3600) ** (chance.between(0, 1000) / 1000));
      const before = chance.between(0, 120_000);
      let state = timer.begin(of, START);
      for (let now = START; now < START + before; now += 250) state = timer.next(state, { type: "tick" }, now);
      const now = START + before + jump;
      state = timer.next(state, { type: chance.oneOf(["tick", "visible"]) }, now);
      const [place, ms] = timer.place(state);
      const [rightPlace, rightMs] = expected(of, now);
      return place === rightPlace && Math.abs(ms - rightMs) <= 1000 ? 1 : 0;
    }),
  );
}

it("200 of 200 jumps from 1 s to 3 h end at the right step within a second", () => {
  assert.equal(rightAfterJumps(player), 200);
});

it("a timer that counts ticks fails that check", () => {
  assert.ok(rightAfterJumps(tickCounter) < 20);
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

it("never counts two steps at once, nor more than the time that passed", () => {
  for (let round = 0; round < 100; round += 1) {
    playAtRandom(SEED + round, EVENTS, ({ previous, state, step, wall }) => {
      const counted = total(state) - total(previous);
      assert.ok(counted >= 0 && counted <= Math.max(0, step) / 1000 + 1e-6, `${counted} in ${step} ms`);
      assert.ok(total(state) <= wall / 1000 + 1e-6);
      assert.ok(sum(Object.values(state.unseen)) <= total(state) + 1e-6);
    });
  }
});

it("is always in one stretch, with between nothing and all of it left", () => {
  for (let round = 0; round < 100; round += 1) {
    playAtRandom(SEED + round, EVENTS, ({ state }) => {
      const ms = stretch(state)?.ms ?? 0;
      assert.ok(left(state) >= 0 && left(state) <= ms, `${left(state)} of ${ms}`);
      assert.equal(state.mode === "done", stretch(state) === undefined);
    });
  }
});

it("gives both sides the same seconds when nothing is skipped", () => {
  for (let round = 0; round < 100; round += 1) {
    const events = ["pause", "resume", "hidden", "visible", "tick"];
    let { state, of } = playAtRandom(SEED + round, events, () => {});
    state = next(next(state, { type: "resume" }, START + 9 * HOUR), { type: "tick" }, START + 20 * HOUR);
    assert.equal(state.mode, "done");
    const done = (side) => sum(of.routine.steps.map(({ key }) => (key.startsWith(side) ? state.dose[key] : 0)));
    assert.ok(Math.abs(done("left") - done("right")) <= 1, `${done("left")} and ${done("right")}`);
  }
});

it("ends when it is left alone, however often it is paused", () => {
  for (let round = 0; round < 20; round += 1) {
    const { state } = playAtRandom(SEED + round, ["pause", "resume"], () => {}, { jumps: false });
    const resumed = next(state, { type: "resume" }, START + 10 * HOUR);
    assert.equal(next(resumed, { type: "tick" }, START + 11 * HOUR).mode, "done");
  }
});
