// What the last page without a network says of a session in which nothing was done.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isNothingDone, undoneTitle } from "../../static/js/offline/undone.js";

const step = (key, kind) => ({ key, kind });
const routine = { steps: [step("left.lace", "set_up"), step("left.pull", "work"), step("left.go", "release")] };
const second = { steps: [step("right.pull", "work")] };
const over = (dose) => ({ kind: "routine", dose: JSON.stringify(dose) });

test("getting ready and letting go are nothing done, and so are zeros", () => {
  assert.ok(isNothingDone({ plan: { routine } }, [over({ "left.lace": 9, "left.pull": 0, "left.go": 5 })]));
  assert.ok(isNothingDone({ plan: { routine } }, [over({})]));
});

test("any second of a move is something", () => {
  assert.ok(!isNothingDone({ plan: { routine } }, [over({ "left.pull": 1 })]));
  assert.ok(!isNothingDone({ plan: { routine, second } }, [over({}), over({ "right.pull": 4 })]));
});

test("a session that never came to its routine had nothing done", () => {
  assert.ok(isNothingDone({ plan: { routine } }, [{ kind: "start" }, { kind: "finish" }]));
});

test("of what was sent already nothing is said", () => {
  assert.ok(!isNothingDone({ plan: { routine } }, [{ kind: "finish" }]));
  assert.ok(!isNothingDone({ plan: { routine, second } }, [over({})]));
});

test("a sitting that was skipped is called as in the history", () => {
  assert.equal(undoneTitle({ kind: "test_only" }), "Test-only, not sat through");
  assert.equal(undoneTitle({ kind: "routine" }), "No routine done");
});
