// The stages of a session in their order, and which of them the phone can go on to by itself.

const ORDER = ["pre", "draw", "routine", "mid", "second", "post", "done"];

/** The later of two stages; one that is no stage counts for nothing. */
export const later = (one, other) => (ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one);

/** What follows the end of `phase` without the server; null where only the server can say. */
export function following({ plan, draws }, phase) {
  const ways = {
    pre: draws ? null : "routine",
    routine: plan.second ? "mid" : "post",
    mid: plan.second ? "second" : null,
    second: "post",
    post: "done",
  };
  return ways[phase] ?? null;
}

/** The page to show of a session at `stage`: before ratings may be mended until the after ones. */
export function pageOf({ stage, draws }, wanted) {
  if (stage === "done") return "result";
  return wanted === "pre" && stage === "routine" && !draws ? "pre" : stage;
}

export const address = (uuid, stage) => `/sessions/${uuid}/${stage === "done" ? "result" : stage}/`;
