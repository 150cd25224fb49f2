// What Python says of words, plans and minutes, read from it anew by each test that needs it.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL("../../", import.meta.url));
const python = process.env.PYTHON ?? ".venv/bin/python";

/**
 * `vocabulary`: by kind of value its words. `routines`: by slug the built-in ones, with variations and
 * plans by the seconds of a move, left side first. `minutes`: routines as their editor holds them, with
 * steps, pauses, chosen seconds, and the minutes they take.
 */
export const { vocabulary, routines, minutes } = JSON.parse(execFileSync(python, ["-m", "tests.shared"], { cwd }));
