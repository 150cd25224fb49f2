// Says aloud where the ratings are, without being in the way: what went wrong at once, all else after
// a moment of rest, so that quick ratings are one message together.

const REST = 1000; // ms
const SAME = "\u00a0"; // Invisible, and silent: without it a second message of the same words is none.

export function sayIn(region) {
  let timer;
  const say = (text) => (region.textContent = region.textContent === text ? text + SAME : text);
  return ([kind, text]) => {
    clearTimeout(timer);
    if (kind === "error") say(text);
    else if (kind !== "sending") timer = setTimeout(say, REST, kind === "saved" ? `${text}.` : text);
  };
}
