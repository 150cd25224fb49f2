// Made-up legs with a phone on them, for the tests and the trial of holds.

import { lean, sideways } from "../../static/js/angle/lean.js";

const DEGREE = Math.PI / 180;
const TICK = 50; // ms

/** Random numbers from a seed, the same for ever. */
export function lot(seed) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low, high) => low + random() * (high - low);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return { random, between, normal, either: (...of) => of[Math.floor(random() * of.length)] };
}

/** What the browser says of a phone that leans so, above 0 to the floor: beta and gamma, to a tenth as Chromium has them. */
export function orientation(angle, askew) {
  const [l, s] = [angle * DEGREE, askew * DEGREE];
  const y = -Math.cos(s) * Math.cos(l);
  const z = Math.cos(s) * Math.sin(l);
  const flat = Math.asin(-y) / DEGREE;
  const beta = z > 0 ? 180 - flat : flat;
  const gamma = Math.atan2(Math.sin(s) * (z > 0 ? -1 : 1), Math.abs(z)) / DEGREE;
  return { beta: tenth(beta > 180 ? beta - 360 : beta), gamma: tenth(gamma) };
}

const tenth = (value) => Math.round(value * 10) / 10;

/**
 * The samples of a leg: `path(t)` gives { angle, askew } at t ms, the sensor speaks `rate` times a second, and only if
 * something changed; the clock of the page ticks late by up to `late` ms, and ticks only count if nothing was said.
 */
export function* samples({ path, rate, late, seconds }, { between }) {
  let [said, spoken] = [null, 0];
  const sample = (at, fresh) =>
    ({ at, angle: lean(said.beta, said.gamma, true), sideways: sideways(said.beta, said.gamma), fresh });
  for (let at = 0; at < seconds * 1000; at += TICK + between(0, late)) {
    let isSilent = true;
    for (; spoken <= at; spoken += 1000 / rate) {
      const { angle, askew } = path(spoken);
      const now = orientation(angle, askew);
      if (said && now.beta === said.beta && now.gamma === said.gamma) continue;
      [said, isSilent] = [now, false];
      yield sample(spoken, true);
    }
    if (isSilent) yield sample(at, false);
  }
}

/** A tremble of this SD: of some frequencies beside each other, as that of a muscle, or noise. */
export function tremble(sd, { between, normal, either }) {
  const middle = between(6, 11);
  const waves = [-1.5, -0.8, 0, 0.8, 1.5].map((beside) => ({ hz: middle + beside, phase: between(0, 2 * Math.PI) }));
  const wave = (t) => waves.reduce((sum, { hz, phase }) => sum + Math.sin((2 * Math.PI * hz * t) / 1000 + phase), 0);
  return either((t) => sd * Math.sqrt(2 / waves.length) * wave(t), () => sd * normal());
}

/**
 * A leg that comes near its end within some seconds and stays: sometimes it stops on its way, sometimes the phone drops first
 * and is laid on anew. `still`: the ms from which it stays.
 */
export function leg({ angle, askew, sd, drift = 0 }, random) {
  const { between, either } = random;
  const shake = tremble(sd, random);
  const dropped = either(0, 0, between(1500, 3000));
  const pause = either(0, 0, between(500, 1500));
  const [began, moving] = [dropped + 500, between(800, 2500)];
  const still = began + moving + pause;
  const way = (t) => {
    const part = Math.min(1, Math.max(0, (t < began + moving / 2 ? t - began : Math.max(began + moving / 2, t - pause) - began) / moving));
    return angle - 30 * (1 - part * part * (3 - 2 * part));
  };
  const path = (t) => {
    if (t < dropped) return { angle: between(60, 110), askew: between(-60, 60) };
    return { angle: way(t) + drift * Math.max(0, (t - still) / 1000) + (t > began ? shake(t) : 0), askew };
  };
  return { path, still };
}
