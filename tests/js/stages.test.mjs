// What a phone makes of the rule book's rows that come with a session.

import assert from "node:assert/strict";
import { test } from "node:test";

import { laterStage, nextStage, pageOf, pathOf } from "../../static/js/phone/stages.js";

const uuid = "3c0f7a52-11d8-4f7c-9a3f-52c1a95d0f61";
const ordinary = {
  uuid,
  stage: "routine",
  next: { pre: "routine", routine: "post", post: "done" },
  may: { pre: ["pre"], routine: ["routine", "pre"], post: ["post"], done: ["result"] },
};
const toBeDrawn = {
  uuid,
  stage: "pre",
  next: { pre: "draw", draw: "routine", routine: "post", post: "done" },
  may: { pre: ["pre"], draw: [], routine: ["routine"], post: ["post"], done: ["result"] },
};
const old = { uuid, stage: "routine" };

test("a session only goes on, and along the stages that it has", () => {
  assert.equal(laterStage(ordinary, "pre", "post"), "post");
  assert.equal(laterStage(ordinary, "post", "routine"), "post");
  for (const none of ["mid", "result", undefined]) assert.equal(laterStage(ordinary, "pre", none), "pre");
});

test("the phone goes on by itself until the server has to draw", () => {
  assert.equal(nextStage(ordinary, "pre"), "routine");
  assert.equal(nextStage(ordinary, "post"), "done");
  assert.equal(nextStage(toBeDrawn, "pre"), null);
  assert.equal(nextStage(toBeDrawn, "draw"), "routine");
});

test("the page that is wanted is shown as long as the stage allows it", () => {
  assert.equal(pageOf(ordinary, "pre"), "pre");
  assert.equal(pageOf(ordinary, "post"), "routine");
  assert.equal(pageOf({ ...ordinary, stage: "done" }, "post"), "result");
  assert.equal(pageOf({ ...toBeDrawn, stage: "routine" }, "pre"), "routine");
  assert.equal(pageOf({ ...toBeDrawn, stage: "draw" }, "draw"), null);
});

test("the address is that of the page of a stage, also where the server has to draw", () => {
  assert.equal(pathOf(ordinary, "done"), `/sessions/${uuid}/result/`);
  assert.equal(pathOf(toBeDrawn, "draw"), `/sessions/${uuid}/draw/`);
});

test("a phase that this version has never heard of is one more stage", () => {
  const more = {
    ...ordinary,
    next: { ...ordinary.next, post: "settled", settled: "done" },
    may: { ...ordinary.may, settled: ["settled"] },
  };
  assert.equal(nextStage(more, "post"), "settled");
  assert.equal(pageOf({ ...more, stage: "settled" }), "settled");
});

test("a snapshot of an older version stays where it is until the server goes on", () => {
  assert.equal(laterStage(old, "routine", "post"), "routine");
  assert.equal(nextStage(old, "routine"), null);
  assert.equal(pageOf(old), "routine");
  assert.equal(pageOf({ ...old, stage: "done" }), "result");
  assert.equal(pathOf({ ...old, stage: "done" }, "done"), `/sessions/${uuid}/result/`);
});
