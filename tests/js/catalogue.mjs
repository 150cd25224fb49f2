// The built-in routines as a session would freeze them, read from the catalogue's own files.

import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../tracker/catalogue/routines/", import.meta.url);
const OTHER = { left: "right", right: "left" };

/** The tables of a simple TOML file: strings and numbers, one a line; lists are left out. */
function read(text) {
  const tables = [{ of: "" }];
  for (const line of text.split("\n")) {
    const [, table] = /^\[+(\w+)\]+$/.exec(line) ?? [];
    const [, name, value] = /^(\w+) = (".*"|\d+)$/.exec(line) ?? [];
    if (table) tables.push({ of: table });
    if (name) tables.at(-1)[name] = JSON.parse(value);
  }
  return tables;
}

function fill(text, side, hand) {
  const words = { side, hand };
  const big = (word) => word[0].toUpperCase() + word.slice(1);
  return text.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? big(words[name.toLowerCase()]));
}

function frozen(tables, seconds) {
  const [routine] = tables;
  const moves = tables.filter((table) => table.of === "steps");
  const variations = tables.filter((table) => table.of === "variations");
  const steps = ["left", "right"].flatMap((side) =>
    moves.map((move) => {
      const hand = move.hand === "opposite" ? `${OTHER[side]} hand` : "both hands";
      return {
        ...move,
        key: `${side}.${move.slug}`,
        side,
        hand,
        seconds: move.seconds ?? seconds - (move.less ?? 0),
        cue: fill(move.cue, side, hand),
        say: fill(move.say, side, hand),
      };
    }),
  );
  const { lead_in, change_seconds: change, swap_seconds: swap } = routine;
  return { first_side: "left", variations, routine: { slug: routine.slug, lead_in, change, swap, steps } };
}

/** Slug → plan, each with its `variations`. */
export const builtIn = (seconds = 45) =>
  Object.fromEntries(
    readdirSync(FOLDER)
      .map((name) => frozen(read(readFileSync(new URL(name, FOLDER), "utf8")), seconds))
      .map((plan) => [plan.routine.slug, plan]),
  );
