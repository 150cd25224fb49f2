// How long to wait before the next attempt, as plain data: no clock, no network.

const SHORTEST = 1000;
export const LONGEST = 5 * 60 * 1000;

/**
 * Milliseconds after so many failures; by chance up to half less, so that not all phones come at once.
 *
 * @param {number} failures @param {number} chance from 0 to 1
 */
export function backoff(failures, chance) {
  if (!failures) return 0;
  return Math.max(SHORTEST, Math.min(LONGEST, SHORTEST * 2 ** (failures - 1)) * (1 - chance / 2));
}

/**
 * Milliseconds of a Retry-After header, which is in seconds or a date; an absurd one counts as the longest.
 *
 * @param {string | null} header @param {number} now
 */
export function retryAfter(header, now) {
  if (!header) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Math.max(0, Math.min(LONGEST, ms || 0));
}
