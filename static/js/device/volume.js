// How loud the cues are for this person, on top of the volume of the device.

import { preferences } from "../preferences.js";
import { isOn } from "./switches.js";

const LOUDEST = 10;

/** From 0 to 1, as the voice takes it. */
export const volume = () => Number(preferences().cue_volume) / LOUDEST;

/** From 0 to 1, by which a tone is multiplied: ears need more than half of it for half as loud. */
export const gain = () => volume() ** 2;

/** Whether "voice" or "tones" are on, and not turned down to nothing. @param {string} name */
export const isHeard = (name) => isOn(name) && volume() > 0;
