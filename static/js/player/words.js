// How the player says sides, times and the moment it is in.

export const SIDES = { left: "Left", right: "Right", none: "" };

/** Between the side and the hand: "Left" "foot," "right hand". */
export const footOf = ({ side, hand }) => (side === "none" ? "" : hand ? "foot," : "foot");

const HOUR = 3600;

/** Seconds as 4:05, from an hour on as 8 h 55 min. */
export function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (seconds >= HOUR) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** The same to be heard, in whole minutes: 8 hours 55 minutes. */
export function spoken(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (!minutes) return numbered(seconds, "second");
  const parts = [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]];
  return parts.filter(([number]) => number).map(([number, unit]) => numbered(number, unit)).join(" ");
}

const numbered = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;

const where = ({ side, hand }) =>
  [side === "none" ? "" : `${side} foot`, hand].filter(Boolean).join(", ");

const sentence = (words) => (words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : "");

const joined = (...sentences) => sentences.filter(Boolean).join(" ");

const written = {
  lead_in: (step) => joined("Get ready.", sentence(where(step))),
  step: (step) => joined(sentence(where(step)), `${step.name}.`, step.cue),
  swap: (step) => joined(`Switch to your ${where(step)}.`, `First: ${step.name}.`),
  done: (step, said) => said,
  stopped: (step, said) => said,
};

/** What a screen reader is told of a cue; nothing for the cues between two steps. */
export const announcement = ({ kind, step, say }) => written[kind]?.(step, say) ?? "";

/** The heading of the end; `isUndone` where no move was done, of one leg alone where there are two. */
export function endingOf({ mode, isSitting, isLeg }, isUndone) {
  if (isUndone && isLeg) return "This leg was not done";
  if (isUndone) return isSitting ? "Not sat through" : "No routine done";
  const done = mode === "done";
  if (isSitting) return done ? "Sitting done" : "Sitting stopped";
  return done ? "Routine done" : "Routine stopped";
}
