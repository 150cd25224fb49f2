// What is said, sounded and felt, and when: sentence by sentence, without a browser.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TUNES, tunesAhead } from "../../static/js/device/tunes.js";
import { bestVoice, isImportant, spokenCue, stopRule, Voice } from "../../static/js/device/voice.js";
import { begin, cues, next, restore } from "../../static/js/player/engine.js";
import { missedSpoken, missedSteps, missedWords } from "../../static/js/player/missed.js";
import { clock, spokenTime } from "../../static/js/player/words.js";
import { plan } from "./plans.mjs";
import { routines } from "./shared.mjs";

const START = Date.UTC(2026, 2, 29, 0, 59);
const at = (second) => START + second * 1000;
const tick = (state, now) => next(state, { type: "tick" }, now);
const MOST_WORDS = 8;

const builtIn = (slug, seconds) => ({ routine: routines[slug].plans[seconds] });

/** Every cue of a whole routine, with the second at which it comes. */
function heardIn(of) {
  let state = begin(of, START);
  const heard = cues(null, state).map((cue) => ({ ...cue, second: 0 }));
  for (let second = 0; state.mode !== "done"; second += 0.25) {
    const following = tick(state, at(second));
    heard.push(...cues(state, following).map((cue) => ({ ...cue, second })));
    state = following;
  }
  return heard;
}

const isFirst = (cue, { routine }) => cue.kind === "step" && cue.step.key === routine.steps[0].key;
const said = (of) => heardIn(of).map((cue) => [cue.second, spokenCue(cue, isFirst(cue, of))]);
const sentences = (text) => text.split(/(?<=[.!?])\s+/);
const count = (sentence) => sentence.split(/\s+/).length;

describe("what the voice says", () => {
  it("leads through one side of Toe Spreaders with side, hand and move", () => {
    const beforeTheSwap = said(builtIn("toe_spreaders", 45)).filter(([second]) => second <= 225);
    assert.deepEqual(beforeTheSwap, [
      [0, "Get ready. Left foot. Right hand."],
      [5, `Left foot up. Right hand. Fingers between the toes. ${stopRule()}`],
      [15, "Left foot. Right hand. Pull the toes away. Ease. Slowly."],
      [37.5, "Halfway."],
      [55, "Five seconds."],
      [60, "Next: Flex and extend."],
      [65, "Left foot. Right hand. Toes down. Toes up. Slowly."],
      [87.5, "Halfway."],
      [105, "Five seconds."],
      [110, "Next: Foot twists."],
      [115, "Left foot. Right hand. Twist in. Twist out."],
      [137.5, "Halfway."],
      [155, "Five seconds."],
      [160, "Next: Make a fist."],
      [165, "Left foot. Both hands. Other hand on top. Squeeze. Ease."],
      [187.5, "Halfway."],
      [205, "Five seconds."],
      [210, "Let go. Slide the fingers out."],
      [215, "Swap. Right foot. Left hand."],
      [222, "Right foot up. Left hand. Fingers between the toes."],
    ]);
  });

  for (const [slug, { variations }] of Object.entries(routines)) {
    const of = builtIn(slug, 45);
    it(`needs at most eight words a sentence in ${slug}, and no praise`, () => {
      const texts = [...said(of).map(([, text]) => text), ...variations.map(({ say }) => say)];
      assert.ok(texts.length > variations.length);
      for (const sentence of texts.flatMap(sentences)) {
        assert.ok(count(sentence) <= MOST_WORDS, sentence);
        assert.doesNotMatch(sentence, /\b(good|great|well done|nice|better|freer|perfect)\b/i);
      }
    });

    it(`says the stop rule once in ${slug}, and the end in two sentences`, () => {
      const texts = said(of).map(([, text]) => text);
      assert.equal(texts.filter((text) => text.includes(stopRule())).length, 1);
      assert.equal(texts.at(-1), "Routine done. Rate again.");
    });
  }

  it("names the side once where the step's own words name it", () => {
    const step = { side: "left", hand: "both hands", seconds: 45, kind: "work" };
    const text = spokenCue({ kind: "step", step, say: "Left leg, knee bent." });
    assert.equal(text, "Left leg, knee bent.");
  });

  it("takes a voice of this device before a better one of the network", () => {
    const far = { name: "far", lang: "en-GB", localService: false, default: true };
    const near = { name: "near", lang: "en_US", localService: true };
    const ours = { name: "ours", lang: "en-GB", localService: true };
    const german = { name: "german", lang: "de-DE", localService: true, default: true };
    assert.equal(bestVoice([german, far, near], "en", "en-GB").name, "near");
    assert.equal(bestVoice([far, near, ours], "en", "en-GB").name, "ours");
    assert.equal(bestVoice([german, far], "en").name, "far");
    assert.equal(bestVoice([german], "en"), null);
  });
});

/** A voice that ends a sentence only when told to. */
function fakeVoice() {
  const spoken = [];
  const synth = {
    speaking: false,
    pending: false,
    inside: 0,
    speak(one) {
      spoken.push(one.text);
      this.inside += 1;
      this.speaking = true;
      this.now = one;
    },
    cancel() {
      spoken.push("✕");
      this.inside = 0;
      this.speaking = false;
      this.now?.onerror();
    },
    end() {
      this.inside -= 1;
      this.speaking = false;
      this.now.onend();
    },
  };
  let now = START;
  const voice = new Voice({ synth, utterance: (text) => ({ text }), clock: () => now });
  return { voice, synth, spoken, pass: (ms) => (now += ms) };
}

describe("the voice's queue", () => {
  it("lets a sentence end before one that is not important", () => {
    const { voice, synth, spoken } = fakeVoice();
    voice.say("Left foot.");
    voice.say("Halfway.");
    assert.deepEqual(spoken, ["Left foot."]);
    synth.end();
    assert.deepEqual(spoken, ["Left foot.", "Halfway."]);
  });

  it("never holds more than the newest: a cue takes the place of the one that waits", () => {
    const { voice, synth, spoken } = fakeVoice();
    for (const text of ["One.", "Two.", "Three.", "Four."]) voice.say(text);
    assert.equal(synth.inside, 1);
    synth.end();
    synth.end();
    assert.deepEqual(spoken, ["One.", "Four."]);
    assert.equal(synth.inside, 0);
  });

  it("interrupts for what is important, and what waited is gone", () => {
    const { voice, synth, spoken } = fakeVoice();
    voice.say("One.");
    voice.say("Halfway.");
    voice.say("Swap.", { important: true });
    synth.end();
    assert.deepEqual(spoken, ["One.", "✕", "Swap."]);
  });

  it("says nothing that has become untrue while it waited", () => {
    const { voice, synth, spoken, pass } = fakeVoice();
    voice.say("One.");
    voice.say("Five seconds.");
    pass(2500);
    synth.end();
    assert.deepEqual(spoken, ["One."]);
  });

  it("is not held up for good by a browser that never tells of an end", () => {
    const { voice, spoken, pass } = fakeVoice();
    voice.say("One.");
    pass(16000);
    voice.say("Halfway.");
    assert.deepEqual(spoken, ["One.", "Halfway."]);
  });

  it("is silent at once when hushed", () => {
    const { voice, synth, spoken } = fakeVoice();
    voice.say("One.");
    voice.say("Halfway.");
    voice.hush();
    assert.deepEqual(spoken, ["One.", "✕"]);
    assert.equal(synth.inside, 0);
  });

  it("holds at most two sentences over a whole routine of a slow voice", () => {
    const { voice, synth } = fakeVoice();
    const of = builtIn("sock_pull", 30);
    for (const cue of heardIn(of)) {
      voice.say(spokenCue(cue), { important: isImportant(cue) });
      assert.equal(synth.inside, 1);
    }
  });
});

describe("the tones", () => {
  const ahead = (state, seconds) =>
    tunesAhead(state, at(seconds)).map((tune) => [tune.name, (tune.at - START) / 1000]);

  it("sound at the start, in the last five seconds and at the end of each step", () => {
    assert.deepEqual(ahead(begin(plan(), START), 120), [
      ["start", 5],
      ["start", 15],
      ...[55, 56, 57, 58, 59].map((second) => ["tick", second]),
      ["end", 60],
      ["start", 65],
      ...[105, 106, 107, 108, 109].map((second) => ["tick", second]),
      ["start", 110],
      ["end", 115],
      ["swap", 115.45],
    ]);
  });

  it("are laid down for the whole routine, or for as far as is asked", () => {
    const state = begin(plan(), START);
    const whole = ahead(state, 3600);
    assert.equal(whole.filter(([name]) => name === "start").length, 8);
    assert.equal(whole.filter(([name]) => name === "swap").length, 1);
    assert.deepEqual(whole.at(-1), ["end", 232]);
    assert.ok(ahead(state, 40).every(([, second]) => second <= 40));
  });

  it("stay where they are while time passes, so that nothing is laid down twice", () => {
    const early = tick(begin(plan(), START), at(20));
    const late = tick(early, at(50));
    const coming = (state) => ahead(state, 100).filter(([, second]) => second > 50);
    assert.deepEqual(coming(late), coming(early));
  });

  it("are none while it is paused, over or stopped", () => {
    const running = tick(begin(plan(), START), at(20));
    for (const event of [{ type: "pause" }, { type: "stop", reason: "pain" }]) {
      assert.deepEqual(tunesAhead(next(running, event, at(21)), at(999)), []);
    }
    assert.deepEqual(tunesAhead(tick(running, at(9999)), at(99999)), []);
  });

  it("move with a pause, a skip and a step back", () => {
    const running = tick(begin(plan(), START), at(20));
    const paused = next(running, { type: "pause" }, at(25));
    const first = (state) => ahead(state, 200).find(([name]) => name === "tick")[1];
    assert.equal(first(running), 55);
    assert.equal(first(next(paused, { type: "resume" }, at(35))), 65);
    assert.equal(first(next(running, { type: "back" }, at(30))), 70);
    assert.deepEqual(ahead(next(running, { type: "skip" }, at(30)), 40), [["start", 35]]);
  });

  it("have the notes that the design names", () => {
    const notes = Object.fromEntries(
      Object.entries(TUNES).map(([name, of]) => [name, of.map(({ hz, ms }) => `${hz}/${ms}`).join(" ")]),
    );
    assert.deepEqual(notes, {
      start: "660/120 880/120",
      tick: "440/60",
      end: "330/350",
      swap: "880/120 660/120 880/120",
      near: "330/80",
      hold: "440/80 660/80",
      taken: "880/160 880/160",
      wrong: "220/300",
    });
  });
});

describe("what was missed while asleep", () => {
  const running = tick(begin(plan(), START), at(20));

  it("is the step that ended, and how long ago", () => {
    const gap = missedSteps(running, tick(running, at(102)));
    assert.deepEqual(gap, { name: "Traction", ago: 42, count: 1 });
    assert.match(missedWords(gap), /^Traction ended 0:42 ago, while the phone was asleep\./);
    assert.equal(missedSpoken(gap), "A step ended 42 seconds ago.");
  });

  it("is told of several steps by the last one, and of the whole routine", () => {
    const gap = missedSteps(running, tick(running, at(119)));
    assert.deepEqual(gap, { name: "Let go", ago: 4, count: 3 });
    assert.match(missedWords(gap), /^3 steps ended, the last one \(Let go\) 0:04 ago/);
    assert.ok(count(missedSpoken(gap)) <= MOST_WORDS);
  });

  it("says hours as hours", () => {
    const gap = { name: "Traction", ago: 8 * 3600 + 55 * 60 + 2, count: 1 };
    assert.match(missedWords(gap), /^Traction ended 8 h 55 min ago/);
    assert.equal(missedSpoken(gap), "A step ended 8 hours 55 minutes ago.");
    assert.deepEqual([59, 60, 3599, 3600, 7260].map(clock), ["0:59", "1:00", "59:59", "1 h 0 min", "2 h 1 min"]);
    assert.deepEqual([1, 59, 61, 3600, 90_061].map(spokenTime), ["1 second", "59 seconds", "1 minute", "1 hour", "25 hours 1 minute"]);
  });

  it("is nothing while it was awake, within one step, or where it waited paused", () => {
    assert.equal(missedSteps(running, tick(running, at(29))), null);
    assert.equal(missedSteps(running, tick(running, at(50))), null);
    assert.equal(missedSteps(null, running), null);
    const kept = JSON.stringify(running);
    assert.equal(missedSteps(running, restore(kept, plan(), at(20 + 600))), null);
    assert.equal(missedSteps(running, restore(kept, plan(), at(20 + 60))).name, "Traction");
  });
});
