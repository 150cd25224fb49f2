// How the player says sides, times and the moment it is in.

export const SIDES = { left: "Left", right: "Right", none: "" };

/** Seconds as 4:05. */
export const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const where = ({ side, hand }) =>
  [side === "none" ? "" : `${side} foot`, hand].filter(Boolean).join(", ");

const sentence = (words) => (words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : "");

const joined = (...sentences) => sentences.filter(Boolean).join(" ");

const written = {
  lead_in: (step) => joined("Get ready.", sentence(where(step))),
  step: (step) => joined(sentence(where(step)), `${step.name}.`, step.cue),
  swap: (step) => joined(`Switch to your ${where(step)}.`, `First: ${step.name}.`),
  done: () => "Routine done. Rate again when you are ready.",
  stopped: () => "Routine stopped.",
};

/** What a screen reader is told of a cue; nothing for the cues between two steps. */
export const announcement = ({ kind, step }) => written[kind]?.(step) ?? "";
