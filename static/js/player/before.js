// What the page before the routine needs of the player.

export { ask, letSleep } from "./awake.js";
export { unlock } from "./sound.js";
export { showSounds } from "./sounds.js";
