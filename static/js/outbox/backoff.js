// How long to wait before the next attempt, as plain data: no clock, no network.

const SHORTEST = 1000;
export const LONGEST = 5 * 60 * 1000;

/** Milliseconds after so many failures; by chance up to half less, so that not all come at once. */
export function pause(failures, chance) {
  if (!failures) return 0;
  return Math.max(SHORTEST, Math.min(LONGEST, SHORTEST * 2 ** (failures - 1)) * (1 - chance / 2));
}

/** Milliseconds that a server asked for, in seconds or until a date; a mad one counts as the longest. */
export function asked(header, now) {
  if (!header) return 0;
  const wanted = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Math.max(0, Math.min(LONGEST, wanted || 0));
}
