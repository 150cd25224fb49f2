// What a phone leans, from what the browser says of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { down, lean, sideways } from "../../static/js/angle/lean.js";
import { lot, orientation } from "./legs.mjs";

const ROUNDED = 0.11; // degrees that the rounding to tenths can make

test("a lean comes out as it went in, whatever the phone leans sideways", () => {
  const { between } = lot(7);
  for (let n = 0; n < 2000; n++) {
    const [angle, askew] = [between(-10, 120), between(-20, 20)];
    const { beta, gamma } = orientation(angle, askew);
    assert.ok(Math.abs(lean(beta, gamma, true) - angle) < ROUNDED, `${angle}° and ${askew}°`);
    assert.ok(Math.abs(lean(beta, gamma) - Math.abs(angle)) < ROUNDED);
    assert.ok(Math.abs(sideways(beta, gamma) - askew) < ROUNDED);
  }
});

test("without splitting off what leans sideways an angle is degrees off", () => {
  const { beta, gamma } = orientation(38, 15);
  const ofTheLongEdge = 90 - (Math.asin(Math.abs(down(beta, gamma).y)) * 180) / Math.PI;
  assert.ok(Math.abs(ofTheLongEdge - 38) > 2);
});

test("upright is 0, flat is 90, and nothing jumps in between or past it", () => {
  const angles = Array.from({ length: 120 }, (_, angle) => orientation(angle, 5));
  const leans = angles.map(({ beta, gamma }) => lean(beta, gamma));
  leans.slice(1).forEach((angle, n) => assert.ok(Math.abs(angle - leans[n] - 1) < 2 * ROUNDED, `${angle}°`));
});

test("down has a length of one", () => {
  const { between } = lot(8);
  for (let n = 0; n < 200; n++) {
    const { x, y, z } = down(between(-180, 180), between(-90, 90));
    assert.ok(Math.abs(Math.hypot(x, y, z) - 1) < 1e-9);
  }
});
