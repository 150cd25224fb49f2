// Frozen plans and a seeded chance for the tests of the player.

const MOVES = [
  { name: "Lace the fingers", kind: "set_up", seconds: 10 },
  { name: "Traction", kind: "work" },
  { name: "Flex and extend", kind: "work" },
  { name: "Let go", kind: "release", seconds: 5 },
];

/** A plan as a session keeps it; all of one side first. */
export function plan({ sides = ["left", "right"], seconds = 45, moves = MOVES } = {}) {
  const hands = { left: "right hand", right: "left hand", none: "" };
  const steps = sides.flatMap((side) =>
    moves.map((move, index) => ({
      key: `${side}.${index}`,
      side,
      hand: hands[side],
      cue: `${move.name}, slowly.`,
      say: `${move.name}. Slowly.`,
      ...move,
      seconds: move.seconds ?? seconds,
    })),
  );
  return { first_side: sides[0], routine: { lead_in: 5, change: 5, swap: 7, steps } };
}

/** Hours long, so that a long jump still lands inside it. */
export const longPlan = () =>
  plan({ seconds: 900, moves: Array.from({ length: 12 }, (_, n) => ({ name: `Move ${n}`, kind: "work" })) });

/** The same numbers for the same seed. */
export function chanceOf(seed) {
  let state = seed;
  const number = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low, high) => Math.floor(low + number() * (high - low + 1));
  return { between, oneOf: (things) => things[between(0, things.length - 1)] };
}
