// How the player says sides, times and the moment it is in.

/** @type {Record<Side, string>} */
export const SIDES = { left: "Left", right: "Right", none: "" };

/** Between the side and the hand: "Left" "foot," "right hand". @param {{ side: Side, hand: string }} step */
export const footOf = ({ side, hand }) => (side === "none" ? "" : hand ? "foot," : "foot");

const HOUR = 3600;

/** Seconds as 4:05, from an hour on as 8 h 55 min. @param {number} seconds */
export function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (seconds >= HOUR) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** Seconds to be heard, in whole minutes from one minute on: 8 hours 55 minutes. @param {number} seconds */
export function spokenTime(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (!minutes) return counted(seconds, "second");
  const parts = [counted(Math.floor(minutes / 60), "hour"), counted(minutes % 60, "minute")];
  return parts.filter((part) => !part.startsWith("0 ")).join(" ");
}

/** @param {number} number @param {string} unit */
const counted = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;

/** @param {PlannedStep} step */
const placeOf = ({ side, hand }) =>
  [side === "none" ? "" : `${side} foot`, hand].filter(Boolean).join(", ");

/** @param {string} words */
const sentence = (words) => (words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : "");

/** @param {string[]} sentences */
const joined = (...sentences) => sentences.filter(Boolean).join(" ");

/** @type {Record<string, (step: PlannedStep) => string>} */
const ANNOUNCEMENTS = {
  lead_in: (step) => joined("Get ready.", sentence(placeOf(step))),
  step: (step) => joined(sentence(placeOf(step)), `${step.name}.`, step.cue),
  swap: (step) => joined(`Switch to your ${placeOf(step)}.`, `First: ${step.name}.`),
};

/** A cue for a screen reader; "" for those between two steps. @param {Cue} cue */
export function announcement({ kind, step, say }) {
  if (kind === "done" || kind === "stopped") return say;
  return (step && ANNOUNCEMENTS[kind]?.(step)) ?? "";
}

/**
 * The heading of the end: of one leg where legs are done apart.
 *
 * @param {Pick<PlayerState, "mode" | "isSitting" | "isLeg">} state @param {boolean} isUndone no move was done
 */
export function endingOf({ mode, isSitting, isLeg }, isUndone) {
  if (isUndone && isLeg) return "This leg was not done";
  if (isUndone) return isSitting ? "Not sat through" : "No routine done";
  const isDone = mode === "done";
  if (isSitting) return isDone ? "Sitting done" : "Sitting stopped";
  return isDone ? "Routine done" : "Routine stopped";
}
