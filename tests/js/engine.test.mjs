// The player's state machine, sentence by sentence.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { remaining, stretch, totalRemaining } from "../../static/js/plan/timeline.js";
import { begin, cues, next, restore } from "../../static/js/player/engine.js";
import { plan } from "./plans.mjs";

const START = Date.UTC(2026, 2, 29, 0, 59);
const tick = (state, now) => next(state, { type: "tick" }, now);
const at = (second) => START + second * 1000;
const kindAndKey = (state) => [stretch(state)?.kind, stretch(state)?.step.key];

/** The state after `events`, each [second, type, more], with a tick every 250 ms between them. */
function play(events, { plan: of = plan(), until = events.at(-1)?.[0] ?? 0 } = {}) {
  let state = begin(of, START);
  const heard = cues(null, state).map((cue) => ({ ...cue, second: 0 }));
  const waiting = [...events];
  const go = (event, second) => {
    const following = next(state, event, at(second));
    heard.push(...cues(state, following).map((cue) => ({ ...cue, second })));
    state = following;
  };
  for (let second = 0; second <= until; second += 0.25) {
    while (waiting.length && waiting[0][0] <= second) {
      const [moment, type, more] = waiting.shift();
      go({ type, ...more }, moment);
    }
    go({ type: "tick" }, second);
  }
  return { state, heard };
}

describe("the way through a routine", () => {
  it("leads in, does one side, swaps, does the other, and is done", () => {
    const kinds = begin(plan(), START).timeline.map(({ kind, step }) => `${kind} ${step.key}`);
    assert.deepEqual(kinds, [
      "lead_in left.0", "step left.0", "step left.1", "change left.2", "step left.2", "step left.3",
      "swap right.0", "step right.0", "step right.1", "change right.2", "step right.2", "step right.3",
    ]);
  });

  it("starts on the side that the plan starts with", () => {
    const state = begin(plan({ sides: ["right", "left"] }), START);
    assert.equal(stretch(state).step.side, "right");
  });

  it("does not swap in a routine of one side or of no side", () => {
    for (const sides of [["left"], ["none"]]) {
      const kinds = begin(plan({ sides }), START).timeline.map(({ kind }) => kind);
      assert.ok(!kinds.includes("swap"));
    }
  });

  it("leaves out a stretch of no seconds, and is done at once without steps", () => {
    const withoutLeadIn = plan();
    withoutLeadIn.routine.lead_in = 0;
    assert.equal(stretch(begin(withoutLeadIn, START)).kind, "step");
    assert.equal(begin(plan({ moves: [] }), START).mode, "done");
    assert.equal(begin({ routine: null }, START).mode, "done");
  });

  it("counts neither the lead-in nor the swap as done", () => {
    const { state } = play([], { until: 300 });
    assert.equal(state.mode, "done");
    const planned = plan().routine.steps.map(({ key, seconds }) => [key, seconds]);
    assert.deepEqual(state.dose, Object.fromEntries(planned));
  });

  it("says how long is left of the stretch and of everything", () => {
    const state = tick(begin(plan(), START), at(7));
    assert.equal(remaining(state), 8000);
    assert.equal(totalRemaining(state), (5 + 2 * (10 + 45 + 5 + 45 + 5) + 7 - 7) * 1000);
  });
});

describe("a late tick", () => {
  it("starts the next step where the last one ended", () => {
    const state = tick(begin(plan(), START), at(15.9));
    assert.deepEqual(kindAndKey(state), ["step", "left.1"]);
    assert.equal(remaining(state), 44_100);
  });

  it("runs through everything that has passed", () => {
    const state = next(begin(plan(), START), { type: "visible" }, at(70));
    assert.deepEqual(kindAndKey(state), ["step", "left.2"]);
    assert.equal(remaining(state), 40_000);
  });

  it("keeps apart the seconds in which the page was hidden, with ticks or without", () => {
    for (const ticks of [[], [20, 30, 40, 50, 60, 69]]) {
      let state = next(play([], { until: 20 }).state, { type: "hidden" }, at(20));
      for (const second of ticks) state = tick(state, at(second));
      state = next(state, { type: "visible" }, at(70));
      assert.deepEqual(state.unseen, { "left.1": 40, "left.2": 5 });
      assert.deepEqual(state.dose, { "left.0": 10, "left.1": 45, "left.2": 5 });
    }
  });

  it("does not make much of ten seconds on another page", () => {
    let state = next(play([], { until: 20 }).state, { type: "hidden" }, at(20));
    state = next(state, { type: "visible" }, at(29));
    assert.deepEqual([state.unseen, state.dose["left.1"]], [{}, 14]);
    assert.equal(tick(tick(state, at(30)), at(31)).dose["left.1"], 16);
  });

  it("keeps apart the seconds that nobody saw", () => {
    const awake = play([], { until: 20 }).state;
    const state = tick(awake, at(50));
    assert.equal(state.dose["left.1"], 35);
    assert.equal(state.unseen["left.1"], 30);
  });
});

describe("away for longer than two minutes", () => {
  const before = play([], { until: 20 }).state;
  const waits = (state) => {
    assert.deepEqual([state.mode, kindAndKey(state), remaining(state)], ["paused", ["step", "left.1"], 40_000]);
    assert.deepEqual([state.dose, state.unseen], [before.dose, before.unseen]);
  };

  it("is a pause at the step where it was left, whatever comes first on the return", () => {
    for (const type of ["tick", "visible", "hidden", "pause"]) {
      waits(next(before, { type }, at(20 + 121)));
      waits(next(before, { type }, at(20 + 9 * 3600)));
    }
    assert.equal(next(before, { type: "visible" }, at(20 + 120)).mode, "running");
  });

  it("is counted from when the page was hidden, however often it ticked since", () => {
    let state = next(before, { type: "hidden" }, at(20));
    for (let second = 20; second <= 140; second += 1) state = tick(state, at(second));
    assert.equal(state.mode, "running");
    state = tick(state, at(141));
    waits(state);
    waits(next(state, { type: "visible" }, at(3000)));
  });

  it("begins anew with each time the page is hidden", () => {
    let state = before;
    for (let second = 20; second < 220; second += 100) {
      state = next(state, { type: "hidden" }, at(second));
      state = next(state, { type: "visible" }, at(second + 95));
    }
    assert.equal(state.mode, "running");
  });

  it("is known from a clock that nobody sets, too", () => {
    waits(next(before, { type: "tick" }, at(20 - 3600), 600_000));
    waits(next(before, { type: "tick" }, at(25), 600_000));
  });

  it("goes on with a tap, and what was counted until then is kept", () => {
    const back = next(before, { type: "visible" }, at(900));
    const state = tick(next(back, { type: "resume" }, at(910)), at(915));
    assert.deepEqual([state.mode, remaining(state), state.dose["left.1"]], ["running", 35_000, 10]);
    assert.deepEqual(cues(back, next(back, { type: "resume" }, at(910))).map(({ kind }) => kind), ["step"]);
  });

  it("is told by one word, and a step skipped meanwhile by its own", () => {
    const back = next(before, { type: "visible" }, at(900));
    assert.deepEqual(cues(before, back).map(({ say }) => say), ["Paused."]);
    assert.deepEqual(cues(back, tick(back, at(901))), []);
    const skipped = next(back, { type: "skip" }, at(902));
    assert.deepEqual(cues(back, skipped).map(({ kind }) => kind), ["change"]);
  });

  it("keeps no pause, stop or end from being what it is", () => {
    for (const mode of ["pause", "stop"]) {
      const state = next(before, { type: mode, reason: "sore" }, at(20));
      assert.equal(tick(state, at(9000)).mode, state.mode);
    }
    const done = play([], { until: 300 }).state;
    assert.equal(tick(done, at(9000)).mode, "done");
  });
});

describe("pause", () => {
  it("stops the time, and resume goes on with what was left", () => {
    const { state } = play([[25, "pause"], [600, "resume"]]);
    assert.deepEqual(kindAndKey(state), ["step", "left.1"]);
    assert.equal(remaining(state), 35_000);
    assert.equal(state.dose["left.1"], 10);
  });

  it("twice is the same as once, and resume while running changes nothing", () => {
    const once = play([[25, "pause"]]).state;
    assert.deepEqual(next(once, { type: "pause" }, at(25)), once);
    const running = play([], { until: 25 }).state;
    assert.deepEqual(next(running, { type: "resume" }, at(25)), running);
  });
});

describe("back", () => {
  it("starts the step anew after more than three seconds", () => {
    const { state } = play([[25, "back"]]);
    assert.deepEqual(kindAndKey(state), ["step", "left.1"]);
    assert.equal(remaining(state), 45_000);
  });

  it("goes to the step before within three seconds, or from a change-over", () => {
    assert.deepEqual(kindAndKey(play([[17, "back"]]).state), ["step", "left.0"]);
    assert.deepEqual(kindAndKey(play([[62, "back"]]).state), ["step", "left.1"]);
    assert.deepEqual(kindAndKey(play([[118, "back"]]).state), ["step", "left.3"]);
  });

  it("stays at the first step, or starts the lead-in anew", () => {
    assert.deepEqual(kindAndKey(play([[6, "back"]]).state), ["step", "left.0"]);
    const { state } = play([[4, "back"]]);
    assert.equal(stretch(state).kind, "lead_in");
    assert.equal(remaining(state), 5000);
  });

  it("keeps the seconds that were really done", () => {
    const { state } = play([[25, "back"]], { until: 70 });
    assert.equal(state.dose["left.1"], 10 + 45);
  });
});

describe("skip and ready", () => {
  it("skip goes on without counting the rest of the step", () => {
    const { state } = play([[25, "skip"]], { until: 40 });
    assert.equal(state.dose["left.1"], 10);
    assert.deepEqual(kindAndKey(state), ["step", "left.2"]);
  });

  it("ready ends a lead-in, a change-over and a swap, but never a step", () => {
    assert.equal(stretch(play([[1, "ready"]]).state).kind, "step");
    assert.deepEqual(kindAndKey(play([[61, "ready"]]).state), ["step", "left.2"]);
    assert.deepEqual(kindAndKey(play([[117, "ready"]]).state), ["step", "right.0"]);
    const working = play([], { until: 20 }).state;
    assert.deepEqual(next(working, { type: "ready" }, at(20)), working);
  });

  it("keep a pause, except that ready means go", () => {
    assert.equal(play([[25, "pause"], [26, "skip"]]).state.mode, "paused");
    assert.equal(play([[25, "pause"], [26, "back"]]).state.mode, "paused");
    assert.equal(play([[61, "pause"], [65, "ready"]]).state.mode, "running");
  });

  it("skipping the last step ends the routine", () => {
    const skips = Array.from({ length: 12 }, (_, n) => [n + 1, "skip"]);
    assert.equal(play(skips).state.mode, "done");
  });
});

describe("stop", () => {
  it("keeps the reason and the seconds, and the time stands still", () => {
    const { state } = play([[25, "stop", { reason: "sore" }]], { until: 90 });
    assert.equal(state.mode, "stopped");
    assert.equal(state.reason, "sore");
    assert.equal(state.dose["left.1"], 10);
  });

  it("can be taken back", () => {
    const { state } = play([[25, "stop", { reason: "enough" }], [60, "resume"]]);
    assert.deepEqual([state.mode, state.reason, remaining(state)], ["running", "", 35_000]);
  });

  it("for sharp pain is the end", () => {
    const { state } = play([[25, "stop", { reason: "pain" }], [60, "resume"], [61, "skip"]]);
    assert.deepEqual([state.mode, state.reason], ["stopped", "pain"]);
  });

  it("without a reason is an interruption", () => {
    assert.equal(play([[25, "stop"]]).state.reason, "interrupted");
  });
});

describe("a clock set back", () => {
  it("takes no second away, adds none, and is flagged", () => {
    const before = play([], { until: 25 }).state;
    const state = tick(before, at(25 - 3600));
    assert.equal(remaining(state), remaining(before));
    assert.deepEqual(state.dose, before.dose);
    assert.equal(state.clockSetBack, true);
    assert.equal(remaining(tick(state, at(35 - 3600))), 25_000);
  });

  it("is not flagged for a correction of less than a second", () => {
    assert.equal(tick(play([], { until: 25 }).state, at(24.5)).clockSetBack, false);
  });
});

describe("cues", () => {
  it("come in order, each once, and on time", () => {
    const { heard } = play([], { plan: plan({ sides: ["left", "right"] }), until: 300 });
    const oneSide = ["step", "step", "halfway", "five", "change", "step", "halfway", "five", "step"];
    assert.deepEqual(
      heard.map(({ kind }) => kind),
      ["lead_in", ...oneSide, "swap", ...oneSide, "done"],
    );
    const first = (kind) => heard.find((cue) => cue.kind === kind).second;
    assert.deepEqual([first("halfway"), first("five"), first("swap")], [37.5, 55, 115]);
  });

  it("say the side and the hand before each side, in at most eight words", () => {
    const { heard } = play([], { until: 300 });
    assert.equal(heard[0].say, "Get ready. Left foot. Right hand.");
    assert.equal(heard.find(({ kind }) => kind === "swap").say, "Swap. Right foot. Left hand.");
    for (const { say } of heard) assert.ok(say.split(" ").length <= 8, say);
  });

  it("come again for a step that is started anew", () => {
    const { heard } = play([[58, "back"]], { until: 105 });
    const ofMove = heard.filter(({ step }) => step?.key === "left.1").map(({ kind }) => kind);
    assert.deepEqual(ofMove, ["step", "halfway", "five", "step", "halfway", "five"]);
  });

  it("are not said when they are no longer true", () => {
    const { state } = play([], { until: 20 });
    assert.deepEqual(cues(state, tick(state, at(50))), []);
    const later = tick(tick(state, at(50)), at(120));
    assert.deepEqual(cues(state, later).map(({ kind }) => kind), ["swap"]);
  });

  it("do not come from a pause, a resume or a tick after the end", () => {
    const { heard } = play([[25, "pause"], [26, "resume"]], { until: 27 });
    assert.deepEqual(heard.map(({ kind }) => kind), ["lead_in", "step", "step"]);
    const { state } = play([], { until: 300 });
    assert.deepEqual(cues(state, tick(state, at(301))), []);
  });
});

describe("restore", () => {
  const stored = (state) => JSON.stringify(state);

  it("goes on at the right moment after a reload", () => {
    const state = restore(stored(play([], { until: 20 }).state), plan(), at(22));
    assert.deepEqual(kindAndKey(state), ["step", "left.1"]);
    assert.equal(remaining(state), 38_000);
    assert.equal(state.dose["left.1"], 7);
  });

  it("keeps a pause for as long as it takes", () => {
    const state = restore(stored(play([[25, "pause"]]).state), plan(), at(90_000));
    assert.deepEqual([state.mode, remaining(state)], ["paused", 35_000]);
  });

  it("waits where the runner left when the page was away for long", () => {
    const state = restore(stored(play([], { until: 20 }).state), plan(), at(9000));
    assert.deepEqual([state.mode, remaining(state)], ["paused", 40_000]);
    assert.equal(state.dose["left.1"], 5);
  });

  it("goes back to when the page was hidden, if it was thrown away after that", () => {
    let hidden = next(play([], { until: 20 }).state, { type: "hidden" }, at(20));
    hidden = tick(tick(hidden, at(50)), at(80));
    const soon = restore(stored(hidden), plan(), at(100));
    assert.deepEqual([kindAndKey(soon), remaining(soon)], [["step", "left.2"], 10_000]);
    assert.deepEqual([soon.unseen["left.1"], soon.hidden], [40, null]);
    const late = restore(stored(hidden), plan(), at(141));
    assert.deepEqual([late.mode, kindAndKey(late), remaining(late)], ["paused", ["step", "left.1"], 40_000]);
  });

  it("keeps a routine that is done or stopped", () => {
    const stopped = play([[25, "stop", { reason: "pain" }]]).state;
    assert.equal(restore(stored(stopped), plan(), at(9000)).reason, "pain");
    assert.equal(restore(stored(play([], { until: 300 }).state), plan(), at(9000)).mode, "done");
  });

  it("goes on with the same plan from another source: its keys may come in another order", () => {
    const turned = (one) => Object.fromEntries(Object.entries(one).reverse());
    const other = plan();
    other.routine.steps = other.routine.steps.map(turned);
    const state = restore(stored(play([], { until: 20 }).state), other, at(22));
    assert.deepEqual([kindAndKey(state), state.dose["left.1"]], [["step", "left.1"], 7]);
  });

  it("trusts nothing of a stored step but its place", () => {
    const good = play([], { until: 20 }).state;
    const bare = good.timeline.map(({ kind, ms, step: { key } }) => ({ kind, ms, step: { key } }));
    const state = restore(stored({ ...good, timeline: bare }), plan(), at(22));
    assert.deepEqual([state.timeline, state.at], [good.timeline, good.at]);
  });

  it("begins anew when what is stored is damaged, old or of another plan", () => {
    const good = play([], { until: 20 }).state;
    const bad = [
      null, "", "null", "{", "[]", "7",
      stored({ ...good, version: 0 }), stored({ ...good, at: 99 }), stored({ ...good, at: -1 }),
      stored({ ...good, endsAt: "soon" }), stored({ ...good, mode: "?" }), stored({ ...good, dose: null }),
      stored({ ...good, hidden: {} }), stored({ ...good, hidden: "now" }),
      stored({ ...good, timeline: null }), stored({ ...good, timeline: good.timeline.map(() => null) }),
      stored(begin(plan({ seconds: 30 }), START)),
    ];
    for (const json of bad) assert.deepEqual(restore(json, plan(), at(20)), begin(plan(), at(20)), json);
  });
});
