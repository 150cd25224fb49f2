// What Python and JavaScript both say: written by tests/shared, and held to Python by pytest.

import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(new URL(`../shared/${name}.json`, import.meta.url)));

export const vocabulary = read("vocabulary");

/** By slug the built-in routines: variations, and plans by the seconds of a move, left side first. */
export const routines = read("routines");

/** Routines as their editor holds them: steps, pauses, chosen seconds, and the minutes they take. */
export const minutes = read("minutes");
