// How the player says times and the moment it is in.

import { gettext, numberText, pgettext } from "../gettext.js";
import { placeSentences, sentences } from "../plan/places.js";

/** A label beside the side's: "Left" "foot" "right hand". @param {Side} side */
export const footWord = (side) => (side === "none" ? "" : pgettext("beside Left or Right", "foot"));

const HOUR = 3600;

/** Seconds as 4:05, from an hour on as 8 h 55 min. @param {number} seconds */
export function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (seconds >= HOUR) return gettext("%(hours)s h %(minutes)s min", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** Seconds to be heard, in whole minutes from one minute on: 8 hours 55 minutes. @param {number} seconds */
export function spokenTime(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (!minutes) return counted(seconds, "second");
  const hours = Math.floor(minutes / 60);
  return sentences(hours ? counted(hours, "hour") : "", minutes % 60 ? counted(minutes % 60, "minute") : "");
}

/** @param {number} number @param {string} unit */
const counted = (number, unit) => numberText(number, { style: "unit", unit, unitDisplay: "long" });

/** @type {Record<string, (step: PlannedStep) => string>} */
const ANNOUNCEMENTS = {
  lead_in: (step) => sentences(gettext("Get ready."), placeSentences(step)),
  step: (step) => sentences(placeSentences(step), gettext("%(name)s.", { name: step.name }), step.cue),
  swap: (step) => sentences(gettext("Swap."), placeSentences(step), firstWords(step)),
};

/** @param {{ name: string }} step */
export const firstWords = ({ name }) => gettext("First: %(name)s.", { name });

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
  if (isUndone && isLeg) return gettext("This leg was not done");
  if (isUndone) return isSitting ? gettext("Not sat through") : gettext("No routine done");
  const isDone = mode === "done";
  if (isSitting) return isDone ? gettext("Sitting done") : gettext("Sitting stopped");
  return isDone ? gettext("Routine done") : gettext("Routine stopped");
}

/** The same to be heard, of a routine that was not stopped. @param {Pick<PlayerState, "isSitting" | "isLeg">} state @param {boolean} isUndone */
export function spokenEnding({ isSitting, isLeg }, isUndone) {
  if (isUndone && isLeg) return gettext("This leg was not done.");
  if (isUndone) return isSitting ? gettext("Not sat through.") : gettext("No routine done.");
  return isSitting ? gettext("Sitting done. Rate again.") : gettext("Routine done. Rate again.");
}
