// A trial of holds: made-up legs, and what the machine takes.
//
//   node tests/js/holds.mjs [holds of each kind] [seed]
//
// Angles from -10° to 120°, sideways up to 20°, sensors of 5 to 60 Hz, late clocks, pauses on the way, dropped phones.

import { fileURLToPath } from "node:url";

import { begin, next } from "../../static/js/angle/hold.js";
import { leg, lot, samples } from "./legs.mjs";

const SECONDS = 40; // that a leg is watched
const MOST_ERROR = 0.3; // degrees
const MOST_OFF = 0.02; // of the holds, where the sensor is slow or the clock late

/** What is asked of each kind of leg: `within`: seconds of stillness in which at least `share` of them are taken. */
export const KINDS = {
  quiet: { sd: [0, 0.5], within: 4, share: 0.98 },
  trembling: { sd: [0.5, 0.9], within: 14, share: 0.95 },
  "trembling hard": { sd: [1.3, 3], never: true },
  askew: { sd: [0, 0.5], askew: [13, 20], never: true },
  "on its way": { sd: [0, 0.3], drift: [1, 3], never: true },
};

/** One hold: { taken, seconds after stillness, error, mode }. */
export function hold(kind, random, machine = { begin, next }) {
  const { between, either } = random;
  const { sd, askew = [0, 11], drift } = KINDS[kind];
  const truth = between(-10, 120);
  const about = {
    angle: truth,
    askew: either(-1, 1) * between(...askew),
    sd: between(...sd),
    drift: drift ? either(-1, 1) * between(...drift) : 0,
  };
  const { path, still } = leg(about, random);
  const phone = { path, rate: between(5, 60), late: either(0, 0, 250), seconds: SECONDS };
  const range = { min: truth - 15, max: truth + 15 };
  let state = machine.begin();
  for (const sample of samples(phone, random)) {
    state = machine.next(state, sample, range);
    if (state.mode === "taken") {
      return { taken: true, after: (sample.at - still) / 1000, error: state.held.angle - truth };
    }
  }
  return { taken: false, mode: state.mode };
}

/** What came of so many holds of a kind. */
export function trial(kind, holds, seed, machine) {
  const random = lot(seed);
  const { within = Infinity } = KINDS[kind];
  const all = Array.from({ length: holds }, () => hold(kind, random, machine));
  const taken = all.filter((each) => each.taken);
  const errors = taken.map(({ error }) => Math.abs(error));
  const inTime = taken.filter(({ after }) => after <= within).length;
  const early = taken.filter(({ after }) => after < 1.5).length;
  const off = errors.filter((error) => error > MOST_ERROR).length;
  return { holds, taken: taken.length, inTime, early, off, worst: Math.max(0, ...errors) };
}

/** Whether that is what was asked. */
export function isGood(kind, { holds, taken, inTime, early, off }) {
  const { never, share } = KINDS[kind];
  return never ? taken === 0 : inTime >= share * holds && early === 0 && off <= MOST_OFF * holds;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [holds, seed] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 5)];
  let good = true;
  for (const kind of Object.keys(KINDS)) {
    const came = trial(kind, holds, seed);
    good &&= isGood(kind, came);
    const { taken, inTime, early, worst, off } = came;
    console.log(`${kind}: ${taken} of ${holds} taken, in time ${inTime}, early ${early}, off by more than 0.3° ${off}, at most ${worst.toFixed(2)}°`);
  }
  process.exitCode = good ? 0 : 1;
}
