// Whether somebody was asked today what came before a session, as far as this phone can tell.

import { read, write } from "./offline_store.js";

/** When a person was last asked on this phone. @param {string} user @returns {Promise<Asked | null>} */
export const askedOf = (user) => read(user, "asked");
/** @param {string} user @param {Asked} asked */
export const saveAsked = (user, asked) => write(user, "asked", asked);

/** The day that a moment belongs to by this device's clock, for somebody whose days begin at `hour`: "2026-03-10". @param {Date} moment @param {number} hour */
export function dayOf(moment, hour) {
  const [year, month, day] = [moment.getFullYear(), moment.getMonth(), moment.getDate()];
  return new Date(Date.UTC(year, month, day, moment.getHours() - hour)).toISOString().slice(0, 10);
}

/** Whether another session has asked on this day, or on a later one. @param {Asked | null | undefined} asked @param {Asked} now */
export const isAskedBefore = (asked, now) =>
  Boolean(asked && asked.day >= now.day && asked.session !== now.session);
